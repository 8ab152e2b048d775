import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import { parseArxivId } from '../../../src/papers/identity.ts';
import type { Papers } from '../../../src/papers/library.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { formatIssue, UserError } from '../../../src/runtime/errors.ts';
import type { SearchIndex } from '../../../src/search/index.ts';
import { parseQuery } from '../../../src/search/query.ts';
import { sanitizeLine } from '../../../src/text/format.ts';
import { texToText } from '../../../src/text/tex/index.ts';
import type { LimitCost } from '../rate-limits.ts';
import {
  type ApiPaper,
  ApiPaperParams,
  ApiRelatedParams,
  type ApiRelatedResponse,
  ApiSearchParams,
  type ApiSearchResponse,
  buildOpenApiDocument,
} from './api-schema.ts';
import { authorNames } from './components.ts';
import { bibtexPath, paperPath } from './urls.ts';

interface ApiDeps {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly limitCost: LimitCost;
  readonly baseUrl: () => string;
}

/** Serves papers and searches as JSON. */
export function mountApi(app: Hono, { papers, search, limitCost, baseUrl }: ApiDeps): void {
  app.get('/api/search', limitCost('search'), (c) =>
    respondToUserErrors(c, () => {
      const { q, limit, offset } = parseQueryParams(ApiSearchParams, c.req.queries());
      const { hits, ...result } = search.list(parseQuery(q), { offset, limit });
      const results = hits.map(({ paper, matched }) => ({
        paper: toApiPaper(paper, baseUrl()),
        matched: [...matched],
      }));
      return c.json({ query: q, limit, offset, ...result, results } satisfies ApiSearchResponse);
    }),
  );

  app.get('/api/papers/:id{.+}/related', limitCost('related'), (c) =>
    respondToUserErrors(c, () => {
      const { limit } = parseQueryParams(ApiRelatedParams, c.req.queries());
      return withPaper(c, papers, (paper) => {
        const related = search.related(paper, limit);
        const results = related.map(({ paper, sharedWords }) => ({
          paper: toApiPaper(paper, baseUrl()),
          shared: [...sharedWords],
        }));
        return c.json({ results } satisfies ApiRelatedResponse);
      });
    }),
  );

  app.get('/api/papers/:id{.+}', (c) =>
    respondToUserErrors(c, () => {
      parseQueryParams(ApiPaperParams, c.req.queries());
      return withPaper(c, papers, (paper) => c.json(toApiPaper(paper, baseUrl())));
    }),
  );

  app.get('/openapi.json', (c) => c.json(buildOpenApiDocument(baseUrl())));
}

/** A program reads the id in the answer, so another id of the paper is answered at once. */
function withPaper(c: Context, papers: Papers, respond: (paper: Paper) => Response): Response {
  const id = c.req.param('id') ?? '';
  const paper = papers.get(parseArxivId(id) ?? id);
  return paper === undefined ? c.json({ error: `${id} is not among the papers here.` }, 404) : respond(paper);
}

function respondToUserErrors(c: Context, handler: () => Response): Response {
  try {
    return handler();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const fields = Object.keys(error.fields).length > 0 && { fields: error.fields };
    return c.json({ error: error.message, ...fields }, 400);
  }
}

/**
 * The parameters of an address.
 *
 * @param params every value of each, in order
 * @throws UserError that says everything that is wrong, and in `fields` what is with each
 */
function parseQueryParams<Schema extends z.ZodType>(
  schema: Schema,
  params: Readonly<Record<string, readonly string[]>>,
): z.infer<Schema> {
  const result = schema.safeParse(Object.fromEntries(Object.entries(params).map(([name, [first]]) => [name, first])));
  const repeatedErrors = Object.entries(params).flatMap(([name, values]) =>
    values.length > 1 ? [[name, `${name} can stand once only`] as const] : [],
  );
  const schemaErrors = result.error?.issues.flatMap((issue): (readonly [string, string])[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [key, `${key} is not known here`])
      : [[issue.path.join('.'), issue.code === 'custom' ? issue.message : formatIssue(issue)]],
  );
  // What is wrong with a query ends with one to try, so nothing may follow it.
  const errors = [...repeatedErrors, ...(schemaErrors ?? [])].sort(([a], [b]) => Number(a === 'q') - Number(b === 'q'));
  if (result.success && errors.length === 0) return result.data;
  const errorText = errors.map(([, message]) => message).join('. ');
  throw new UserError(errorText, { fields: Object.fromEntries(errors) });
}

/** A paper for programs: its texts are as people read them, and what is not known is left out. */
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

/** Without the fields of which nothing is known. */
function omitUndefined<T extends object>(fields: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
