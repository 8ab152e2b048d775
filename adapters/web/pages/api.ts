import type { Context, Hono } from 'hono';
import { UserError } from '../../../src/errors.ts';
import { arxivId } from '../../../src/papers/identity.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import type { Papers } from '../../../src/papers/papers.ts';
import { parseQuery } from '../../../src/search/query.ts';
import type { SearchIndex } from '../../../src/search/search-index.ts';
import type { Costs } from '../costs.ts';
import {
  NoParameters,
  RelatedParameters,
  type RelatedShape,
  SearchParameters,
  type SearchShape,
} from './api-shapes.ts';
import { openApi } from './open-api.ts';
import { paperJson } from './paper-json.ts';
import { readParameters } from './read-parameters.ts';

interface Dependencies {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly costs: Costs;
  readonly baseUrl: () => string;
}

/** Serves papers and searches as JSON. */
export function mountApi(app: Hono, { papers, search, costs, baseUrl }: Dependencies): void {
  app.get('/api/search', costs('search'), (c) =>
    orWhatIsWrong(c, () => {
      const { q, limit, offset } = readParameters(SearchParameters, c.req.queries());
      const { hits, ...answer } = search.list(parseQuery(q), { offset, limit });
      const results = hits.map(({ paper, matched }) => ({ paper: paperJson(paper, baseUrl()), matched: [...matched] }));
      return c.json({ query: q, limit, offset, ...answer, results } satisfies SearchShape);
    }),
  );

  app.get('/api/papers/:id{.+}/related', costs('related'), (c) =>
    orWhatIsWrong(c, () => {
      const { limit } = readParameters(RelatedParameters, c.req.queries());
      return withPaper(c, papers, (paper) => {
        const related = search.related(paper, limit);
        const results = related.map(({ paper, why }) => ({ paper: paperJson(paper, baseUrl()), shared: [...why] }));
        return c.json({ results } satisfies RelatedShape);
      });
    }),
  );

  app.get('/api/papers/:id{.+}', (c) =>
    orWhatIsWrong(c, () => {
      readParameters(NoParameters, c.req.queries());
      return withPaper(c, papers, (paper) => c.json(paperJson(paper, baseUrl())));
    }),
  );

  app.get('/openapi.json', (c) => c.json(openApi(baseUrl())));
}

/** A program reads the id in the answer, so another id of the paper is answered at once. */
function withPaper(c: Context, papers: Papers, answer: (paper: Paper) => Response): Response {
  const id = c.req.param('id') ?? '';
  const paper = papers.get(arxivId(id) ?? id);
  return paper === undefined ? c.json({ error: `${id} is not among the papers here.` }, 404) : answer(paper);
}

function orWhatIsWrong(c: Context, answer: () => Response): Response {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const fields = Object.keys(error.fields).length > 0 && { fields: error.fields };
    return c.json({ error: error.message, ...fields }, 400);
  }
}
