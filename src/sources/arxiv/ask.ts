import type { HttpClient } from '../fetching/fetcher.ts';
import { type RequestOptions, SourceError } from '../live/source.ts';
import type { ArxivQuery } from './query.ts';
import { type ArxivFeed, parseFeed } from './read-feed.ts';

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
