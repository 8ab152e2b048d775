import { html } from 'hono/html';
import { parseArxivId } from '../../../src/papers/identity.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { texToText } from '../../../src/text/tex.ts';
import { authorNames } from './author-names.ts';
import type { Html } from './layout.ts';
import { bibtexPath, paperApiPath, paperPath } from './paths.ts';

/**
 * What a paper's page tells machines: its own address, cards for links to it (https://ogp.me), and the paper as search engines and reference
 * managers read it (https://scholar.google.com/intl/en/scholar/inclusion.html#indexing).
 */
export function renderPaperMeta(paper: Paper, baseUrl: string): Html {
  const { id, publishedOn, thumbnail, links } = paper;
  const canonicalUrl = `${baseUrl}${paperPath(id)}`;
  const [title, summary] = [texToText(paper.title), texToText(paper.summary.text)];
  const arxivPaperId = parseArxivId(id);
  return html`<link rel="canonical" href="${canonicalUrl}">
<link rel="alternate" type="application/json" href="${paperApiPath(id)}">
<link rel="alternate" type="application/x-bibtex" href="${bibtexPath(id)}">
<meta name="description" content="${summary}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="Paperboy">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${summary}">
<meta property="og:url" content="${canonicalUrl}">
${thumbnail !== undefined && html`<meta property="og:image" content="${thumbnail}">`}
<meta name="citation_title" content="${title}">
${authorNames(paper).map((author) => html`<meta name="citation_author" content="${author}">`)}
${publishedOn !== undefined && html`<meta name="citation_publication_date" content="${publishedOn.replaceAll('-', '/')}">`}
${links.pdf !== undefined && html`<meta name="citation_pdf_url" content="${links.pdf}">`}
${arxivPaperId !== undefined && html`<meta name="citation_arxiv_id" content="${arxivPaperId}">`}`;
}
