import { type Answer, type SourceRequest, type SourceServer, startSourceServer } from '../huggingface/source-server.ts';
import { entryOf, errorFeedOf, type FakeArxivPaper, feedOf } from './feed.ts';

export interface FakeArxivOptions {
  readonly papers?: readonly FakeArxivPaper[];
  /** The most entries of a page, whatever is asked for: pages come back short now and then. */
  readonly mostOnPage?: number;
  readonly port?: number;
}

/** arXiv's query API on this machine, on a real socket. */
export interface FakeArxiv extends SourceServer {
  papers: readonly FakeArxivPaper[];
  mostOnPage: number;
  /** Says that there are so many, whatever there is. */
  total: number | undefined;
}

type Site = Pick<FakeArxiv, 'papers' | 'mostOnPage' | 'total'>;

const MOST = 2000;
const DEFAULT = 10;

/**
 * arXiv's query API with the parts of its language that matter here: `cat:`, `all:"…"`, `submittedDate:[… TO …]`, `id_list`, pages.
 *
 * @example
 * const arxiv = await startArxiv({ papers: [arxivPaper({ id: '2608.00001' })] });
 */
export async function startArxiv({ papers = [], mostOnPage = MOST, port }: FakeArxivOptions = {}): Promise<FakeArxiv> {
  const site: Site = { papers, mostOnPage, total: undefined };
  const server = await startSourceServer((request) => answerTo(site, request), { port });
  return Object.assign(site, server);
}

function answerTo({ papers, mostOnPage, total }: Site, { path, query }: SourceRequest): Answer {
  if (path !== '/api/query') return { status: 404, contentType: 'text/html', body: '<html></html>' };
  const start = Number(query.get('start') ?? 0);
  const most = Number(query.get('max_results') ?? DEFAULT);
  if (!Number.isInteger(start) || start < 0) return refused('start must be an integer');
  if (!(Number.isInteger(most) && most >= 0 && most <= MOST)) return refused('max_results must be an integer');
  const ids = query.get('id_list')?.split(',');
  const wrongId = ids?.find((id) => !/^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?\/\d{7})(v\d+)?$/.test(id));
  if (wrongId !== undefined) return refused(`incorrect id format for ${wrongId}`);
  const wanted = query.get('search_query') ?? '';
  if (wanted.split('(').length !== wanted.split(')').length) return refused('unbalanced brackets in search_query');
  const found = papers.filter((paper) => (ids ? ids.map(bare).includes(paper.id) : fits(wanted, paper)));
  const page = found.slice(start, start + Math.min(most, mostOnPage));
  return feed(feedOf(page.map(entryOf), { total: total ?? found.length, start }));
}

function fits(query: string, { published, categories, title, summary }: FakeArxivPaper): boolean {
  const [, from, to] = /submittedDate:\[(\d{12}) TO (\d{12})\]/.exec(query) ?? [];
  const minute = published.replace(/\D/g, '').slice(0, 12);
  if (from !== undefined && to !== undefined && (minute < from || minute > to)) return false;
  const wanted = [...query.matchAll(/cat:([\w.-]+)/g)].map(([, category]) => category ?? '');
  if (wanted.length > 0 && !wanted.some((category) => categories.includes(category))) return false;
  const text = `${title} ${summary}`.toLowerCase();
  return [...query.matchAll(/all:"([^"]*)"/g)].every(([, word = '']) => text.includes(word.toLowerCase()));
}

function bare(id: string): string {
  return id.replace(/v\d+$/, '').replace(/\.[A-Z]{2}\//, '/');
}

function feed(body: string): Answer {
  return { contentType: 'application/atom+xml; charset=utf-8', body };
}

function refused(message: string): Answer {
  return { ...feed(errorFeedOf(message)), status: 400 };
}
