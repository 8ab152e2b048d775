import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';
import { compareCodeUnits } from '../../runtime/collections.ts';
import type { Log } from '../../runtime/log.ts';
import { truncate } from '../../text/format.ts';
import type { HttpClient, RequestOptions } from '../http-client.ts';
import { instant, lenient, line, toSingleLine } from '../lenient-schema.ts';
import { quoteValue } from '../listing-entry.ts';
import type { PaperComment } from '../source.ts';
import { SourceError } from '../source-error.ts';
import { expectOk, getJson } from './client.ts';
import { toHuggingFaceId } from './schema.ts';

interface CommentsDeps {
  readonly httpClient: HttpClient;
  readonly log: Log;
  readonly requestOptions?: RequestOptions | undefined;
}

const CommentsPage = z.object({ comments: z.array(z.unknown()).default([]) });

/**
 * The comments on a paper. The endpoint isn't documented, so a 404 means no comments.
 *
 * @throws SourceError if it fails, or all comments are invalid
 */
export async function fetchComments(
  id: string,
  { httpClient, log, requestOptions }: CommentsDeps,
): Promise<readonly PaperComment[]> {
  const paperId = toHuggingFaceId(id);
  if (paperId === undefined) return [];
  const url = httpClient.urlFor(`/api/papers/${paperId}`, { field: 'comments' });
  const result = await getJson(httpClient, url, requestOptions);
  if (result.kind === 'not-found') return [];
  const { success, data } = CommentsPage.safeParse(expectOk(result, httpClient).json);
  if (!success) throw new SourceError('malformed', `${httpClient.host} returned JSON without comments`);
  const { comments, skipReasons } = parseComments(data.comments);
  if (skipReasons.length > 0 && skipReasons.length === data.comments.length) {
    throw new SourceError('malformed', `${httpClient.host} returned only invalid comments: ${skipReasons[0]}`);
  }
  if (skipReasons.length > 0) {
    log.warn({ paper: paperId, skipped: skipReasons.length, firstReason: skipReasons[0] }, 'skipping comments');
  }
  return comments;
}

export interface CommentsResult {
  readonly comments: readonly PaperComment[];
  /** Why comments were skipped, a sentence each. */
  readonly skipReasons: readonly string[];
}

/** Posts a list of related papers under every paper. */
const BOT_AUTHORS = new Set(['librarian-bot']);
const MAX_AUTHOR_NAME_LENGTH = 80;
const MAX_COMMENT_LENGTH = 600;
const MAX_COMMENTS = 2000;
/** Deeper replies aren't counted. */
const MAX_REPLY_DEPTH = 20;

const Comment = z.object({
  id: lenient(z.string()),
  type: lenient(z.string()),
  author: z.object({ name: z.string(), fullname: lenient(line(MAX_AUTHOR_NAME_LENGTH)) }),
  createdAt: instant,
  data: z.object({
    hidden: lenient(z.boolean()),
    isReport: lenient(z.boolean()),
    parentCommentId: lenient(z.string()),
    latest: lenient(z.object({ raw: z.string() })),
  }),
  // Parsed one by one: replies may be nested thousands deep.
  replies: lenient(z.array(z.unknown())),
});
type Comment = z.infer<typeof Comment>;

/** Comments by people, oldest first. Replies are counted, whether they are nested in a comment or next to it. */
export function parseComments(entries: readonly unknown[]): CommentsResult {
  const results = entries.slice(0, MAX_COMMENTS).map((entry) => ({ entry, ...Comment.safeParse(entry) }));
  const visible = results.flatMap(({ data }) => data ?? []).filter(isVisible);
  const siblingReplies = (id: string | undefined): Comment[] =>
    id === undefined ? [] : visible.filter(({ data }) => data.parentCommentId === id);
  const comments = visible
    .filter(({ data }) => data.parentCommentId === undefined)
    .map((comment) => ({
      author: comment.author.fullname ?? line(MAX_AUTHOR_NAME_LENGTH).safeParse(comment.author.name).data ?? 'Unknown',
      at: comment.createdAt,
      text: truncate(markdownToText(comment.data.latest?.raw ?? ''), MAX_COMMENT_LENGTH),
      replies: countReplies(comment) + siblingReplies(comment.id).length,
    }))
    .filter(({ text }) => text !== '');
  return {
    comments: comments.sort((a, b) => compareCodeUnits(a.at, b.at)),
    skipReasons: results.flatMap(({ entry, error }) =>
      error === undefined ? [] : [`A comment is invalid: ${error.issues[0]?.path.join('.') || quoteValue(entry)}.`],
    ),
  };
}

function isVisible({ type = 'comment', author, data }: Comment): boolean {
  return type === 'comment' && !data.hidden && !data.isReport && !BOT_AUTHORS.has(author.name);
}

function countReplies({ replies = [] }: Comment, depth = 1): number {
  if (depth > MAX_REPLY_DEPTH) return 0;
  return replies
    .slice(0, MAX_COMMENTS)
    .flatMap((reply) => Comment.safeParse(reply).data ?? [])
    .filter(isVisible)
    .reduce((sum, reply) => sum + 1 + countReplies(reply, depth + 1), 0);
}

/** Longer than anything that is shown, and short enough that no pattern below gets slow. */
const MAX_MARKDOWN_LENGTH = 2000;

/** In this order: what is nested comes after what contains it. */
const MARKUP_REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/<!--[\s\S]{0,2000}?-->/g, ''],
  // Code fences.
  [/^[ \t]{0,3}(?:`{3,}|~{3,})[^\n`]{0,100}$/gm, ''],
  // Images and links: their text. Autolinks: their URL.
  [/!?\[([^[\]]{0,500})\]\([^()\s]{0,2000}(?:[ \t]+"[^"\n]{0,500}")?\)/g, '$1'],
  [/<(https?:\/\/[^\s<>]{1,2000})>/g, '$1'],
  [/<\/?[a-z][^<>]{0,2000}>/gi, ' '],
  [/^[ \t]{0,3}#{1,6}[ \t]+/gm, ''],
  [/^[ \t]{0,3}(?:>[ \t]?)+/gm, ''],
  [/^[ \t]*[-*+][ \t]+/gm, '• '],
  // Emphasis: marks next to the start or the end of a word, and no other letter.
  [/(?<![\p{L}\p{N}\\])(?:\*{1,3}|_{1,3}|~~)(?=\S)/gu, ''],
  [/(?<=[^\s\\])(?:\*{1,3}|_{1,3}|~~)(?![\p{L}\p{N}])/gu, ''],
  [/`+/g, ''],
  [/\\(?=[!-/:-@[-`{-~])/g, ''],
];

/** Markdown as plain text on one line, without marks; images and links become their text. */
export function markdownToText(markdown: string): string {
  const lines = markdown.slice(0, MAX_MARKDOWN_LENGTH).split('\n');
  const text = lines.filter((one) => !isHorizontalRule(one)).join('\n');
  const plain = MARKUP_REPLACEMENTS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
  return toSingleLine(decodeHTMLStrict(plain));
}

/** Also the line below a table's head. */
function isHorizontalRule(text: string): boolean {
  return text.includes('---') && /^[-:| \t]+$/.test(text);
}
