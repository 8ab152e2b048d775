import type { Context, Hono } from 'hono';
import type { Fact } from '../../../src/chat/document.ts';
import { paperFacts, paperLinks } from '../../../src/chat/paper-card.ts';
import { formatBibtexEntry, formatBibtexKey } from '../../../src/papers/bibtex.ts';
import { parseArxivId } from '../../../src/papers/identity.ts';
import type { Papers } from '../../../src/papers/library.ts';
import { hasModelKeywords, type Paper } from '../../../src/papers/paper.ts';
import { PAPER_SITES } from '../../../src/papers/sites.ts';
import { compareCodeUnits } from '../../../src/runtime/collections.ts';
import type { RelatedPaper, SearchIndex } from '../../../src/search/index.ts';
import { formatDay, pluralize, sanitizeLine, truncate } from '../../../src/text/format.ts';
import { texToSpans, texToText } from '../../../src/text/tex/index.ts';
import { respondWithError } from '../error-response.ts';
import { type Html, html, verbatim } from '../escape.ts';
import { layout } from '../layout.ts';
import type { LimitCost } from '../rate-limits.ts';
import { renderAnchor, renderInlineSpans, renderLink, renderSpans } from '../spans.ts';
import { authorNames, renderPaperListItem, renderSearchForm } from './components.ts';
import { bibtexPath, paperApiPath, paperPath, searchPath } from './urls.ts';

/** The title of a live source by the kind that its records have. */
export type SourceTitle = (kind: string) => string | undefined;

interface PaperPageDeps {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly limitCost: LimitCost;
  readonly baseUrl: () => string;
  readonly sourceTitle: SourceTitle;
}

const MAX_RELATED = 5;
const MAX_SHOWN_ID_LENGTH = 60;

/** A page and a BibTeX file for every paper. Any former id of a paper redirects to the current one. */
export function mountPaperPages(app: Hono, { papers, search, limitCost, baseUrl, sourceTitle }: PaperPageDeps): void {
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
    const related = search.related(paper, MAX_RELATED);
    return c.html(renderPaperPage(paper, related, { baseUrl: baseUrl(), sourceTitle }).toString());
  });
}

function respondPaperNotFound(c: Context, id: string): Response {
  return respondWithError(c, {
    status: 404,
    title: 'Paper not found',
    text: `Paperboy doesn't have the paper ${truncate(sanitizeLine(id), MAX_SHOWN_ID_LENGTH)}.`,
    extra: html`${renderExternalLinks(parseArxivId(id))}${renderSearchForm()}`,
  });
}

/** Requests from the public never trigger requests to the sources, so the page links to them instead. */
function renderExternalLinks(arxivPaperId: string | undefined): Html | undefined {
  if (arxivPaperId === undefined) return undefined;
  const anchors = PAPER_SITES.toReversed().flatMap(({ title, pageUrl }) => {
    const url = pageUrl(arxivPaperId);
    return url === undefined ? [] : [renderAnchor(title, url)];
  });
  return html`<p>Try ${anchors.map((anchor, at) => (at === 0 ? anchor : html` or ${anchor}`))}.</p>`;
}

function renderPaperPage(
  paper: Paper,
  related: readonly RelatedPaper[],
  { baseUrl, sourceTitle }: { readonly baseUrl: string; readonly sourceTitle: SourceTitle },
): Html {
  const { summary } = paper;
  const main = html`<article class="paper">
<h1>${renderInlineSpans(texToSpans(paper.title))}</h1>
${renderAuthors(paper)}
<p class="lead">${summary.by === 'model' && html`<em>AI summary:</em> `}${renderInlineSpans(texToSpans(summary.text))}</p>
<ul class="links">${paperLinks(paper).map(({ label, url }) => html`<li>${renderLink([{ kind: 'text', text: label }], url)}</li>`)}</ul>
<h2>Abstract</h2>
<p class="abstract">${renderSpans(texToSpans(paper.abstract))}</p>
${renderFacts([...paperStatFacts(paper), ...paperFacts({ ...paper, keywords: [] })])}
${renderKeywords(paper)}
${renderListings(paper, sourceTitle)}
<details class="cite"><summary>Cite (BibTeX)</summary>
<pre><code>${verbatim(formatBibtexEntry(paper))}</code></pre>
<p><a href="${bibtexPath(paper.id)}">Download</a></p></details>
</article>
${renderRelatedPapers(related)}`;
  return layout({
    title: texToText(paper.title),
    main,
    header: renderSearchForm(),
    head: renderPaperMeta(paper, baseUrl),
  });
}

/** The authors and the organization, each with a link to their papers. */
function renderAuthors(paper: Paper): Html | undefined {
  const { authorCount = 0, organization } = paper;
  const names = authorNames(paper);
  const hiddenCount = authorCount - names.length;
  const hiddenText = names.length === 0 ? pluralize(authorCount, 'author') : `and ${hiddenCount} more`;
  const items = [
    ...names.map((name) => renderFilterLink('author', name)),
    ...(hiddenCount > 0 ? [html`<li>${hiddenText}</li>`] : []),
    ...(organization === undefined ? [] : [renderFilterLink('org', organization.name)]),
  ];
  return items.length === 0 ? undefined : html`<ul class="authors" aria-label="Authors">${items}</ul>`;
}

function renderFilterLink(filter: 'author' | 'org', name: string): Html {
  const link = html`<a href="${searchPath(`${filter}:${quotePhrase(name)}`)}">${name}</a>`;
  return filter === 'org' ? html`<li class="organization">${link}</li>` : html`<li>${link}</li>`;
}

function paperStatFacts({ publishedOn, listedOn, upvotes, comments, codeStars }: Paper): Fact[] {
  const values = {
    Published: publishedOn && formatDay(publishedOn),
    'Daily Papers': listedOn && formatDay(listedOn),
    Upvotes: upvotes?.toString(),
    Comments: comments?.toString(),
    'Code stars': codeStars?.toString(),
  };
  return Object.entries(values).flatMap(([label, text]) =>
    text === undefined ? [] : [{ label, spans: [{ kind: 'text', text }] }],
  );
}

function renderFacts(facts: readonly Fact[]): Html | undefined {
  if (facts.length === 0) return undefined;
  const rows = facts.map(({ label, spans }) => html`<div><dt>${label}</dt><dd>${renderSpans(spans)}</dd></div>`);
  return html`<dl class="facts">${rows}</dl>`;
}

function renderKeywords(paper: Paper): Html | undefined {
  if (paper.keywords.length === 0) return undefined;
  const items = paper.keywords.map(
    (keyword) => html`<li><a href="${searchPath(quotePhrase(keyword))}">${keyword}</a></li>`,
  );
  return html`<h2>${hasModelKeywords(paper) ? 'AI keywords' : 'Keywords'}</h2><ul class="keywords">${items}</ul>`;
}

function renderListings(paper: Paper, sourceTitle: SourceTitle): Html | undefined {
  const lines = describeListings(paper, sourceTitle);
  if (lines.length === 0) return undefined;
  return html`<h2>Sources</h2><ul class="sources">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function renderRelatedPapers(related: readonly RelatedPaper[]): Html | undefined {
  if (related.length === 0) return undefined;
  const items = related.map(({ paper, sharedWords }) =>
    renderPaperListItem({
      paper,
      reason: sharedWords.length === 0 ? '' : `shares ${sharedWords.join(', ')}`,
      heading: 'h3',
    }),
  );
  return html`<section aria-labelledby="related"><h2 id="related">Related papers</h2><ol class="papers">${items}</ol></section>`;
}

/**
 * Metadata: the canonical URL, Open Graph tags for link previews (https://ogp.me), and citation tags for search engines and reference
 * managers (https://scholar.google.com/intl/en/scholar/inclusion.html#indexing).
 */
function renderPaperMeta(paper: Paper, baseUrl: string): Html {
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

/** Of records from files. */
const FILE_LABELS: Readonly<Record<string, string>> = { page: 'Hugging Face (saved page)', lines: 'Imported list' };

/** When and where a paper was listed, newest first: "Mar 3, 2025: Hugging Face, #4". */
function describeListings({ seen }: Paper, sourceTitle: SourceTitle): string[] {
  const dated = seen.flatMap(({ source, listedOn, on, rank }) => {
    const day = listedOn ?? on;
    if (day === undefined) return [];
    const rankText = rank === undefined ? '' : `, #${rank}`;
    return [{ day, text: `${formatDay(day)}: ${sourceTitle(source) ?? FILE_LABELS[source]}${rankText}` }];
  });
  dated.sort((a, b) => compareCodeUnits(b.day, a.day) || compareCodeUnits(a.text, b.text));
  return [...new Set(dated.map(({ text }) => text))];
}

/** A phrase of the query language, without characters that its parser reads as quotes (`query-clauses.ts`). */
function quotePhrase(text: string): string {
  return `"${sanitizeLine(text).replace(/["\u201c-\u201f\u00ab\u00bb\u2033\uff02]/g, ' ')}"`;
}
