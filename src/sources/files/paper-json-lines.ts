import { z } from 'zod';
import { parseArxivId } from '../../papers/identity.ts';
import { recordsOf } from '../../papers/merge.ts';
import { Day, type FullSourceRecord, Paper, SourceRecord } from '../../papers/paper.ts';
import { formatIssue } from '../../runtime/errors.ts';
import { createLineError } from './text-file.ts';

const MAX_LINE_LENGTH = 1024 * 1024;

const { title, abstract, ...optionalFields } = SourceRecord.pick({
  title: true,
  abstract: true,
  keywords: true,
  summary: true,
  links: true,
  authors: true,
  authorCount: true,
  organization: true,
  listedOn: true,
  upvotes: true,
  comments: true,
  codeStars: true,
  thumbnail: true,
}).shape;

/** A paper as somebody writes it down: the fields of a paper that a source can say, and the day on which it was so (`on`). */
const PaperLine = z.strictObject({
  id: z
    .string()
    .transform((id, context) => {
      const paperId = parseArxivId(id);
      if (paperId === undefined && !/^[0-9a-f]{12}$/.test(id)) {
        context.addIssue(`"${id}" is no arXiv id such as 2401.12345; leave it out where none is known`);
      }
      return paperId;
    })
    .optional(),
  title: z.string().transform(collapseWhitespace).pipe(title.unwrap()),
  abstract: z.string().transform(collapseWhitespace).pipe(abstract.unwrap()),
  publishedOn: Day.optional(),
  on: Day.optional(),
  ...optionalFields,
});

/**
 * Reads papers written one JSON object a line: papers of a corpus file, with all their sightings, or plain ones (`title` and
 * `abstract`, and any other field of a paper).
 *
 * @throws UserError that names `file`, the first line that breaks the schema, and what is wrong with it
 */
export function readPaperJsonLines(text: string, file: string): FullSourceRecord[] {
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : readLine(line, file, index + 1)));
}

function readLine(line: string, file: string, number: number): FullSourceRecord[] {
  if (line.length > MAX_LINE_LENGTH) {
    throw createLineError(
      file,
      number,
      `the line is ${Math.round(line.length / 1e6)} MB long, one paper fits in 1 MB: is a line end missing?`,
    );
  }
  if (/^\s*\[/.test(line)) throw createLineError(file, number, 'this is a JSON array: write one object a line');
  const value = parseJson(line, file, number);
  const isCorpusPaper = typeof value === 'object' && value !== null && 'seen' in value;
  if (isCorpusPaper) return recordsOf(parseWithSchema(Paper, value, file, number));
  const { id, publishedOn, ...rest } = parseWithSchema(PaperLine, value, file, number);
  return [
    {
      source: 'lines',
      ...rest,
      ...(id !== undefined && { id }),
      ...(publishedOn !== undefined && { published: publishedOn }),
    },
  ];
}

function parseJson(line: string, file: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw createLineError(
      file,
      number,
      `no JSON object on this line, and each line has to be one (${(error as Error).message.replace(/\s+/g, ' ')})`,
    );
  }
}

function parseWithSchema<T>(schema: z.ZodType<T>, value: unknown, file: string, line: number): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map(formatIssue);
  throw createLineError(file, line, `not a paper: ${errors.join('; ')}`);
}

function collapseWhitespace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
