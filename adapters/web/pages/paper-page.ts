import { html, raw } from 'hono/html';
import type { Fact } from '../../../src/chat/document.ts';
import { links } from '../../../src/chat/paper-card.ts';
import { paperFacts } from '../../../src/chat/paper-facts.ts';
import { keywordsByModel } from '../../../src/papers/keywords-by-model.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { bibtexEntry } from '../../../src/saved/bibtex.ts';
import type { Related } from '../../../src/search/related.ts';
import { counted } from '../../../src/text/counted.ts';
import { showDay } from '../../../src/text/show-day.ts';
import { texToSpans, texToText } from '../../../src/text/tex.ts';
import { visible } from '../../../src/text/visible.ts';
import { writeLink, writeSpans } from '../spans.ts';
import { authorNames } from './author-names.ts';
import { type Html, layout } from './layout.ts';
import { listedPaper } from './listed-paper.ts';
import { paperMeta } from './paper-meta.ts';
import { bibtexPath, searchPath } from './paths.ts';
import { phrase } from './phrase.ts';
import { quoted } from './quoted.ts';
import { searchForm } from './search-form.ts';
import { sightingsInWords } from './sightings.ts';

/** A paper by itself, with all that is known of it. Nothing of what a team said or kept is. */
export function paperPage(paper: Paper, related: readonly Related[], base: string): Html {
  const { summary } = paper;
  const main = html`<article class="paper">
<h1>${phrase(texToSpans(paper.title))}</h1>
${authors(paper)}
<p class="lead">${summary.by === 'model' && html`<em>AI summary:</em> `}${phrase(texToSpans(summary.text))}</p>
<ul class="links">${links(paper).map(({ label, url }) => html`<li>${raw(writeLink([{ kind: 'text', text: label }], url))}</li>`)}</ul>
<h2>Abstract</h2>
<p class="abstract">${raw(writeSpans(texToSpans(paper.abstract)))}</p>
${facts([...ownFacts(paper), ...paperFacts({ ...paper, keywords: [] })])}
${keywords(paper)}
${seen(paper)}
<details class="cite"><summary>Cite it with BibTeX</summary>
<pre><code>${bibtexEntry(paper)}</code></pre>
<p><a href="${bibtexPath(paper.id)}">As a file</a></p></details>
</article>
${relatedPapers(related)}`;
  return layout({ title: texToText(paper.title), main, header: searchForm(), head: paperMeta(paper, base) });
}

/** All authors who are known, each with the way to their papers, and the organization. */
function authors(paper: Paper): Html | undefined {
  const { authorCount = 0, organization } = paper;
  const names = authorNames(paper);
  const more = authorCount - names.length;
  const hidden = names.length === 0 ? counted(authorCount, 'author') : `and ${more} more`;
  const parts = [
    ...names.map((name) => found('author', name)),
    ...(more > 0 ? [html`<li>${hidden}</li>`] : []),
    ...(organization === undefined ? [] : [found('org', organization.name)]),
  ];
  return parts.length === 0 ? undefined : html`<ul class="authors" aria-label="Authors">${parts}</ul>`;
}

function found(filter: 'author' | 'org', name: string): Html {
  const link = html`<a href="${searchPath(`${filter}:${quoted(name)}`)}">${visible(name)}</a>`;
  return filter === 'org' ? html`<li class="organization">${link}</li>` : html`<li>${link}</li>`;
}

function ownFacts({ publishedOn, listedOn, upvotes, comments, codeStars }: Paper): Fact[] {
  const known = {
    Published: publishedOn && showDay(publishedOn),
    'On Daily Papers': listedOn && showDay(listedOn),
    Upvotes: upvotes?.toString(),
    Comments: comments?.toString(),
    'Stars of the code': codeStars?.toString(),
  };
  return Object.entries(known).flatMap(([label, text]) =>
    text === undefined ? [] : [{ label, spans: [{ kind: 'text', text }] }],
  );
}

function facts(all: readonly Fact[]): Html | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map(({ label, spans }) => html`<div><dt>${label}</dt><dd>${raw(writeSpans(spans))}</dd></div>`);
  return html`<dl class="facts">${rows}</dl>`;
}

function keywords(paper: Paper): Html | undefined {
  if (paper.keywords.length === 0) return undefined;
  const items = paper.keywords.map(
    (keyword) => html`<li><a href="${searchPath(quoted(keyword))}">${visible(keyword)}</a></li>`,
  );
  return html`<h2>${keywordsByModel(paper) ? 'AI keywords' : 'Keywords'}</h2><ul class="keywords">${items}</ul>`;
}

function seen(paper: Paper): Html | undefined {
  const lines = sightingsInWords(paper);
  if (lines.length === 0) return undefined;
  return html`<h2>Where it was listed</h2><ul class="seen">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function relatedPapers(related: readonly Related[]): Html | undefined {
  if (related.length === 0) return undefined;
  const items = related.map(({ paper, why }) =>
    listedPaper({ paper, why: why.length === 0 ? '' : `shares ${why.join(', ')}`, heading: 'h3' }),
  );
  return html`<section aria-labelledby="related"><h2 id="related">Related papers</h2><ol class="papers">${items}</ol></section>`;
}
