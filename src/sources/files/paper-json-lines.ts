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

/** `on` is the day this information is from. */
const PaperLine = z.strictObject({
  id: z
    .string()
    .transform((id, context) => {
      const paperId = parseArxivId(id);
      if (paperId === undefined && !/^[0-9a-f]{12}$/.test(id)) {
        context.addIssue(`"${id}" is not an arXiv id such as 2401.12345; leave it out if there is none`);
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
 * Parses one paper per line: from a corpus file, with all its source records, or with a title, an abstract and other fields.
 *
 * @throws UserError that names `file`, the first invalid line, and every problem with it
 */
export function readPaperJsonLines(text: string, file: string): FullSourceRecord[] {
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : readLine(line, file, index + 1)));
}

function readLine(line: string, file: string, number: number): FullSourceRecord[] {
  if (line.length > MAX_LINE_LENGTH) {
    throw createLineError(
      file,
      number,
      `the line has ${Math.round(line.length / 1e6)} MB, more than the maximum of 1 MB. Is a line break missing?`,
    );
  }
  if (/^\s*\[/.test(line)) throw createLineError(file, number, 'this is a JSON array. Write one object per line');
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
    throw createLineError(file, number, `not valid JSON (${(error as Error).message.replace(/\s+/g, ' ')})`);
  }
}

function parseWithSchema<T>(schema: z.ZodType<T>, value: unknown, file: string, line: number): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map(formatIssue);
  throw createLineError(file, line, `invalid paper: ${errors.join('; ')}`);
}

function collapseWhitespace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
