import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';
import { compareCodeUnits } from '../../runtime/collections.ts';
import type { Log } from '../../runtime/log.ts';
import { truncate } from '../../text/format.ts';
import { isJsonObject, parseInstant, parseLine, quoteValue, toObject, toSingleLine } from '../entry-parser.ts';
import type { HttpClient } from '../http-client.ts';
import { type PaperComment, type RequestOptions, SourceError } from '../source.ts';
import { expectOk, getJson } from './client.ts';
import { toHuggingFaceId } from './schema.ts';

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

/** Nothing of what is read here is shown at a greater length, and no pattern below gets slow on so little. */
const MAX_MARKDOWN_LENGTH = 2000;

/** In this order: what stands inside of something comes after it. */
const MARKUP_REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/<!--[\s\S]{0,2000}?-->/g, ''],
  // The fences of code.
  [/^[ \t]{0,3}(?:`{3,}|~{3,})[^\n`]{0,100}$/gm, ''],
  // Pictures and links: what they are called. An address in angle brackets is its own name.
  [/!?\[([^[\]]{0,500})\]\([^()\s]{0,2000}(?:[ \t]+"[^"\n]{0,500}")?\)/g, '$1'],
  [/<(https?:\/\/[^\s<>]{1,2000})>/g, '$1'],
  [/<\/?[a-z][^<>]{0,2000}>/gi, ' '],
  [/^[ \t]{0,3}#{1,6}[ \t]+/gm, ''],
  [/^[ \t]{0,3}(?:>[ \t]?)+/gm, ''],
  [/^[ \t]*[-*+][ \t]+/gm, '• '],
  // Emphasis: marks that touch a word at its beginning or its end, and no other letter.
  [/(?<![\p{L}\p{N}\\])(?:\*{1,3}|_{1,3}|~~)(?=\S)/gu, ''],
  [/(?<=[^\s\\])(?:\*{1,3}|_{1,3}|~~)(?![\p{L}\p{N}])/gu, ''],
  [/`+/g, ''],
  [/\\(?=[!-/:-@[-`{-~])/g, ''],
];

/** What somebody wrote in Markdown, as a line of plain text: pictures and links by their names, no marks. */
export function markdownToText(markdown: string): string {
  const lines = markdown.slice(0, MAX_MARKDOWN_LENGTH).split('\n');
  const text = lines.filter((line) => !isHorizontalRule(line)).join('\n');
  const plain = MARKUP_REPLACEMENTS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
  return toSingleLine(decodeHTMLStrict(plain));
}

/** Whether a line is drawn: across the page, or below the head of a table. */
function isHorizontalRule(line: string): boolean {
  return line.includes('---') && /^[-:| \t]+$/.test(line);
}
