import { Temporal } from 'temporal-polyfill';
import { arxivId } from '../../papers/identity.ts';
import type { FullSighting } from '../../papers/paper.ts';
import type { Fetcher } from '../fetching/fetcher.ts';
import { listingOf } from '../fetching/listing-of.ts';
import { type Listing, type LiveSource, SourceError } from '../live/source.ts';
import { ask } from './ask.ts';
import { askForDay } from './ask-for-day.ts';
import { withWords } from './query.ts';
import { FIRST_DAY, readEntry } from './read-entry.ts';

interface Dependencies {
  /** The one for arXiv, whichever queries there are: it takes one request in three seconds, from all of them together. */
  readonly fetcher: Fetcher;
  /** As the configuration names it. */
  readonly name: string;
  /** The papers it is there for, in the language of arXiv's query API: `cat:cs.LG OR cat:cs.CL`. */
  readonly query: string;
  readonly now: () => Date;
}

/** How arXiv may be asked: https://info.arxiv.org/help/api/tou.html. */
export const ARXIV_PACE = { spacingMs: 3000, queues: 'everyone' } as const;

const ZONE = 'America/New_York';
const NOTHING: Listing = { kind: 'listed', sightings: [], refused: [] };
/** More is not found by words that are good enough. */
const MOST_FOUND = 100;

/** The papers of some categories, or of another query, on arXiv. It ranks nothing, and nobody comments there. */
export function createArxiv({ fetcher, name, query, now }: Dependencies): LiveSource {
  return {
    name,
    title: 'arXiv',
    firstDay: FIRST_DAY,
    newestDay: (at) =>
      Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(ZONE).toPlainDate().toString(),

    day: (day, _validator, asking) => askForDay(day, { fetcher, query, now, asking }),
    trending: async () => NOTHING,

    async search(words, limit, asking) {
      const wanted = withWords(words);
      if (wanted === undefined || limit < 1) return NOTHING;
      const most = Math.min(Math.floor(limit), MOST_FOUND);
      const { entries } = await ask(fetcher, wanted, { start: 0, most, sortBy: 'relevance' }, asking);
      return listingOf(
        entries.slice(0, most).map((entry) => readEntry(entry, now())),
        fetcher.host,
      );
    },

    async paper(id, asking) {
      const known = arxivId(id);
      if (known === undefined) return undefined;
      const { entries } = await ask(fetcher, { id_list: known }, { start: 0, most: 1, sortBy: 'relevance' }, asking);
      return onePaper(
        known,
        listingOf(
          entries.map((entry) => readEntry(entry, now())),
          fetcher.host,
        ),
        fetcher,
      );
    },

    comments: async () => [],
  };
}

/** @throws SourceError where it is another paper */
function onePaper(
  id: string,
  { sightings }: Extract<Listing, { kind: 'listed' }>,
  { host }: Fetcher,
): FullSighting | undefined {
  const [sighting] = sightings;
  if (sighting === undefined) return undefined;
  if (withoutClass(sighting.id ?? '') === withoutClass(id)) return { ...sighting, id };
  throw new SourceError('malformed', `${host} was asked for ${id} and answered with ${sighting.id}`);
}

/** `math.GT/0309136` and `math/0309136` are one paper, and arXiv answers with the latter. */
function withoutClass(id: string): string {
  return id.replace(/\.[A-Z]{2}\//, '/');
}
