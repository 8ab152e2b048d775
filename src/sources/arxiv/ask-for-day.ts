import type { Fetcher } from '../fetching/fetcher.ts';
import { listingOf } from '../fetching/listing-of.ts';
import type { EntryReading } from '../fetching/read-sighting.ts';
import { type Asking, type Listing, SourceError } from '../live/source.ts';
import { ask } from './ask.ts';
import { submittedOn } from './query.ts';
import { readEntry } from './read-entry.ts';

interface Dependencies {
  readonly fetcher: Fetcher;
  readonly query: string;
  readonly now: () => Date;
  readonly asking?: Asking | undefined;
}

/** Larger pages come back incomplete more often (arxiv.py#43). */
const PAGE = 200;
/** The API gives no more of a query: https://info.arxiv.org/help/api/user-manual.html, `start` and `max_results`. */
const MOST_RESULTS = 30_000;
/** Pages may be short, but not all of them. */
const MOST_PAGES = (2 * MOST_RESULTS) / PAGE;

/** The papers that were submitted on a day, page after page, in the order of their submission. */
export async function askForDay(day: string, { fetcher, query, now, asking }: Dependencies): Promise<Listing> {
  const wanted = submittedOn(query, day);
  const readings: EntryReading[] = [];
  for (let pages = 1; ; pages++) {
    const page = { start: readings.length, most: PAGE, sortBy: 'submittedDate' } as const;
    const { entries, total } = await ask(fetcher, wanted, page, asking);
    if (total > MOST_RESULTS) throw tooMany(total, day, fetcher);
    readings.push(...entries.map((entry) => readEntry(entry, now())));
    // A page may be empty though there are more: arXiv does that now and then, and says nothing of it.
    const isEnd = entries.length === 0 || (entries.length < PAGE && readings.length >= total);
    if (isEnd || readings.length >= MOST_RESULTS || pages === MOST_PAGES) return whole(readings, total, day, fetcher);
  }
}

function whole(readings: readonly EntryReading[], total: number, day: string, { host }: Fetcher): Listing {
  if (readings.length === 0 && total > 0) {
    throw new SourceError('malformed', `${host} says that it has ${total} papers of ${day}, and gave none`);
  }
  const { sightings, refused } = listingOf(readings, host);
  const missing = total - readings.length;
  const gap = missing > 0 && { missing: `${host} did not give ${missing} of ${total} papers of ${day}` };
  return { kind: 'listed', sightings, refused, ...gap };
}

function tooMany(total: number, day: string, { host }: Fetcher): SourceError {
  return new SourceError(
    'refused',
    `${host} finds ${total} papers of ${day}, and gives ${MOST_RESULTS} at most: choose fewer categories`,
  );
}
