import { Temporal } from 'temporal-polyfill';
import { parseArxivId } from '../../papers/identity.ts';
import type { FullSourceRecord } from '../../papers/paper.ts';
import { collectListing, type EntryResult } from '../entry-parser.ts';
import type { HttpClient } from '../http-client.ts';
import { type ListingResult, type PaperSource, type RequestOptions, SourceError } from '../source.ts';
import { queryFeed, submittedOnQuery, wordsQuery } from './client.ts';
import { FIRST_SUBMISSION_DAY, parseEntry } from './schema.ts';

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

interface DayListingDeps {
  readonly httpClient: HttpClient;
  readonly query: string;
  readonly now: () => Date;
  readonly requestOptions?: RequestOptions | undefined;
}

/** Larger pages come back incomplete more often (arxiv.py#43). */
const PAGE_SIZE = 200;
/** The API gives no more of a query: https://info.arxiv.org/help/api/user-manual.html, `start` and `max_results`. */
const MAX_RESULTS = 30_000;
/** Pages may be short, but not all of them. */
const MAX_PAGES = (2 * MAX_RESULTS) / PAGE_SIZE;

/** The papers that were submitted on a day, page after page, in the order of their submission. */
async function fetchDayListing(
  day: string,
  { httpClient, query, now, requestOptions }: DayListingDeps,
): Promise<ListingResult> {
  const dayQuery = submittedOnQuery(query, day);
  const results: EntryResult[] = [];
  for (let pages = 1; ; pages++) {
    const page = { start: results.length, maxResults: PAGE_SIZE, sortBy: 'submittedDate' } as const;
    const { entries, total } = await queryFeed(httpClient, dayQuery, page, requestOptions);
    if (total > MAX_RESULTS) throw createTooManyResultsError(total, day, httpClient);
    results.push(...entries.map((entry) => parseEntry(entry, now())));
    // A page may be empty though there are more: arXiv does that now and then, and says nothing of it.
    const isLastPage = entries.length === 0 || (entries.length < PAGE_SIZE && results.length >= total);
    if (isLastPage || results.length >= MAX_RESULTS || pages === MAX_PAGES)
      return toDayListing(results, total, day, httpClient);
  }
}

function toDayListing(
  results: readonly EntryResult[],
  total: number,
  day: string,
  { host }: HttpClient,
): ListingResult {
  if (results.length === 0 && total > 0) {
    throw new SourceError('malformed', `${host} says that it has ${total} papers of ${day}, and gave none`);
  }
  const { records, skipReasons } = collectListing(results, host);
  const missingCount = total - results.length;
  const gap = missingCount > 0 && {
    incompleteReason: `${host} did not give ${missingCount} of ${total} papers of ${day}`,
  };
  return { kind: 'listed', records, skipReasons, ...gap };
}

function createTooManyResultsError(total: number, day: string, { host }: HttpClient): SourceError {
  return new SourceError(
    'rejected',
    `${host} finds ${total} papers of ${day}, and gives ${MAX_RESULTS} at most: choose fewer categories`,
  );
}
