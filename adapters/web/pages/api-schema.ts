import { z } from 'zod';
import { UserError } from '../../../src/runtime/errors.ts';
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
const ApiError = z.object({
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

/**
 * What the API takes and answers, for programs that read such descriptions (https://spec.openapis.org/oas/v3.1.1.html).
 *
 * @param baseUrl the site's address
 */
export function buildOpenApiDocument(baseUrl: string) {
  const idParameter = {
    name: 'id',
    in: 'path',
    required: true,
    schema: { type: 'string' },
    description: 'Any id of the paper',
  };
  const badRequest = { 400: jsonResponse(ApiError, 'Parameters that are wrong, all of them') };
  const tooManyRequests = { 429: jsonResponse(ApiError, 'More than the share of one visitor', RETRY_AFTER) };
  const serviceUnavailable = { 503: jsonResponse(ApiError, 'Too many search here at the moment', RETRY_AFTER) };
  const notFound = { 404: jsonResponse(ApiError, 'No such paper') };
  return {
    openapi: '3.1.0',
    info: { title: 'Paperboy', version: '1', description: 'Research papers, found. What is not known is left out.' },
    servers: [{ url: baseUrl }],
    paths: {
      '/api/search': {
        get: {
          summary: 'Papers that a query finds',
          parameters: queryParameters(ApiSearchParams),
          responses: {
            200: jsonResponse(ApiSearchResponse, 'Papers, the best first'),
            ...badRequest,
            ...tooManyRequests,
            ...serviceUnavailable,
          },
        },
      },
      '/api/papers/{id}': {
        get: {
          summary: 'One paper',
          parameters: [idParameter],
          responses: { 200: jsonResponse(ApiPaper, 'The paper'), ...badRequest, ...notFound, ...tooManyRequests },
        },
      },
      '/api/papers/{id}/related': {
        get: {
          summary: 'The papers nearest to one',
          parameters: [idParameter, ...queryParameters(ApiRelatedParams)],
          responses: {
            200: jsonResponse(ApiRelatedResponse, 'Papers, the nearest first'),
            ...badRequest,
            ...notFound,
            ...tooManyRequests,
            ...serviceUnavailable,
          },
        },
      },
    },
  };
}

const RETRY_AFTER = {
  'Retry-After': { schema: { type: 'integer' }, description: 'In how many seconds to ask again' },
} as const;

function jsonResponse(bodySchema: z.ZodType, description: string, headers?: typeof RETRY_AFTER) {
  return {
    description,
    ...(headers && { headers }),
    content: { 'application/json': { schema: z.toJSONSchema(bodySchema) } },
  };
}

/** The numbers stand in the address as text, but what they mean is what they are read as. */
function queryParameters(paramsSchema: z.ZodObject) {
  const { properties = {} } = z.toJSONSchema(paramsSchema, { io: 'output' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}
