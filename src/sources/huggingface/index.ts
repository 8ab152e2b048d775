import { dayInZone, isWeekend } from '../../papers/dates.ts';
import { arxivLinks } from '../../papers/links.ts';
import type { FullSourceRecord } from '../../papers/paper.ts';
import { truncate } from '../../text/format.ts';
import type { HttpClient, RequestOptions } from '../http-client.ts';
import { isJsonObject, toSingleLine } from '../lenient-schema.ts';
import { collectListing, type EntryResult } from '../listing-entry.ts';
import type { ListingResult, PaperSource, SourceConfig, SourceDeps, SourceDescriptor } from '../source.ts';
import { SourceError } from '../source-error.ts';
import {
  createUnexpectedResultError,
  type EntryList,
  expectEntries,
  expectOk,
  fetchEntryList,
  getJson,
} from './client.ts';
import { fetchComments } from './comments.ts';
import { type EntryContext, FIRST_LISTING_DAY, KIND, parseEntry, toHuggingFaceId } from './schema.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Hugging Face: Daily Papers, trending papers, search, and the pages of papers. */
export const huggingFace = {
  kind: KIND,
  title: 'Hugging Face',
  baseUrl: { variable: 'HUGGING_FACE_URL', default: 'https://huggingface.co' },
  // 500 requests in five minutes per address (https://huggingface.co/docs/hub/rate-limits). Polling needs far fewer, so that people don't
  // have to queue behind it.
  requestLimits: { minIntervalMs: 1000, queued: 'background' },
  schedule: {
    // Today's listing grows through the day; after that only votes and comments change.
    days: [
      { maxAgeDays: 0, intervalMs: 10 * MINUTE_MS },
      { maxAgeDays: 1, intervalMs: HOUR_MS },
      { maxAgeDays: 7, intervalMs: 6 * HOUR_MS },
    ],
    trendingIntervalMs: HOUR_MS,
    finalAfterDays: 7,
  },
  // It knows more about a paper than other sources: votes, comments, linked models.
  precedence: 0,
  firstDay: FIRST_LISTING_DAY,
  newestDay,
  offers: ['search', 'comments', 'trending'],
  paperUrl: (id) => arxivLinks(id).huggingFace,
  setting: {
    aliases: ['hf', 'hugging-face'],
    example: KIND,
    parse: (argument) =>
      argument === undefined
        ? { kind: 'ok', config: { kind: KIND, name: KIND, query: '' } }
        : { kind: 'invalid', problem: `use ${KIND} alone` },
    isSame: () => true,
  },
  create: createHuggingFaceSource,
} as const satisfies SourceDescriptor;

/**
 * A day's listing opens at 9:30 pm in New York the evening before (`currentDailyFeedDate` in https://github.com/huggingface/hf-mcp-server).
 * Weekends count, though they have no listing.
 */
function newestDay(now: Date): string {
  return dayInZone(now, 'America/New_York', { hours: 2, minutes: 30 });
}

function createHuggingFaceSource({ name }: SourceConfig, { httpClient, now, log }: SourceDeps): PaperSource {
  const toListing = (list: EntryList, contextAt: (index: number) => Omit<EntryContext, 'now'>): ListingResult => {
    if (list.kind === 'not-modified') return list;
    if (list.kind !== 'list') throw createUnexpectedResultError(list, httpClient);
    const { entries, etag, truncatedReason } = list;
    const results = entries.map((entry, index) => parseEntry(entry, { now: now(), ...contextAt(index) }));
    return {
      ...collectListing(results, httpClient.host),
      ...(truncatedReason !== undefined && { incompleteReason: truncatedReason }),
      ...(etag !== undefined && { etag }),
    };
  };

  return {
    name,
    descriptor: huggingFace,
    async fetchDay(day, etag, requestOptions) {
      const list = await fetchEntryList(httpClient, { date: day }, { etag, requestOptions });
      // A listing may open a little later than scheduled.
      if (list.kind === 'bad-request' && day >= newestDay(now())) return { kind: 'not-published' };
      // A weekend has no listing, and the site may answer that with a 400.
      if (list.kind === 'bad-request' && isWeekend(day)) return { kind: 'listed', records: [], skipReasons: [] };
      return toListing(list, (index) => ({ day, rank: index + 1 }));
    },
    async fetchTrending(etag, requestOptions) {
      const list = await fetchEntryList(httpClient, { sort: 'trending' }, { etag, requestOptions });
      return toListing(list, () => ({}));
    },
    search: (query, limit, requestOptions) => searchPapers(query, limit, { httpClient, now, requestOptions }),
    fetchPaper: (id, requestOptions) => fetchPaper(id, { httpClient, now, requestOptions }),
    fetchComments: (id, requestOptions) => fetchComments(id, { httpClient, log, requestOptions }),
  };
}

interface PaperRequestDeps {
  readonly httpClient: HttpClient;
  readonly now: () => Date;
  readonly requestOptions?: RequestOptions | undefined;
}

/** A paper from its page, with its linked models, datasets and Spaces. @throws SourceError, also if the page is another paper's */
async function fetchPaper(
  id: string,
  { httpClient, now, requestOptions }: PaperRequestDeps,
): Promise<FullSourceRecord | undefined> {
  const { host } = httpClient;
  const paperId = toHuggingFaceId(id);
  if (paperId === undefined) return undefined;
  const result = await getJson(httpClient, httpClient.urlFor(`/api/papers/${paperId}`), requestOptions);
  if (result.kind === 'not-found') return undefined;
  const entry = parseEntry(expectOk(result, httpClient).json, { now: now() });
  if (entry.kind === 'skipped')
    throw new SourceError('malformed', `${host} returned an invalid paper: ${entry.reason}`);
  if (entry.record.id === paperId) return entry.record;
  throw new SourceError('malformed', `${host} returned paper ${entry.record.id} instead of ${paperId}`);
}

/** The limits of `q` and `limit` of `GET /api/papers/search`. */
const MAX_QUERY_LENGTH = 250;
const MAX_SEARCH_RESULTS = 120;
/** Results without an abstract, which cost a request each. */
const MAX_BARE_RESULTS = 10;

/** Results look like a listing's entries, or as in 2024 have little more than an id and a title. */
async function searchPapers(query: string, limit: number, deps: PaperRequestDeps): Promise<ListingResult> {
  const { httpClient, now, requestOptions } = deps;
  const q = truncate(toSingleLine(query), MAX_QUERY_LENGTH).replace(/…$/, '');
  if (q === '' || limit < 1) return { kind: 'listed', records: [], skipReasons: [] };
  const maxResults = Math.min(Math.floor(limit), MAX_SEARCH_RESULTS);
  const url = httpClient.urlFor('/api/papers/search', { q, limit: `${maxResults}` });
  const { json } = expectOk(await getJson(httpClient, url, requestOptions), httpClient);
  const results = expectEntries(json, httpClient).slice(0, maxResults);
  const bareResults = results.filter(isBareResult).slice(0, MAX_BARE_RESULTS);
  const completed = new Map<unknown, EntryResult>(
    await Promise.all(bareResults.map(async (result) => [result, await fetchBareResult(result.id, deps)] as const)),
  );
  return collectListing(
    results.map((result) => completed.get(result) ?? parseEntry(result, { now: now() })),
    httpClient.host,
  );
}

/** huggingface_hub#2553. */
function isBareResult(result: unknown): result is { readonly id: string } {
  if (!isJsonObject(result)) return false;
  const { id, paper, summary } = result;
  return typeof id === 'string' && toHuggingFaceId(id) === id && paper === undefined && summary === undefined;
}

async function fetchBareResult(id: string, deps: PaperRequestDeps): Promise<EntryResult> {
  const record = await fetchPaper(id, deps);
  return record === undefined
    ? { kind: 'skipped', reason: `${id}: the search found it, but it has no page.` }
    : { kind: 'ok', record };
}
