import type { HttpClient } from '../fetching/fetcher.ts';
import { collectListing } from '../fetching/listing-of.ts';
import type { EntryResult } from '../fetching/read-sighting.ts';
import { type ListingResult, type RequestOptions, SourceError } from '../live/source.ts';
import { queryFeed } from './ask.ts';
import { submittedOnQuery } from './query.ts';
import { parseEntry } from './read-entry.ts';

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
export async function fetchDayListing(
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
