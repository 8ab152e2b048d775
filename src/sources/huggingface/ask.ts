import type { HttpResult } from '../fetching/exchange.ts';
import type { HttpClient } from '../fetching/fetcher.ts';
import { parseJsonResponse } from '../fetching/read-json.ts';
import { type RequestOptions, SourceError } from '../live/source.ts';

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
