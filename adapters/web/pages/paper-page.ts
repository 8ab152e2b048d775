import { html, raw } from 'hono/html';
import type { Fact } from '../../../src/chat/document.ts';
import { paperLinks } from '../../../src/chat/paper-card.ts';
import { paperFacts } from '../../../src/chat/paper-facts.ts';
import { hasModelKeywords } from '../../../src/papers/keywords-by-model.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { formatBibtexEntry } from '../../../src/saved/bibtex.ts';
import type { RelatedPaper } from '../../../src/search/related.ts';
import { pluralize } from '../../../src/text/counted.ts';
import { formatDay } from '../../../src/text/show-day.ts';
import { texToSpans, texToText } from '../../../src/text/tex.ts';
import { sanitizeLine } from '../../../src/text/visible.ts';
import { renderLink, renderSpans } from '../spans.ts';
import { authorNames } from './author-names.ts';
import { type Html, layout } from './layout.ts';
import { renderPaperListItem } from './listed-paper.ts';
import { renderPaperMeta } from './paper-meta.ts';
import { bibtexPath, searchPath } from './paths.ts';
import { renderInlineSpans } from './phrase.ts';
import { quotePhrase } from './quoted.ts';
import { renderSearchForm } from './search-form.ts';
import { describeListings } from './sightings.ts';

/** A paper by itself, with all that is known of it. Nothing of what a team said or kept is. */
export function renderPaperPage(paper: Paper, related: readonly RelatedPaper[], baseUrl: string): Html {
  const { summary } = paper;
  const main = html`<article class="paper">
<h1>${renderInlineSpans(texToSpans(paper.title))}</h1>
${renderAuthors(paper)}
<p class="lead">${summary.by === 'model' && html`<em>AI summary:</em> `}${renderInlineSpans(texToSpans(summary.text))}</p>
<ul class="links">${paperLinks(paper).map(({ label, url }) => html`<li>${raw(renderLink([{ kind: 'text', text: label }], url))}</li>`)}</ul>
<h2>Abstract</h2>
<p class="abstract">${raw(renderSpans(texToSpans(paper.abstract)))}</p>
${renderFacts([...paperStatFacts(paper), ...paperFacts({ ...paper, keywords: [] })])}
${renderKeywords(paper)}
${renderListings(paper)}
<details class="cite"><summary>Cite it with BibTeX</summary>
<pre><code>${formatBibtexEntry(paper)}</code></pre>
<p><a href="${bibtexPath(paper.id)}">As a file</a></p></details>
</article>
${renderRelatedPapers(related)}`;
  return layout({
    title: texToText(paper.title),
    main,
    header: renderSearchForm(),
    head: renderPaperMeta(paper, baseUrl),
  });
}

/** All authors who are known, each with the way to their papers, and the organization. */
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
  const link = html`<a href="${searchPath(`${filter}:${quotePhrase(name)}`)}">${sanitizeLine(name)}</a>`;
  return filter === 'org' ? html`<li class="organization">${link}</li>` : html`<li>${link}</li>`;
}

function paperStatFacts({ publishedOn, listedOn, upvotes, comments, codeStars }: Paper): Fact[] {
  const values = {
    Published: publishedOn && formatDay(publishedOn),
    'On Daily Papers': listedOn && formatDay(listedOn),
    Upvotes: upvotes?.toString(),
    Comments: comments?.toString(),
    'Stars of the code': codeStars?.toString(),
  };
  return Object.entries(values).flatMap(([label, text]) =>
    text === undefined ? [] : [{ label, spans: [{ kind: 'text', text }] }],
  );
}

function renderFacts(all: readonly Fact[]): Html | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map(({ label, spans }) => html`<div><dt>${label}</dt><dd>${raw(renderSpans(spans))}</dd></div>`);
  return html`<dl class="facts">${rows}</dl>`;
}

function renderKeywords(paper: Paper): Html | undefined {
  if (paper.keywords.length === 0) return undefined;
  const items = paper.keywords.map(
    (keyword) => html`<li><a href="${searchPath(quotePhrase(keyword))}">${sanitizeLine(keyword)}</a></li>`,
  );
  return html`<h2>${hasModelKeywords(paper) ? 'AI keywords' : 'Keywords'}</h2><ul class="keywords">${items}</ul>`;
}

function renderListings(paper: Paper): Html | undefined {
  const lines = describeListings(paper);
  if (lines.length === 0) return undefined;
  return html`<h2>Where it was listed</h2><ul class="seen">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
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
