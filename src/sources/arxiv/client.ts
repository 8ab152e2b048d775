import { parseArxivId } from '../../papers/identity.ts';
import type { HttpClient } from '../http-client.ts';
import { type RequestOptions, SourceError } from '../source.ts';
import { type ArxivFeed, parseFeed } from './schema.ts';

interface FeedPageRequest {
  readonly start: number;
  readonly maxResults: number;
  readonly sortBy: 'submittedDate' | 'relevance';
}

const ACCEPT = ['application/atom+xml', 'application/xml', 'text/xml'];

/** @throws SourceError where there is no answer, or it is no feed */
export async function queryFeed(
  httpClient: HttpClient,
  query: ArxivQuery,
  { start, maxResults, sortBy }: FeedPageRequest,
  requestOptions?: RequestOptions,
): Promise<ArxivFeed> {
  const sortOrder = sortBy === 'submittedDate' ? 'ascending' : 'descending';
  const url = httpClient.urlFor('/api/query', {
    ...query,
    start: `${start}`,
    max_results: `${maxResults}`,
    sortBy,
    sortOrder,
  });
  const result = await httpClient.get(url, { accept: ACCEPT }, requestOptions);
  if (result.kind === 'ok') return parseFeed(result.text, httpClient.host);
  throw result.kind === 'bad-request'
    ? toBadRequestError(result.text, httpClient.host)
    : createRejectedError(httpClient.host);
}

/** Why a request was declined, which stands in a feed, mostly. */
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
  return new SourceError('rejected', `${host} does not take the request`);
}

const MAX_QUERY_WORDS = 20;

/** What arXiv's query API is asked for: papers by their ids, or by a query. */
export type ArxivQuery = { readonly id_list: string } | { readonly search_query: string };

/** A query for papers that were submitted on a day, in UTC. */
export function submittedOnQuery(query: string, day: string): ArxivQuery {
  const date = day.replaceAll('-', '');
  return { search_query: `(${query}) AND submittedDate:[${date}0000 TO ${date}2359]` };
}

/** A query for papers with all of the words; one for a paper where the words are its id. Nothing where there are no words. */
export function wordsQuery(text: string): ArxivQuery | undefined {
  const id = parseArxivId(text);
  if (id !== undefined) return { id_list: id };
  // In quotes nothing is an operator, a field or a bracket.
  const words = (text.match(/[\p{L}\p{N}]+(?:[-.'’][\p{L}\p{N}]+)*/gu) ?? []).slice(0, MAX_QUERY_WORDS);
  return words.length === 0 ? undefined : { search_query: words.map((word) => `all:"${word}"`).join(' AND ') };
}
