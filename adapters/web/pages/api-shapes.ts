import { z } from 'zod';
import { UserError } from '../../../src/errors.ts';
import { parseQuery } from '../../../src/search/query.ts';

const Count = z.int().nonnegative();
const Day = z.iso.date();
const Url = z.url();

/** A paper as the API gives it. What is not known is left out. */
export const ApiPaper = z.object({
  id: z.string().meta({ description: 'The arXiv id without version, else twelve hexadecimal digits' }),
  aliases: z.array(z.string()).meta({ description: 'Ids that lead here too' }),
  title: z.string().meta({ description: 'As people read it: TeX is Unicode' }),
  abstract: z.string(),
  summary: z.object({ text: z.string(), by: z.enum(['abstract', 'model']) }).meta({
    description: 'One sentence: of the abstract, or one that a model wrote',
  }),
  authors: z.array(z.string()).optional(),
  authorCount: Count.optional().meta({ description: 'How many there are, of whom `authors` may name the first' }),
  organization: z.object({ slug: z.string(), name: z.string() }).optional(),
  publishedOn: Day.optional(),
  listedOn: Day.optional().meta({ description: 'The first day on Daily Papers' }),
  updatedOn: Day.optional().meta({ description: 'The day of the newest version on arXiv' }),
  version: z.int().positive().optional(),
  categories: z.array(z.string()).optional().meta({ description: "arXiv's subject classes, the primary one first" }),
  keywords: z.array(z.string()),
  upvotes: Count.optional(),
  comments: Count.optional(),
  codeStars: Count.optional(),
  links: z.object({
    page: Url.meta({ description: 'Its page here' }),
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

/** What `/api/search` answers. */
export const ApiSearchResponse = z.object({
  query: z.string(),
  total: Count.meta({ description: 'How many there are, of which `results` is the part that was asked for' }),
  limit: Count,
  offset: Count,
  nearest: z.boolean().meta({ description: 'Nothing is what was asked for: these come nearest' }),
  didYouMean: z.string().optional(),
  hint: z.string().optional(),
  results: z.array(z.object({ paper: ApiPaper, matched: z.array(z.string()) })),
});
export type ApiSearchResponse = z.infer<typeof ApiSearchResponse>;

/** What `/api/papers/<id>/related` answers. */
export const ApiRelatedResponse = z.object({
  results: z.array(
    z.object({
      paper: ApiPaper,
      shared: z.array(z.string()).meta({ description: 'Telling words that both have' }),
    }),
  ),
});
export type ApiRelatedResponse = z.infer<typeof ApiRelatedResponse>;

/** What every call answers that can't be done. */
export const ApiError = z.object({
  error: z.string().meta({ description: 'What is wrong, for people' }),
  fields: z.record(z.string(), z.string()).optional().meta({
    description: 'What is wrong with each parameter',
  }),
});

/** A number as it stands in an address: `Number` alone would take "", " 7", "1e3" and "0x10" as well. */
function integerParam(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/, `takes a number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min).max(max));
}

function checkQuery(text: string, context: z.RefinementCtx): void {
  try {
    parseQuery(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.addIssue(error.message);
  }
}

/** What `/api/search` takes. */
export const ApiSearchParams = z.strictObject({
  q: z
    .string()
    .superRefine(checkQuery)
    .default('')
    .meta({ description: 'A query, as in the chat; without one, the newest papers' }),
  limit: integerParam(1, 100).default(20),
  offset: integerParam(0, 10_000).default(0),
});

/** What `/api/papers/<id>/related` takes. */
export const ApiRelatedParams = z.strictObject({ limit: integerParam(1, 20).default(5) });

/** What `/api/papers/<id>` takes. */
export const ApiPaperParams = z.strictObject({});
