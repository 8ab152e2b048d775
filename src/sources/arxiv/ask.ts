import type { Fetcher } from '../fetching/fetcher.ts';
import { type Asking, SourceError } from '../live/source.ts';
import type { ArxivQuery } from './query.ts';
import { type Feed, readFeed } from './read-feed.ts';

interface Page {
  readonly start: number;
  readonly most: number;
  readonly sortBy: 'submittedDate' | 'relevance';
}

const ACCEPT = ['application/atom+xml', 'application/xml', 'text/xml'];

/** @throws SourceError where there is no answer, or it is no feed */
export async function ask(
  fetcher: Fetcher,
  query: ArxivQuery,
  { start, most, sortBy }: Page,
  asking?: Asking,
): Promise<Feed> {
  const sortOrder = sortBy === 'submittedDate' ? 'ascending' : 'descending';
  const url = fetcher.at('/api/query', { ...query, start: `${start}`, max_results: `${most}`, sortBy, sortOrder });
  const answer = await fetcher.get(url, { accept: ACCEPT }, asking);
  if (answer.kind === 'fetched') return readFeed(answer.text, fetcher.host);
  throw answer.kind === 'declined' ? reasonIn(answer.text, fetcher.host) : refusal(fetcher.host);
}

/** Why a request was declined, which stands in a feed, mostly. */
function reasonIn(text: string, host: string): SourceError {
  try {
    readFeed(text, host);
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'refused') return error;
    if (!(error instanceof SourceError)) throw error;
  }
  return refusal(host);
}

function refusal(host: string): SourceError {
  return new SourceError('refused', `${host} does not take the request`);
}
