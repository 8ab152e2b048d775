import { shorten } from '../../text/shorten.ts';
import type { Fetcher } from '../fetching/fetcher.ts';
import { listingOf } from '../fetching/listing-of.ts';
import type { EntryReading } from '../fetching/read-sighting.ts';
import { fieldsOf, oneLine } from '../fetching/said.ts';
import type { Asking, Listing } from '../live/source.ts';
import { ask, wanted } from './ask.ts';
import { knownId } from './known-id.ts';
import { entriesIn } from './lists.ts';
import { askForPaper } from './one-paper.ts';
import { readEntry } from './read-entry.ts';

interface Dependencies {
  readonly fetcher: Fetcher;
  readonly now: () => Date;
  readonly asking?: Asking | undefined;
}

/** `q` and `limit` of `GET /api/papers/search` take no more. */
const LONGEST_QUERY = 250;
const MOST_FOUND = 120;
/** Of papers that come without their abstract, which is a request for each. */
const MOST_COMPLETED = 10;

/** What Hugging Face finds for words. Items are papers in what lists have around them, or as in 2024 little more than an id and a title. */
export async function searchFor(words: string, limit: number, dependencies: Dependencies): Promise<Listing> {
  const { fetcher, now, asking } = dependencies;
  const q = shorten(oneLine(words), LONGEST_QUERY).replace(/…$/, '');
  if (q === '' || limit < 1) return { kind: 'listed', sightings: [], refused: [] };
  const most = Math.min(Math.floor(limit), MOST_FOUND);
  const url = fetcher.at('/api/papers/search', { q, limit: `${most}` });
  const items = entriesIn(wanted(await ask(fetcher, url, asking), fetcher).json, fetcher).slice(0, most);
  const bare = items.filter(isBare).slice(0, MOST_COMPLETED);
  const completed = new Map(
    await Promise.all(bare.map(async (item) => [item, await complete(item.id, dependencies)] as const)),
  );
  return listingOf(
    items.map((item) => completed.get(item as BareItem) ?? readEntry(item, { now: now() })),
    fetcher.host,
  );
}

/** As search answered in 2024 (huggingface_hub#2553). */
interface BareItem {
  readonly id: string;
}

function isBare(item: unknown): item is BareItem {
  const { id, paper, summary } = fieldsOf(item);
  return typeof id === 'string' && knownId(id) === id && paper === undefined && summary === undefined;
}

async function complete(id: string, dependencies: Dependencies): Promise<EntryReading> {
  const sighting = await askForPaper(id, dependencies);
  return sighting === undefined ? { refused: `${id}: it is found, and has no page.` } : { sighting };
}
