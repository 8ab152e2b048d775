import { z } from 'zod';
import { compare } from '../../compare.ts';
import { shorten } from '../../text/shorten.ts';
import { quoted } from '../fetching/listing-of.ts';
import { instantOf, lineOf } from '../fetching/said.ts';
import type { PaperComment } from '../live/source.ts';
import { markdownToText } from './markdown-to-text.ts';

/** What was read, and what was wrong with the rest, a sentence each. */
export interface CommentsReading {
  readonly comments: readonly PaperComment[];
  readonly refused: readonly string[];
}

/** Writes a list of related papers under every paper. */
const NO_PERSON = new Set(['librarian-bot']);
const LONGEST_NAME = 80;
const LONGEST_TEXT = 600;
const MOST_READ = 2000;
/** Answers to answers to answers: an answer nested without end is not followed to it. */
const DEEPEST = 20;

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
export function readComments(entries: readonly unknown[]): CommentsReading {
  const readings = entries.slice(0, MOST_READ).map(readEntry);
  const refused = readings.flatMap((reading) => ('refused' in reading ? [reading.refused] : []));
  const shown = readings.flatMap((reading) => ('comment' in reading ? [reading.comment] : [])).filter(isShown);
  const beside = (id: string | undefined): Comment[] =>
    id === undefined ? [] : shown.filter(({ data }) => data.parentCommentId === id);
  const comments = shown
    .filter(({ data }) => data.parentCommentId === undefined)
    .map((comment) => ({ ...said(comment), replies: answersIn(comment) + beside(comment.id).length }))
    .filter(({ text }) => text !== '');
  return { comments: comments.sort((a, b) => compare(a.at, b.at)), refused };
}

function readEntry(entry: unknown): { readonly comment: Comment } | { readonly refused: string } {
  const { success, data, error } = Comment.safeParse(entry);
  if (!success) return { refused: `A comment can not be read: ${error.issues[0]?.path.join('.') || quoted(entry)}.` };
  if (instantOf(data.createdAt) === undefined) {
    return { refused: `A comment was made at ${quoted(data.createdAt)}, which is no time.` };
  }
  return { comment: data };
}

function isShown({ type = 'comment', author, data }: Comment): boolean {
  return type === 'comment' && !data.hidden && !data.isReport && !NO_PERSON.has(author.name);
}

function answersIn({ replies = [] }: Comment, depth = 1): number {
  if (depth > DEEPEST) return 0;
  return replies
    .slice(0, MOST_READ)
    .map(readEntry)
    .flatMap((reading) => ('comment' in reading && isShown(reading.comment) ? [reading.comment] : []))
    .reduce((sum, reply) => sum + 1 + answersIn(reply, depth + 1), 0);
}

function said({ author, createdAt, data }: Comment): Omit<PaperComment, 'replies'> {
  return {
    author: lineOf(author.fullname, LONGEST_NAME) ?? lineOf(author.name, LONGEST_NAME) ?? 'somebody',
    at: instantOf(createdAt) ?? createdAt,
    text: shorten(markdownToText(data.latest?.raw ?? ''), LONGEST_TEXT),
  };
}
