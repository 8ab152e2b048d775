import type { FullSourceRecord } from '../../papers/paper.ts';
import type { HttpClient } from '../fetching/fetcher.ts';
import { type RequestOptions, SourceError } from '../live/source.ts';
import { expectOk, getJson } from './ask.ts';
import { toHuggingFaceId } from './known-id.ts';
import { parseEntry } from './read-entry.ts';

interface FetchPaperDeps {
  readonly httpClient: HttpClient;
  readonly now: () => Date;
  readonly requestOptions?: RequestOptions | undefined;
}

/**
 * A paper as its page has it, with what is linked to it; none where Hugging Face has no such page.
 *
 * @throws SourceError where there is no answer, or it is about something else
 */
export async function fetchPaper(
  id: string,
  { httpClient, now, requestOptions }: FetchPaperDeps,
): Promise<FullSourceRecord | undefined> {
  const paperId = toHuggingFaceId(id);
  if (paperId === undefined) return undefined;
  const result = await getJson(httpClient, httpClient.urlFor(`/api/papers/${paperId}`), requestOptions);
  if (result.kind === 'not-found') return undefined;
  const entry = parseEntry(expectOk(result, httpClient).json, { now: now() });
  if ('skipReason' in entry) {
    throw new SourceError('malformed', `${httpClient.host} has a paper that can not be read: ${entry.skipReason}`);
  }
  if (entry.record.id !== paperId) {
    throw new SourceError(
      'malformed',
      `${httpClient.host} was asked for ${paperId} and answered with ${entry.record.id}`,
    );
  }
  return entry.record;
}
