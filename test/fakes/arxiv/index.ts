import {
  type FakeResponse,
  type SourceRequest,
  type SourceServer,
  startSourceServer,
} from '../huggingface/source-server.ts';
import { entryOf, errorFeedOf, type FakeArxivPaper, feedOf } from './feed.ts';

export interface FakeArxivOptions {
  readonly papers?: readonly FakeArxivPaper[];
  /** Caps pages, as arXiv sometimes returns short ones. */
  readonly maxPageSize?: number;
  readonly port?: number;
}

/** A local server of arXiv's query API. */
export interface FakeArxiv extends SourceServer {
  papers: readonly FakeArxivPaper[];
  maxPageSize: number;
  /** Overrides the reported number of results. */
  total: number | undefined;
}

type Site = Pick<FakeArxiv, 'papers' | 'maxPageSize' | 'total'>;

const MAX_RESULTS_LIMIT = 2000;
const DEFAULT_MAX_RESULTS = 10;

/**
 * arXiv's query API, with these parts of its language: `cat:`, `all:"…"`, `submittedDate:[… TO …]`, `id_list` and pages.
 *
 * @example
 * const arxiv = await startArxiv({ papers: [arxivPaper({ id: '2608.00001' })] });
 */
export async function startArxiv({
  papers = [],
  maxPageSize = MAX_RESULTS_LIMIT,
  port,
}: FakeArxivOptions = {}): Promise<FakeArxiv> {
  const site: Site = { papers, maxPageSize, total: undefined };
  const server = await startSourceServer((request) => respondTo(site, request), { port });
  return Object.assign(site, server);
}

function respondTo({ papers, maxPageSize, total }: Site, { path, query }: SourceRequest): FakeResponse {
  if (path !== '/api/query') return { status: 404, contentType: 'text/html', body: '<html></html>' };
  const start = Number(query.get('start') ?? 0);
  const maxResults = Number(query.get('max_results') ?? DEFAULT_MAX_RESULTS);
  if (!Number.isInteger(start) || start < 0) return badRequest('start must be an integer');
  if (!(Number.isInteger(maxResults) && maxResults >= 0 && maxResults <= MAX_RESULTS_LIMIT))
    return badRequest('max_results must be an integer');
  const ids = query.get('id_list')?.split(',');
  const invalidId = ids?.find((id) => !/^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?\/\d{7})(v\d+)?$/.test(id));
  if (invalidId !== undefined) return badRequest(`incorrect id format for ${invalidId}`);
  const searchQuery = query.get('search_query') ?? '';
  if (searchQuery.split('(').length !== searchQuery.split(')').length)
    return badRequest('unbalanced brackets in search_query');
  const found = papers.filter((paper) =>
    ids ? ids.map(withoutVersion).includes(paper.id) : matches(searchQuery, paper),
  );
  const page = found.slice(start, start + Math.min(maxResults, maxPageSize));
  return feed(feedOf(page.map(entryOf), { total: total ?? found.length, start }));
}

function matches(query: string, { published, categories, title, summary }: FakeArxivPaper): boolean {
  const [, from, to] = /submittedDate:\[(\d{12}) TO (\d{12})\]/.exec(query) ?? [];
  const minute = published.replace(/\D/g, '').slice(0, 12);
  if (from !== undefined && to !== undefined && (minute < from || minute > to)) return false;
  const queried = [...query.matchAll(/cat:([\w.-]+)/g)].map(([, category]) => category ?? '');
  if (queried.length > 0 && !queried.some((category) => categories.includes(category))) return false;
  const text = `${title} ${summary}`.toLowerCase();
  return [...query.matchAll(/all:"([^"]*)"/g)].every(([, word = '']) => text.includes(word.toLowerCase()));
}

function withoutVersion(id: string): string {
  return id.replace(/v\d+$/, '').replace(/\.[A-Z]{2}\//, '/');
}

function feed(body: string): FakeResponse {
  return { contentType: 'application/atom+xml; charset=utf-8', body };
}

function badRequest(message: string): FakeResponse {
  return { ...feed(errorFeedOf(message)), status: 400 };
}
