import { z } from 'zod';
import type { HttpClient, RequestOptions } from '../http-client.ts';
import type { HttpResult } from '../http-request.ts';
import { parseJsonResponse } from '../http-response.ts';
import { SourceError } from '../source-error.ts';

export type EntryList =
  | {
      readonly kind: 'list';
      readonly entries: readonly unknown[];
      /** Set if one response had the whole list. */
      readonly etag?: string;
      /** Set if the list was longer than what was read. */
      readonly truncatedReason?: string;
    }
  | Exclude<JsonResult, { kind: 'ok' }>;

/** The site's maximum. */
const PAGE_SIZE = 100;
const MAX_PAGES = 10;
/** A page may have more entries than requested, but not any number of them. */
const MAX_ENTRIES = 1000;

/**
 * Fetches all pages of a list. A full page isn't the last one, even if it doesn't link to another.
 *
 * @throws SourceError if any page fails
 */
export async function fetchEntryList(
  httpClient: HttpClient,
  query: Readonly<Record<string, string>>,
  {
    etag,
    requestOptions,
  }: { readonly etag?: string | undefined; readonly requestOptions?: RequestOptions | undefined },
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
      return { kind: 'list', entries, truncatedReason: `${httpClient.host} lists more than ${MAX_PAGES} pages` };
    page = expectOk(await getJson(httpClient, next, requestOptions), httpClient);
    entries.push(...expectEntries(page.json, httpClient));
  }
  return { kind: 'list', entries, ...(pages === 1 && first.etag !== undefined && { etag: first.etag }) };
}

const Entries = z.array(z.unknown());

/** @throws SourceError if a response isn't a list, or is too long */
export function expectEntries(json: unknown, { host }: HttpClient): readonly unknown[] {
  const { success, data } = Entries.safeParse(json);
  if (success && data.length <= MAX_ENTRIES) return data;
  const problem = success
    ? `${data.length} entries, more than the maximum of ${MAX_ENTRIES}`
    : 'JSON that is not a list';
  throw new SourceError('malformed', `${host} returned ${problem}`);
}

/** An HTTP result, its text parsed as JSON. */
export type JsonResult =
  | (Omit<Extract<HttpResult, { kind: 'ok' }>, 'text'> & { readonly json: unknown })
  | Exclude<HttpResult, { kind: 'ok' }>;

const ACCEPT = ['application/json'];

/** @throws SourceError */
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

/** @throws SourceError if the result isn't `ok` */
export function expectOk(result: JsonResult, httpClient: HttpClient): Extract<JsonResult, { kind: 'ok' }> {
  if (result.kind === 'ok') return result;
  throw createUnexpectedResultError(result, httpClient);
}

const STATUS_CODES = { 'bad-request': 400, 'not-found': 404, 'not-modified': 304 } as const;

export function createUnexpectedResultError(
  { kind }: Exclude<JsonResult, { kind: 'ok' }>,
  { host }: HttpClient,
): SourceError {
  return new SourceError('rejected', `${host} returned ${STATUS_CODES[kind]}`);
}
