import type { Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import { arxivId } from '../../../src/papers/identity.ts';
import { linksOf } from '../../../src/papers/links.ts';
import type { Papers } from '../../../src/papers/papers.ts';
import { bibtexEntry, bibtexKey } from '../../../src/saved/bibtex.ts';
import type { SearchIndex } from '../../../src/search/search-index.ts';
import { shorten } from '../../../src/text/shorten.ts';
import { visible } from '../../../src/text/visible.ts';
import type { Costs } from '../costs.ts';
import { answerProblem } from '../problem.ts';
import { writeLink } from '../spans.ts';
import type { Html } from './layout.ts';
import { paperPage } from './paper-page.ts';
import { bibtexPath, paperPath } from './paths.ts';
import { searchForm } from './search-form.ts';

interface Dependencies {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly costs: Costs;
  readonly baseUrl: () => string;
}

const RELATED = 5;
const SHOWN_ID = 60;

/** Serves every paper's page, and its entry of BibTeX beside it. Any id that a paper ever had leads there. */
export function mountPaperPages(app: Hono, { papers, search, costs, baseUrl }: Dependencies): void {
  app.get('/papers', (c) => c.redirect('/search'));

  app.get('/papers/:file{.+\\.bib}', (c) => {
    const id = c.req.param('file').slice(0, -'.bib'.length);
    const paper = papers.get(arxivId(id) ?? id);
    if (paper === undefined) return noPaper(c, id);
    if (paper.id !== id) return c.redirect(bibtexPath(paper.id), 301);
    c.header('content-disposition', `attachment; filename="${bibtexKey(paper)}.bib"`);
    return c.body(`${bibtexEntry(paper)}\n`, 200, { 'content-type': 'application/x-bibtex; charset=utf-8' });
  });

  app.get('/papers/:id{.+}', costs('related'), (c) => {
    const id = c.req.param('id');
    const paper = papers.get(arxivId(id) ?? id);
    if (paper === undefined) return noPaper(c, id);
    if (paper.id !== id) return c.redirect(paperPath(paper.id), 301);
    return c.html(paperPage(paper, search.related(paper, RELATED), baseUrl()));
  });
}

function noPaper(c: Context, id: string): Response | Promise<Response> {
  return answerProblem(c, {
    status: 404,
    title: 'No such paper',
    text: `${shorten(visible(id), SHOWN_ID)} is not among the papers here.`,
    more: html`${elsewhere(arxivId(id))}${searchForm()}`,
  });
}

/** Nobody outside may make Paperboy ask its sources, so they are left to look there themselves. */
function elsewhere(arxiv: string | undefined): Html | undefined {
  if (arxiv === undefined) return undefined;
  const { huggingFace, arxiv: there = '' } = linksOf(arxiv);
  const link = (text: string, url: string): Html => html`${raw(writeLink([{ kind: 'text', text }], url))}`;
  return html`<p>It may be on ${link('arXiv', there)}${huggingFace !== undefined && html` or on ${link('Hugging Face', huggingFace)}`}.</p>`;
}
