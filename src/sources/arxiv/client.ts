import { parseArxivId } from '../../papers/identity.ts';
import type { HttpClient, RequestOptions } from '../http-client.ts';
import { SourceError } from '../source-error.ts';
import { type ArxivFeed, parseFeed } from './schema.ts';

interface FeedPage {
  readonly start: number;
  readonly maxResults: number;
  readonly sortBy: 'submittedDate' | 'relevance';
}

const ACCEPT = ['application/atom+xml', 'application/xml', 'text/xml'];

/** @throws SourceError */
export async function queryFeed(
  httpClient: HttpClient,
  query: ArxivQuery,
  { start, maxResults, sortBy }: FeedPage,
  requestOptions?: RequestOptions,
): Promise<ArxivFeed> {
  const sortOrder = sortBy === 'submittedDate' ? 'ascending' : 'descending';
  const page = { start: `${start}`, max_results: `${maxResults}`, sortBy, sortOrder };
  const url = httpClient.urlFor('/api/query', { ...query, ...page });
  const result = await httpClient.get(url, { accept: ACCEPT }, requestOptions);
  if (result.kind === 'ok') return parseFeed(result.text, httpClient.host);
  throw result.kind === 'bad-request'
    ? toBadRequestError(result.text, httpClient.host)
    : createRejectedError(httpClient.host);
}

/** The reason for a 400 usually comes as a feed. */
function toBadRequestError(text: string, host: string): SourceError {
  try {
    parseFeed(text, host);
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'rejected') return error;
    if (!(error instanceof SourceError)) throw error;
  }
  return createRejectedError(host);
}

function createRejectedError(host: string): SourceError {
  return new SourceError('rejected', `${host} rejected the request`);
}

const MAX_QUERY_WORDS = 20;

/** Papers by their ids, or by a query. */
export type ArxivQuery = { readonly id_list: string } | { readonly search_query: string };

/** Papers that match `query` and were submitted on a UTC day. */
export function submittedOnQuery(query: string, day: string): ArxivQuery {
  const date = day.replaceAll('-', '');
  return { search_query: `(${query}) AND submittedDate:[${date}0000 TO ${date}2359]` };
}

/** Papers with all the words of a text, or the paper whose id it is; `undefined` if it has no words. */
export function wordsQuery(text: string): ArxivQuery | undefined {
  const id = parseArxivId(text);
  if (id !== undefined) return { id_list: id };
  // Quoted, so that no word is an operator, a field or a bracket.
  const words = (text.match(/[\p{L}\p{N}]+(?:[-.'’][\p{L}\p{N}]+)*/gu) ?? []).slice(0, MAX_QUERY_WORDS);
  return words.length === 0 ? undefined : { search_query: words.map((word) => `all:"${word}"`).join(' AND ') };
}
