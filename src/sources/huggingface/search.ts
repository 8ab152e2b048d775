import { truncate } from '../../text/shorten.ts';
import type { HttpClient } from '../fetching/fetcher.ts';
import { collectListing } from '../fetching/listing-of.ts';
import type { EntryResult } from '../fetching/read-sighting.ts';
import { toObject, toSingleLine } from '../fetching/said.ts';
import type { ListingResult, RequestOptions } from '../live/source.ts';
import { expectOk, getJson } from './ask.ts';
import { toHuggingFaceId } from './known-id.ts';
import { expectEntries } from './lists.ts';
import { fetchPaper } from './one-paper.ts';
import { parseEntry } from './read-entry.ts';

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
export async function searchPapers(text: string, limit: number, dependencies: SearchDeps): Promise<ListingResult> {
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
