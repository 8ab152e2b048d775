import type { HttpClient, RequestOptions } from '../http-client.ts';
import { SourceError } from '../source-error.ts';
import { type ArxivFeed, parseFeed } from './schema.ts';

const ACCEPT = ['application/atom+xml', 'application/xml', 'text/xml'];

/** @param query parameters of https://info.arxiv.org/help/api/user-manual.html @throws SourceError */
export async function queryFeed(
  httpClient: HttpClient,
  query: Readonly<Record<string, string>>,
  requestOptions?: RequestOptions,
): Promise<ArxivFeed> {
  const url = httpClient.urlFor('/api/query', query);
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
