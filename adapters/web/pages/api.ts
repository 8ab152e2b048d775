import type { Context, Hono } from 'hono';
import { type DescribeRouteOptions, describeRoute, generateSpecs, resolver, validator } from 'hono-openapi';
import type { z } from 'zod';
import { parseArxivId } from '../../../src/papers/identity.ts';
import type { Papers } from '../../../src/papers/library.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import type { SearchIndex } from '../../../src/search/index.ts';
import { parseQuery } from '../../../src/search/query.ts';
import { sanitizeLine } from '../../../src/text/format.ts';
import { texToText } from '../../../src/text/tex/index.ts';
import type { LimitCost } from '../rate-limits.ts';
import {
  ApiError,
  ApiPaper,
  ApiPaperParams,
  ApiRelatedParams,
  ApiRelatedResponse,
  ApiSearchParams,
  ApiSearchResponse,
} from './api-schema.ts';
import { authorNames } from './components.ts';
import { bibtexPath, paperPath } from './urls.ts';

interface ApiDeps {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly limitCost: LimitCost;
  readonly baseUrl: () => string;
}

/** The JSON API and its description (https://spec.openapis.org/oas/v3.1.1.html). */
export function mountApi(app: Hono, { papers, search, limitCost, baseUrl }: ApiDeps): void {
  app.get(
    '/api/search',
    describe({ operationId: 'search', summary: 'Search papers' }, ApiSearchResponse, [400, 429, 503]),
    limitCost('search'),
    queryParams(ApiSearchParams),
    (c) => {
      const { q, limit, offset } = c.req.valid('query');
      const { hits, ...result } = search.list(parseQuery(q), { offset, limit });
      const results = hits.map(({ paper, matched }) => ({
        paper: toApiPaper(paper, baseUrl()),
        matched: [...matched],
      }));
      return c.json({ query: q, limit, offset, ...result, results } satisfies ApiSearchResponse);
    },
  );

  app.get(
    '/api/papers/:id{.+}/related',
    describe(
      { operationId: 'getRelatedPapers', summary: 'Get related papers', parameters: [ID_PARAMETER] },
      ApiRelatedResponse,
      [400, 404, 429, 503],
    ),
    limitCost('related'),
    queryParams(ApiRelatedParams),
    (c) =>
      withPaper(c, papers, (paper) => {
        const related = search.related(paper, c.req.valid('query').limit);
        const results = related.map(({ paper, sharedWords }) => ({
          paper: toApiPaper(paper, baseUrl()),
          shared: [...sharedWords],
        }));
        return c.json({ results } satisfies ApiRelatedResponse);
      }),
  );

  app.get(
    '/api/papers/:id{.+}',
    describe(
      { operationId: 'getPaper', summary: 'Get a paper', parameters: [ID_PARAMETER] },
      ApiPaper,
      [400, 404, 429],
    ),
    queryParams(ApiPaperParams),
    (c) => withPaper(c, papers, (paper) => c.json(toApiPaper(paper, baseUrl()))),
  );

  app.get('/openapi.json', async (c) => {
    const info = { title: 'Paperboy', version: '1', description: 'Search research papers.' };
    return c.json(await generateSpecs(app, { documentation: { info, servers: [{ url: baseUrl() }] } }, c));
  });
}

const ID_PARAMETER = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string' },
  description: 'Any id of the paper',
} as const;

const RETRY_AFTER = { 'Retry-After': { schema: { type: 'integer' }, description: 'In seconds' } } as const;

const ERRORS = {
  400: { description: 'Invalid parameters, with a message for each' },
  404: { description: 'Paper not found' },
  429: { description: 'Too many requests from this client', headers: RETRY_AFTER },
  503: { description: 'Too many searches are waiting', headers: RETRY_AFTER },
} as const;

function describe(
  spec: DescribeRouteOptions,
  responseSchema: z.ZodType,
  errorStatuses: readonly (keyof typeof ERRORS)[],
) {
  const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema: resolver(schema) } } });
  const errors = errorStatuses.map((status) => [status, { ...ERRORS[status], ...json(ApiError) }]);
  return describeRoute({
    ...spec,
    responses: { 200: { description: 'OK', ...json(responseSchema) }, ...Object.fromEntries(errors) },
  });
}

/**
 * Validates the query string; the response to invalid parameters names all of them. All parameters are optional, and the description has
 * their types after parsing.
 */
function queryParams<Schema extends z.ZodObject>(schema: Schema) {
  return validator(
    'query',
    schema,
    (result, c) => {
      // zod reports its own issues, which have more fields than the interface of the validator.
      if (!result.success) return c.json(toApiError(result.error as readonly z.core.$ZodIssue[]), 400);
      return undefined;
    },
    { options: { io: 'output', override: ({ jsonSchema }: { jsonSchema: object }) => omitRequired(jsonSchema) } },
  );
}

function omitRequired(jsonSchema: { required?: unknown }): void {
  delete jsonSchema.required;
}

function toApiError(issues: readonly z.core.$ZodIssue[]): ApiError {
  const errors = issues.flatMap((issue): [name: string, message: string][] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [key, `${key} is not a known parameter`]);
    const name = issue.path.join('.');
    return [[name, issue.code === 'custom' ? issue.message : `${name} ${issue.message}`]];
  });
  // The message for a query ends with a query to try, so nothing can follow it.
  errors.sort(([a], [b]) => Number(a === 'q') - Number(b === 'q'));
  return { error: errors.map(([, message]) => message).join('. '), fields: Object.fromEntries(errors) };
}

/** Serves a paper under any of its ids, without a redirect: the response has the current id. */
function withPaper(c: Context, papers: Papers, respond: (paper: Paper) => Response): Response {
  const id = c.req.param('id') ?? '';
  const paper = papers.get(parseArxivId(id) ?? id);
  return paper === undefined ? c.json({ error: `Paper ${id} not found.` }, 404) : respond(paper);
}

function toApiPaper(paper: Paper, baseUrl: string): ApiPaper {
  const { id, aliases, summary, keywords, organization, categories, links } = paper;
  const authors = authorNames(paper);
  const { authorCount, publishedOn, listedOn, updatedOn, version, upvotes, comments, codeStars, thumbnail } = paper;
  return {
    id,
    aliases,
    title: texToText(paper.title),
    abstract: texToText(paper.abstract),
    summary: { text: texToText(summary.text), by: summary.by },
    ...(authors.length > 0 && { authors }),
    ...omitUndefined({ authorCount }),
    ...(organization && { organization: { slug: organization.slug, name: sanitizeLine(organization.name) } }),
    ...omitUndefined({ publishedOn, listedOn, updatedOn, version }),
    ...(categories && { categories: categories.map(sanitizeLine) }),
    keywords: keywords.map(sanitizeLine),
    ...omitUndefined({ upvotes, comments, codeStars }),
    links: { page: `${baseUrl}${paperPath(id)}`, bibtex: `${baseUrl}${bibtexPath(id)}`, ...omitUndefined(links) },
    ...omitUndefined({ thumbnail }),
  };
}

function omitUndefined<T extends object>(fields: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
