import type { HttpClient } from '../http-client.ts';
import type { HttpResult } from '../http-request.ts';
import { parseJsonResponse } from '../http-response.ts';
import { type RequestOptions, SourceError } from '../source.ts';

/** All entries of a list, or why there are none. */
export type EntryList =
  | {
      readonly kind: 'list';
      readonly entries: readonly unknown[];
      /** Stands where one answer was the whole list. */
      readonly etag?: string;
      /** What was not read of it, in a sentence. */
      readonly truncatedReason?: string;
    }
  | Exclude<JsonResult, { kind: 'ok' }>;

/** The most entries that a page has, and the default is half of it. */
const PAGE_SIZE = 100;
const MAX_PAGES = 10;
/** A page may have more entries than were asked for, but not any number of them. */
const MAX_ENTRIES = 1000;

/**
 * Asks for a list, page after page. A page that is full is not the last one, whether it names another or not.
 *
 * @throws SourceError where a page is no list, or all of it can not be had
 */
export async function fetchEntryList(
  httpClient: HttpClient,
  query: Readonly<Record<string, string>>,
  {
    asking: requestOptions,
    validator: etag,
  }: { readonly asking?: RequestOptions | undefined; readonly validator?: string | undefined },
): Promise<EntryList> {
  const pageAt = (p: number): URL =>
    httpClient.urlFor('/api/daily_papers', { ...query, limit: `${PAGE_SIZE}`, ...(p > 0 && { p: `${p}` }) });
  const first = await getJson(httpClient, pageAt(0), requestOptions, etag);
  if (first.kind !== 'ok') return first;
  const entries = [...expectEntries(first.json, httpClient)];
  let pages = 1;
  for (let page = first; ; pages++) {
    const isFull = expectEntries(page.json, httpClient).length >= PAGE_SIZE;
    const next = page.next ?? (isFull ? pageAt(pages) : undefined);
    if (next === undefined) break;
    if (pages === MAX_PAGES)
      return {
        kind: 'list',
        entries,
        truncatedReason: `${httpClient.host} has a list that goes on after ${pages} pages`,
      };
    page = expectOk(await getJson(httpClient, next, requestOptions), httpClient);
    entries.push(...expectEntries(page.json, httpClient));
  }
  const isSinglePage = pages === 1 && first.etag !== undefined;
  return { kind: 'list', entries, ...(isSinglePage && { etag: first.etag }) };
}

/** @throws SourceError where an answer is no list of a bearable length */
export function expectEntries(json: unknown, { host }: HttpClient): readonly unknown[] {
  if (Array.isArray(json) && json.length <= MAX_ENTRIES) return json;
  const what = Array.isArray(json) ? `a list of ${json.length} entries` : 'what is no list';
  throw new SourceError('malformed', `${host} answered with ${what}`);
}

/** An answer of Hugging Face whose text was read as JSON. */
export type JsonResult =
  | (Omit<Extract<HttpResult, { kind: 'ok' }>, 'text'> & { readonly json: unknown })
  | Exclude<HttpResult, { kind: 'ok' }>;

const ACCEPT = ['application/json'];

/** @throws SourceError where there is no answer, or none in JSON */
export async function getJson(
  httpClient: HttpClient,
  url: URL,
  requestOptions: RequestOptions = {},
  etag?: string,
): Promise<JsonResult> {
  const result = await httpClient.get(url, { accept: ACCEPT, etag }, requestOptions);
  if (result.kind !== 'ok') return result;
  const { text, ...rest } = result;
  return { ...rest, json: parseJsonResponse(text, httpClient.host) };
}

/** @throws SourceError where an answer is another one than was asked for */
export function expectOk(result: JsonResult, httpClient: HttpClient): Extract<JsonResult, { kind: 'ok' }> {
  if (result.kind === 'ok') return result;
  throw createUnexpectedResultError(result, httpClient);
}

/** What to throw for an answer that is none: it says which, by the host's name. */
export function createUnexpectedResultError(
  { kind }: Exclude<JsonResult, { kind: 'ok' }>,
  { host }: HttpClient,
): SourceError {
  const descriptions = {
    'bad-request': 'takes the request for a wrong one',
    'not-found': 'has nothing there',
    'not-modified': 'has nothing new',
  };
  return new SourceError('rejected', `${host} ${descriptions[kind]}`);
}
