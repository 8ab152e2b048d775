import type { Context, Hono } from 'hono';
import { UserError } from '../../../src/errors.ts';
import { parseArxivId } from '../../../src/papers/identity.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import type { Papers } from '../../../src/papers/papers.ts';
import { parseQuery } from '../../../src/search/query.ts';
import type { SearchIndex } from '../../../src/search/search-index.ts';
import type { LimitCost } from '../costs.ts';
import {
  ApiPaperParams,
  ApiRelatedParams,
  type ApiRelatedResponse,
  ApiSearchParams,
  type ApiSearchResponse,
} from './api-shapes.ts';
import { buildOpenApiDocument } from './open-api.ts';
import { toApiPaper } from './paper-json.ts';
import { parseQueryParams } from './read-parameters.ts';

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
