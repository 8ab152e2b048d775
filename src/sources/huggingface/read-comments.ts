import { z } from 'zod';
import { compareCodeUnits } from '../../compare.ts';
import { truncate } from '../../text/shorten.ts';
import { quoteValue } from '../fetching/listing-of.ts';
import { parseInstant, parseLine } from '../fetching/said.ts';
import type { PaperComment } from '../live/source.ts';
import { markdownToText } from './markdown-to-text.ts';

/** What was read, and what was wrong with the rest, a sentence each. */
export interface CommentsResult {
  readonly comments: readonly PaperComment[];
  readonly skipReasons: readonly string[];
}

/** Writes a list of related papers under every paper. */
const BOT_AUTHORS = new Set(['librarian-bot']);
const MAX_AUTHOR_NAME_LENGTH = 80;
const MAX_COMMENT_LENGTH = 600;
const MAX_COMMENTS = 2000;
/** Answers to answers to answers: an answer nested without end is not followed to it. */
const MAX_REPLY_DEPTH = 20;

const Comment = z.object({
  id: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  author: z.object({ name: z.string(), fullname: z.string().optional().catch(undefined) }),
  createdAt: z.string(),
  data: z.object({
    hidden: z.boolean().optional().catch(undefined),
    isReport: z.boolean().optional().catch(undefined),
    parentCommentId: z.string().optional().catch(undefined),
    latest: z.object({ raw: z.string() }).optional().catch(undefined),
  }),
  replies: z.array(z.unknown()).optional().catch(undefined),
});
type Comment = z.infer<typeof Comment>;

/** Reads comments as the page of a paper has them, oldest first. Answers to one are counted with it, whether they stand in it or beside it. */
export function parseComments(entries: readonly unknown[]): CommentsResult {
  const results = entries.slice(0, MAX_COMMENTS).map(parseComment);
  const skipReasons = results.flatMap((result) => ('skipReason' in result ? [result.skipReason] : []));
  const visible = results.flatMap((result) => ('comment' in result ? [result.comment] : [])).filter(isVisible);
  const siblingReplies = (id: string | undefined): Comment[] =>
    id === undefined ? [] : visible.filter(({ data }) => data.parentCommentId === id);
  const comments = visible
    .filter(({ data }) => data.parentCommentId === undefined)
    .map((comment) => ({
      ...toPaperComment(comment),
      replies: countReplies(comment) + siblingReplies(comment.id).length,
    }))
    .filter(({ text }) => text !== '');
  return { comments: comments.sort((a, b) => compareCodeUnits(a.at, b.at)), skipReasons };
}

function parseComment(entry: unknown): { readonly comment: Comment } | { readonly skipReason: string } {
  const { success, data, error } = Comment.safeParse(entry);
  if (!success)
    return { skipReason: `A comment can not be read: ${error.issues[0]?.path.join('.') || quoteValue(entry)}.` };
  if (parseInstant(data.createdAt) === undefined) {
    return { skipReason: `A comment was made at ${quoteValue(data.createdAt)}, which is no time.` };
  }
  return { comment: data };
}

function isVisible({ type = 'comment', author, data }: Comment): boolean {
  return type === 'comment' && !data.hidden && !data.isReport && !BOT_AUTHORS.has(author.name);
}

function countReplies({ replies = [] }: Comment, depth = 1): number {
  if (depth > MAX_REPLY_DEPTH) return 0;
  return replies
    .slice(0, MAX_COMMENTS)
    .map(parseComment)
    .flatMap((result) => ('comment' in result && isVisible(result.comment) ? [result.comment] : []))
    .reduce((sum, reply) => sum + 1 + countReplies(reply, depth + 1), 0);
}

function toPaperComment({ author, createdAt, data }: Comment): Omit<PaperComment, 'replies'> {
  return {
    author:
      parseLine(author.fullname, MAX_AUTHOR_NAME_LENGTH) ??
      parseLine(author.name, MAX_AUTHOR_NAME_LENGTH) ??
      'somebody',
    at: parseInstant(createdAt) ?? createdAt,
    text: truncate(markdownToText(data.latest?.raw ?? ''), MAX_COMMENT_LENGTH),
  };
}
