import type { Log } from '../../log.ts';
import type { Fetcher } from '../fetching/fetcher.ts';
import { fieldsOf, isObject } from '../fetching/said.ts';
import { type Asking, type PaperComment, SourceError } from '../live/source.ts';
import { ask, wanted } from './ask.ts';
import { knownId } from './known-id.ts';
import { readComments } from './read-comments.ts';

interface Dependencies {
  readonly fetcher: Fetcher;
  readonly log: Log;
  readonly asking?: Asking | undefined;
}

/**
 * What people said about a paper. The address is not documented, so that none there means no comments.
 *
 * @throws SourceError where there is no answer, or none of what it holds is a comment
 */
export async function askForComments(
  id: string,
  { fetcher, log, asking }: Dependencies,
): Promise<readonly PaperComment[]> {
  const known = knownId(id);
  if (known === undefined) return [];
  const answer = await ask(fetcher, fetcher.at(`/api/papers/${known}`, { field: 'comments' }), asking);
  if (answer.kind === 'missing') return [];
  const { json } = wanted(answer, fetcher);
  const { comments: entries = [] } = fieldsOf(json);
  if (!isObject(json) || !Array.isArray(entries)) {
    throw new SourceError('malformed', `${fetcher.host} answered with what are no comments`);
  }
  const { comments, refused } = readComments(entries);
  if (refused.length > 0 && refused.length === entries.length) {
    throw new SourceError('malformed', `${fetcher.host} answered with what are no comments: ${refused[0]}`);
  }
  if (refused.length > 0) {
    log.warn({ paper: known, leftOut: refused.length, first: refused[0] }, 'comments of Hugging Face are left out');
  }
  return comments;
}
