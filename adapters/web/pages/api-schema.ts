import { z } from 'zod';
import { UserError } from '../../../src/runtime/errors.ts';
import { parseQuery } from '../../../src/search/query.ts';

const Count = z.int().nonnegative();
const Day = z.iso.date();
const Url = z.url();

/** A paper. Unknown fields are left out. */
export const ApiPaper = z.object({
  id: z.string().meta({ description: 'The arXiv id without its version, or twelve hexadecimal digits' }),
  aliases: z.array(z.string()).meta({ description: 'Other ids of this paper' }),
  title: z.string().meta({ description: 'With TeX converted to Unicode' }),
  abstract: z.string(),
  summary: z.object({ text: z.string(), by: z.enum(['abstract', 'model']) }).meta({
    description: 'One sentence, taken from the abstract or written by a model',
  }),
  authors: z.array(z.string()).optional(),
  authorCount: Count.optional().meta({ description: 'May be larger than the number of `authors`' }),
  organization: z.object({ slug: z.string(), name: z.string() }).optional(),
  publishedOn: Day.optional(),
  listedOn: Day.optional().meta({ description: 'The first day on Daily Papers' }),
  updatedOn: Day.optional().meta({ description: 'The day of the latest arXiv version' }),
  version: z.int().positive().optional(),
  categories: z.array(z.string()).optional().meta({ description: 'arXiv categories, the primary one first' }),
  keywords: z.array(z.string()),
  upvotes: Count.optional(),
  comments: Count.optional(),
  codeStars: Count.optional(),
  links: z.object({
    page: Url.meta({ description: 'The page on this server' }),
    bibtex: Url,
    huggingFace: Url.optional(),
    arxiv: Url.optional(),
    pdf: Url.optional(),
    code: Url.optional(),
    project: Url.optional(),
  }),
  thumbnail: Url.optional(),
});
export type ApiPaper = z.infer<typeof ApiPaper>;

export const ApiSearchResponse = z.object({
  query: z.string(),
  total: Count.meta({ description: 'The number of matches; `results` is one page of them' }),
  limit: Count,
  offset: Count,
  nearest: z.boolean().meta({ description: 'No paper matches exactly, and these are the closest ones' }),
  didYouMean: z.string().optional().meta({ description: 'The query with its typos corrected' }),
  hint: z.string().optional().meta({ description: 'Explains the results' }),
  results: z.array(z.object({ paper: ApiPaper, matched: z.array(z.string()) })),
});
export type ApiSearchResponse = z.infer<typeof ApiSearchResponse>;

export const ApiRelatedResponse = z.object({
  results: z.array(
    z.object({
      paper: ApiPaper,
      shared: z.array(z.string()).meta({ description: 'Distinctive words that both papers have' }),
    }),
  ),
});
export type ApiRelatedResponse = z.infer<typeof ApiRelatedResponse>;

export const ApiError = z.object({
  error: z.string(),
  fields: z.record(z.string(), z.string()).optional().meta({ description: 'Error messages by parameter' }),
});
export type ApiError = z.infer<typeof ApiError>;

/** A plain decimal number: `z.coerce` would also accept "", " 7", "1e3" and "0x10". */
function integerParam(min: number, max: number, defaultValue: number) {
  const error = `must be a number from ${min} to ${max}`;
  return z
    .string(SINGLE)
    .regex(/^\d{1,6}$/, error)
    .transform(Number)
    .pipe(z.int().min(min, error).max(max, error))
    .default(defaultValue);
}

/** Hono passes a repeated parameter as an array. */
const SINGLE = { error: 'can be given only once' };

/** Whole sentences, so the name of the parameter is not put in front. */
function checkQuery(text: string, context: z.RefinementCtx): void {
  try {
    parseQuery(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.addIssue(error.message);
  }
}

export const ApiSearchParams = z.strictObject({
  q: z
    .string(SINGLE)
    .superRefine(checkQuery)
    .default('')
    .meta({ description: 'A query, as in the chat. Without it, the newest papers' }),
  limit: integerParam(1, 100, 20),
  offset: integerParam(0, 10_000, 0),
});

export const ApiRelatedParams = z.strictObject({ limit: integerParam(1, 20, 5) });

export const ApiPaperParams = z.strictObject({});
