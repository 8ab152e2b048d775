import { isWeekend, latestListingDay } from '../../papers/dates.ts';
import type { FullSourceRecord } from '../../papers/paper.ts';
import type { Log } from '../../runtime/log.ts';
import { truncate } from '../../text/format.ts';
import { collectListing, type EntryResult, toObject, toSingleLine } from '../entry-parser.ts';
import type { HttpClient } from '../http-client.ts';
import { type ListingResult, type PaperSource, type RequestOptions, SourceError } from '../source.ts';
import {
  createUnexpectedResultError,
  type EntryList,
  expectEntries,
  expectOk,
  fetchEntryList,
  getJson,
} from './client.ts';
import { fetchComments } from './comments.ts';
import { type EntryContext, FIRST_LISTING_DAY, parseEntry, toHuggingFaceId } from './schema.ts';

interface HuggingFaceDeps {
  readonly httpClient: HttpClient;
  readonly now: () => Date;
  readonly log: Log;
}

/** Hugging Face: Daily Papers, its search, and the pages of papers. */
export function createHuggingFaceSource({ httpClient, now, log }: HuggingFaceDeps): PaperSource {
  /** @param contextAt what is known of an entry by its place */
  const toListing = (list: EntryList, contextAt: (index: number) => Omit<EntryContext, 'now'>): ListingResult => {
    if (list.kind === 'not-modified') return list;
    if (list.kind !== 'list') throw createUnexpectedResultError(list, httpClient);
    const { entries, etag, truncatedReason } = list;
    const results = entries.map((entry, index) => parseEntry(entry, { now: now(), ...contextAt(index) }));
    const listing = collectListing(results, httpClient.host);
    return {
      ...listing,
      skipReasons: listing.skipReasons,
      ...(truncatedReason !== undefined && { incompleteReason: truncatedReason }),
      ...(etag !== undefined && { etag }),
    };
  };

  return {
    name: 'huggingface',
    title: 'Hugging Face',
    firstDay: FIRST_LISTING_DAY,
    newestDay: latestListingDay,

    async fetchDay(day, etag, requestOptions) {
      const list = await fetchEntryList(httpClient, { date: day }, { validator: etag, asking: requestOptions });
      // The evening before, a list may open a little later than its time.
      if (list.kind === 'bad-request' && day >= latestListingDay(now())) return { kind: 'not-published' };
      // On weekends there is none, and that may be how the site says so.
      if (list.kind === 'bad-request' && isWeekend(day)) return { kind: 'listed', records: [], skipReasons: [] };
      return toListing(list, (index) => ({ day, rank: index + 1 }));
    },

    async fetchTrending(etag, requestOptions) {
      return toListing(
        await fetchEntryList(httpClient, { sort: 'trending' }, { validator: etag, asking: requestOptions }),
        () => ({}),
      );
    },

    search: (query, limit, requestOptions) => searchPapers(query, limit, { httpClient, now, requestOptions }),
    fetchPaper: (id, requestOptions) => fetchPaper(id, { httpClient, now, requestOptions }),
    fetchComments: (id, requestOptions) => fetchComments(id, { httpClient, log, requestOptions }),
  };
}

interface FetchPaperDeps {
  readonly httpClient: HttpClient;
  readonly now: () => Date;
  readonly requestOptions?: RequestOptions | undefined;
}

/**
 * A paper as its page has it, with what is linked to it; none where Hugging Face has no such page.
 *
 * @throws SourceError where there is no answer, or it is about something else
 */
async function fetchPaper(
  id: string,
  { httpClient, now, requestOptions }: FetchPaperDeps,
): Promise<FullSourceRecord | undefined> {
  const paperId = toHuggingFaceId(id);
  if (paperId === undefined) return undefined;
  const result = await getJson(httpClient, httpClient.urlFor(`/api/papers/${paperId}`), requestOptions);
  if (result.kind === 'not-found') return undefined;
  const entry = parseEntry(expectOk(result, httpClient).json, { now: now() });
  if ('skipReason' in entry) {
    throw new SourceError('malformed', `${httpClient.host} has a paper that can not be read: ${entry.skipReason}`);
  }
  if (entry.record.id !== paperId) {
    throw new SourceError(
      'malformed',
      `${httpClient.host} was asked for ${paperId} and answered with ${entry.record.id}`,
    );
  }
  return entry.record;
}

interface SearchDeps {
  readonly httpClient: HttpClient;
  readonly now: () => Date;
  readonly requestOptions?: RequestOptions | undefined;
}

/** `q` and `limit` of `GET /api/papers/search` take no more. */
const MAX_QUERY_LENGTH = 250;
const MAX_SEARCH_RESULTS = 120;
/** Of papers that come without their abstract, which is a request for each. */
const MAX_COMPLETED_ITEMS = 10;

/** What Hugging Face finds for words. Items are papers in what lists have around them, or as in 2024 little more than an id and a title. */
async function searchPapers(text: string, limit: number, dependencies: SearchDeps): Promise<ListingResult> {
  const { httpClient, now, requestOptions } = dependencies;
  const q = truncate(toSingleLine(text), MAX_QUERY_LENGTH).replace(/…$/, '');
  if (q === '' || limit < 1) return { kind: 'listed', records: [], skipReasons: [] };
  const maxResults = Math.min(Math.floor(limit), MAX_SEARCH_RESULTS);
  const url = httpClient.urlFor('/api/papers/search', { q, limit: `${maxResults}` });
  const items = expectEntries(
    expectOk(await getJson(httpClient, url, requestOptions), httpClient).json,
    httpClient,
  ).slice(0, maxResults);
  const bare = items.filter(isBareItem).slice(0, MAX_COMPLETED_ITEMS);
  const completed = new Map(
    await Promise.all(bare.map(async (item) => [item, await fetchBareItem(item.id, dependencies)] as const)),
  );
  return collectListing(
    items.map((item) => completed.get(item as BareItem) ?? parseEntry(item, { now: now() })),
    httpClient.host,
  );
}

/** As search answered in 2024 (huggingface_hub#2553). */
interface BareItem {
  readonly id: string;
}

function isBareItem(item: unknown): item is BareItem {
  const { id, paper, summary } = toObject(item);
  return typeof id === 'string' && toHuggingFaceId(id) === id && paper === undefined && summary === undefined;
}

async function fetchBareItem(id: string, dependencies: SearchDeps): Promise<EntryResult> {
  const record = await fetchPaper(id, dependencies);
  return record === undefined ? { skipReason: `${id}: it is found, and has no page.` } : { record };
}
