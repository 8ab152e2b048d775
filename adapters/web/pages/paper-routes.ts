import type { Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import { parseArxivId } from '../../../src/papers/identity.ts';
import { arxivLinks } from '../../../src/papers/links.ts';
import type { Papers } from '../../../src/papers/papers.ts';
import { formatBibtexEntry, formatBibtexKey } from '../../../src/saved/bibtex.ts';
import type { SearchIndex } from '../../../src/search/search-index.ts';
import { truncate } from '../../../src/text/shorten.ts';
import { sanitizeLine } from '../../../src/text/visible.ts';
import type { LimitCost } from '../costs.ts';
import { respondWithError } from '../problem.ts';
import { renderLink } from '../spans.ts';
import type { Html } from './layout.ts';
import { renderPaperPage } from './paper-page.ts';
import { bibtexPath, paperPath } from './paths.ts';
import { renderSearchForm } from './search-form.ts';

interface PaperPageDeps {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly limitCost: LimitCost;
  readonly baseUrl: () => string;
}

const MAX_RELATED = 5;
const MAX_SHOWN_ID_LENGTH = 60;

/** Serves every paper's page, and its entry of BibTeX beside it. Any id that a paper ever had leads there. */
export function mountPaperPages(app: Hono, { papers, search, limitCost, baseUrl }: PaperPageDeps): void {
  app.get('/papers', (c) => c.redirect('/search'));

  app.get('/papers/:file{.+\\.bib}', (c) => {
    const id = c.req.param('file').slice(0, -'.bib'.length);
    const paper = papers.get(parseArxivId(id) ?? id);
    if (paper === undefined) return respondPaperNotFound(c, id);
    if (paper.id !== id) return c.redirect(bibtexPath(paper.id), 301);
    c.header('content-disposition', `attachment; filename="${formatBibtexKey(paper)}.bib"`);
    return c.body(`${formatBibtexEntry(paper)}\n`, 200, { 'content-type': 'application/x-bibtex; charset=utf-8' });
  });

  app.get('/papers/:id{.+}', limitCost('related'), (c) => {
    const id = c.req.param('id');
    const paper = papers.get(parseArxivId(id) ?? id);
    if (paper === undefined) return respondPaperNotFound(c, id);
    if (paper.id !== id) return c.redirect(paperPath(paper.id), 301);
    return c.html(renderPaperPage(paper, search.related(paper, MAX_RELATED), baseUrl()));
  });
}

function respondPaperNotFound(c: Context, id: string): Response | Promise<Response> {
  return respondWithError(c, {
    status: 404,
    title: 'No such paper',
    text: `${truncate(sanitizeLine(id), MAX_SHOWN_ID_LENGTH)} is not among the papers here.`,
    extra: html`${renderExternalLinks(parseArxivId(id))}${renderSearchForm()}`,
  });
}

/** Nobody outside may make Paperboy ask its sources, so they are left to look there themselves. */
function renderExternalLinks(arxivPaperId: string | undefined): Html | undefined {
  if (arxivPaperId === undefined) return undefined;
  const { huggingFace, arxiv: arxivUrl = '' } = arxivLinks(arxivPaperId);
  const renderExternalLink = (text: string, url: string): Html =>
    html`${raw(renderLink([{ kind: 'text', text }], url))}`;
  return html`<p>It may be on ${renderExternalLink('arXiv', arxivUrl)}${huggingFace !== undefined && html` or on ${renderExternalLink('Hugging Face', huggingFace)}`}.</p>`;
}
