import { dayInZone } from '../../papers/dates.ts';
import { parseArxivId } from '../../papers/identity.ts';
import { arxivLinks } from '../../papers/links.ts';
import type { FullSourceRecord } from '../../papers/paper.ts';
import type { HttpClient, RequestOptions } from '../http-client.ts';
import { collectListing, type EntryResult } from '../listing-entry.ts';
import type { ListingResult, PaperSource, SourceConfig, SourceDeps, SourceDescriptor } from '../source.ts';
import { SourceError } from '../source-error.ts';
import { queryFeed } from './client.ts';
import { FIRST_SUBMISSION_DAY, KIND, parseEntry } from './schema.ts';
import { CATEGORY_EXAMPLE, isSameQuery, parseArxivQuery } from './settings.ts';

/** arXiv: the papers of some categories, or of another query. It has no ranking and no comments. */
export const arxiv = {
  kind: KIND,
  title: 'arXiv',
  baseUrl: { variable: 'ARXIV_URL', default: 'https://export.arxiv.org' },
  // https://info.arxiv.org/help/api/tou.html
  requestLimits: { minIntervalMs: 3000, queued: 'all' },
  // Results change once a day, at midnight Eastern time (https://info.arxiv.org/help/api/user-manual.html).
  schedule: { days: [{ maxAgeDays: 3, intervalMs: 6 * 60 * 60_000 }], finalAfterDays: 7 },
  precedence: 1,
  firstDay: FIRST_SUBMISSION_DAY,
  newestDay: (now) => dayInZone(now, 'America/New_York'),
  // With one request in three seconds for everyone, a search would often time out.
  offers: [],
  paperUrl: (id) => arxivLinks(id).arxiv,
  setting: { aliases: [], example: CATEGORY_EXAMPLE, parse: parseArxivQuery, isSame: isSameQuery },
  create: createArxivSource,
} as const satisfies SourceDescriptor;

const EMPTY_LISTING: ListingResult = { kind: 'listed', records: [], skipReasons: [] };

function createArxivSource({ name, query }: SourceConfig, { httpClient, now }: SourceDeps): PaperSource {
  return {
    name,
    descriptor: arxiv,
    fetchDay: (day, _etag, requestOptions) => fetchDayListing(day, { httpClient, query, now, requestOptions }),
    fetchTrending: async () => EMPTY_LISTING,
    search: async () => EMPTY_LISTING,
    async fetchPaper(id, requestOptions) {
      const paperId = parseArxivId(id);
      if (paperId === undefined) return undefined;
      const { entries } = await queryFeed(
        httpClient,
        { id_list: paperId, start: '0', max_results: '1' },
        requestOptions,
      );
      const results = entries.map((entry) => parseEntry(entry, now()));
      return expectPaper(paperId, collectListing(results, httpClient.host).records[0], httpClient);
    },
    fetchComments: async () => [],
  };
}

/** @throws SourceError if it's another paper */
function expectPaper(
  id: string,
  record: FullSourceRecord | undefined,
  { host }: HttpClient,
): FullSourceRecord | undefined {
  if (record === undefined) return undefined;
  if (withoutSubjectClass(record.id ?? '') === withoutSubjectClass(id)) return { ...record, id };
  throw new SourceError('malformed', `${host} returned paper ${record.id} instead of ${id}`);
}

/** `math.GT/0309136` and `math/0309136` are one paper, and arXiv returns the latter. */
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
/** Of one query: https://info.arxiv.org/help/api/user-manual.html, `start` and `max_results`. */
const MAX_RESULTS = 30_000;
/** Some pages may be short, but not all. */
const MAX_PAGES = (2 * MAX_RESULTS) / PAGE_SIZE;

/** The papers submitted on a UTC day, in the order of submission. */
async function fetchDayListing(
  day: string,
  { httpClient, query, now, requestOptions }: DayListingDeps,
): Promise<ListingResult> {
  const date = day.replaceAll('-', '');
  const search_query = `(${query}) AND submittedDate:[${date}0000 TO ${date}2359]`;
  const results: EntryResult[] = [];
  for (let pages = 1; ; pages++) {
    const page = { start: `${results.length}`, max_results: `${PAGE_SIZE}` };
    const order = { sortBy: 'submittedDate', sortOrder: 'ascending' };
    const { entries, total } = await queryFeed(httpClient, { search_query, ...page, ...order }, requestOptions);
    if (total > MAX_RESULTS) throw createTooManyResultsError(total, day, httpClient);
    results.push(...entries.map((entry) => parseEntry(entry, now())));
    // arXiv sometimes returns an empty page though there are more.
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
    throw new SourceError('malformed', `${host} reported ${total} papers for ${day}, but returned none`);
  }
  const listing = collectListing(results, host);
  if (results.length >= total) return listing;
  return { ...listing, incompleteReason: `${host} returned only ${results.length} of ${total} papers for ${day}` };
}

function createTooManyResultsError(total: number, day: string, { host }: HttpClient): SourceError {
  return new SourceError(
    'rejected',
    `${host} has ${total} papers for ${day}, but returns at most ${MAX_RESULTS}: choose fewer categories`,
  );
}
