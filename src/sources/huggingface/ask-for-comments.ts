import type { Log } from '../../log.ts';
import type { HttpClient } from '../fetching/fetcher.ts';
import { isJsonObject, toObject } from '../fetching/said.ts';
import { type PaperComment, type RequestOptions, SourceError } from '../live/source.ts';
import { expectOk, getJson } from './ask.ts';
import { toHuggingFaceId } from './known-id.ts';
import { parseComments } from './read-comments.ts';

interface CommentsDeps {
  readonly httpClient: HttpClient;
  readonly log: Log;
  readonly requestOptions?: RequestOptions | undefined;
}

/**
 * What people said about a paper. The address is not documented, so that none there means no comments.
 *
 * @throws SourceError where there is no answer, or none of what it holds is a comment
 */
export async function fetchComments(
  id: string,
  { httpClient, log, requestOptions }: CommentsDeps,
): Promise<readonly PaperComment[]> {
  const paperId = toHuggingFaceId(id);
  if (paperId === undefined) return [];
  const result = await getJson(
    httpClient,
    httpClient.urlFor(`/api/papers/${paperId}`, { field: 'comments' }),
    requestOptions,
  );
  if (result.kind === 'not-found') return [];
  const { json } = expectOk(result, httpClient);
  const { comments: entries = [] } = toObject(json);
  if (!isJsonObject(json) || !Array.isArray(entries)) {
    throw new SourceError('malformed', `${httpClient.host} answered with what are no comments`);
  }
  const { comments, skipReasons } = parseComments(entries);
  if (skipReasons.length > 0 && skipReasons.length === entries.length) {
    throw new SourceError('malformed', `${httpClient.host} answered with what are no comments: ${skipReasons[0]}`);
  }
  if (skipReasons.length > 0) {
    log.warn(
      { paper: paperId, leftOut: skipReasons.length, first: skipReasons[0] },
      'comments of Hugging Face are left out',
    );
  }
  return comments;
}
