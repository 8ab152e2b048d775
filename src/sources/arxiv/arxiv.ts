import { Temporal } from 'temporal-polyfill';
import { parseArxivId } from '../../papers/identity.ts';
import type { FullSourceRecord } from '../../papers/paper.ts';
import type { HttpClient } from '../fetching/fetcher.ts';
import { collectListing } from '../fetching/listing-of.ts';
import { type ListingResult, type PaperSource, SourceError } from '../live/source.ts';
import { queryFeed } from './ask.ts';
import { fetchDayListing } from './ask-for-day.ts';
import { wordsQuery } from './query.ts';
import { FIRST_SUBMISSION_DAY, parseEntry } from './read-entry.ts';

interface ArxivDeps {
  /** The one for arXiv, whichever queries there are: it takes one request in three seconds, from all of them together. */
  readonly httpClient: HttpClient;
  /** As the configuration names it. */
  readonly name: string;
  /** The papers it is there for, in the language of arXiv's query API: `cat:cs.LG OR cat:cs.CL`. */
  readonly query: string;
  readonly now: () => Date;
}

/** How arXiv may be asked: https://info.arxiv.org/help/api/tou.html. */
export const ARXIV_REQUEST_LIMITS = { minIntervalMs: 3000, queued: 'all' } as const;

const TIME_ZONE = 'America/New_York';
const EMPTY_LISTING: ListingResult = { kind: 'listed', records: [], skipReasons: [] };
/** More is not found by words that are good enough. */
const MAX_SEARCH_RESULTS = 100;

/** The papers of some categories, or of another query, on arXiv. It ranks nothing, and nobody comments there. */
export function createArxivSource({ httpClient, name, query, now }: ArxivDeps): PaperSource {
  return {
    name,
    title: 'arXiv',
    firstDay: FIRST_SUBMISSION_DAY,
    newestDay: (at) =>
      Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(TIME_ZONE).toPlainDate().toString(),

    fetchDay: (day, _etag, requestOptions) => fetchDayListing(day, { httpClient, query, now, requestOptions }),
    fetchTrending: async () => EMPTY_LISTING,

    async search(text, limit, requestOptions) {
      const searchQuery = wordsQuery(text);
      if (searchQuery === undefined || limit < 1) return EMPTY_LISTING;
      const maxResults = Math.min(Math.floor(limit), MAX_SEARCH_RESULTS);
      const { entries } = await queryFeed(
        httpClient,
        searchQuery,
        { start: 0, maxResults, sortBy: 'relevance' },
        requestOptions,
      );
      return collectListing(
        entries.slice(0, maxResults).map((entry) => parseEntry(entry, now())),
        httpClient.host,
      );
    },

    async fetchPaper(id, requestOptions) {
      const paperId = parseArxivId(id);
      if (paperId === undefined) return undefined;
      const { entries } = await queryFeed(
        httpClient,
        { id_list: paperId },
        { start: 0, maxResults: 1, sortBy: 'relevance' },
        requestOptions,
      );
      return expectPaper(
        paperId,
        collectListing(
          entries.map((entry) => parseEntry(entry, now())),
          httpClient.host,
        ),
        httpClient,
      );
    },

    fetchComments: async () => [],
  };
}

/** @throws SourceError where it is another paper */
function expectPaper(
  id: string,
  { records }: Extract<ListingResult, { kind: 'listed' }>,
  { host }: HttpClient,
): FullSourceRecord | undefined {
  const [record] = records;
  if (record === undefined) return undefined;
  if (withoutSubjectClass(record.id ?? '') === withoutSubjectClass(id)) return { ...record, id };
  throw new SourceError('malformed', `${host} was asked for ${id} and answered with ${record.id}`);
}

/** `math.GT/0309136` and `math/0309136` are one paper, and arXiv answers with the latter. */
function withoutSubjectClass(id: string): string {
  return id.replace(/\.[A-Z]{2}\//, '/');
}
