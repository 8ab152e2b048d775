import { type Block, type Control, type Document, type Fact, note, type PaperBlock } from '../../src/chat/document.ts';
import { CHART_SIZE, type Chart } from '../../src/runtime/charts/chart.ts';
import { unreachable } from '../../src/runtime/errors.ts';
import { type Span, spansToText } from '../../src/text/spans.ts';
import { escapeHtml, escapeText } from './escape.ts';
import { isBlank, renderLink, renderSpans, sanitizeUrl } from './spans.ts';

interface WebRenderOptions {
  /** Where the image of a chart is found: on the page's own server. */
  readonly chartUrl: (chart: Chart) => string;
}

/** The headings of a message stand below the page's own, and those of papers below the message's. */
type HeadingLevel = 3 | 4;

const EMPTY_DOCUMENT: Document = { blocks: [note('Nothing to show.')] };

/**
 * A document as HTML of elements that mean something, for the page to style by these classes:
 *
 * - `h3.heading`, `p.prose`, `p.note`, `hr.divider`
 * - `article.paper`, named by its title: `h3.paper-title` or, below a heading, `h4.paper-title`, with the link; `p.byline`, `p.lead`,
 *   `p.abstract`, `dl.facts`, `p.why`, `ul.links`, `div.controls`
 * - `dl.facts` of `div.fact` with a `dt` and a `dd`
 * - `p.picture` with a link to an image elsewhere, as no page asks another host for anything; a paper's is one of its links
 * - `figure.chart` with an `img` and a `figcaption`
 * - `div.controls` with `button[data-action]`, and `details.menu` of a `summary` and a list of such buttons
 */
export function render({ blocks }: Document, { chartUrl }: WebRenderOptions): string {
  const headingLevel: HeadingLevel = blocks.some(({ kind }) => kind === 'heading') ? 4 : 3;

  const renderBlock = (block: Block): string => {
    switch (block.kind) {
      case 'heading':
        return renderLine('h3', 'heading', block.spans);
      case 'prose':
        return renderLine('p', 'prose', block.spans);
      case 'note':
        return renderLine('p', 'note', block.spans);
      case 'paper':
        return renderPaper(block, headingLevel);
      case 'facts':
        return renderFacts(block.facts);
      case 'image':
        return renderImage(block);
      case 'chart':
        return renderChart(block.chart, chartUrl(block.chart));
      case 'divider':
        return '<hr class="divider">';
      case 'actions':
        return renderControls(block.controls);
      default:
        return unreachable(block);
    }
  };

  const html = blocks.map(renderBlock).join('');
  return html === '' ? render(EMPTY_DOCUMENT, { chartUrl }) : html;
}

function renderPaper(block: PaperBlock, headingLevel: HeadingLevel): string {
  const { title, url, thumbnail } = block;
  const linkSpans = isBlank(title) ? [{ kind: 'text' as const, text: url }] : title;
  const parts = [
    `<h${headingLevel} class="paper-title">${renderLink(linkSpans, url)}</h${headingLevel}>`,
    renderLine('p', 'byline', block.byline),
    renderLine('p', 'lead', block.lead),
    renderLine('p', 'abstract', block.abstract ?? []),
    renderFacts(block.facts),
    renderLine('p', 'why', block.why ?? []),
    renderLinks([...block.links, ...(thumbnail === undefined ? [] : [{ label: 'Picture', url: thumbnail.url }])]),
    renderControls(block.controls),
  ];
  return `<article class="paper" aria-label="${escapeText(spansToText(linkSpans))}">${parts.join('')}</article>`;
}

/** A line of text, unless there is nothing to say. */
function renderLine(element: 'h3' | 'p', className: string, spans: readonly Span[]): string {
  return isBlank(spans) ? '' : `<${element} class="${className}">${renderSpans(spans)}</${element}>`;
}

function renderFacts(all: readonly Fact[]): string {
  const rows = all
    .filter(({ spans }) => !isBlank(spans))
    .map(({ label, spans }) => `<div class="fact"><dt>${escapeText(label)}</dt><dd>${renderSpans(spans)}</dd></div>`);
  return rows.length === 0 ? '' : `<dl class="facts">${rows.join('')}</dl>`;
}

function renderLinks(all: PaperBlock['links']): string {
  const items = all.map(({ label, url }) => `<li>${renderLink([{ kind: 'text', text: label }], url)}</li>`);
  return items.length === 0 ? '' : `<ul class="links">${items.join('')}</ul>`;
}

/** An image elsewhere, to be opened by whoever wants it: that host would learn who reads here. */
function renderImage({ url, alt }: { readonly url: string; readonly alt: string }): string {
  const labelSpans: readonly Span[] = [{ kind: 'text', text: alt.trim() === '' ? 'Picture' : `Picture: ${alt}` }];
  return `<p class="picture">${sanitizeUrl(url) === undefined ? renderSpans(labelSpans) : renderLink(labelSpans, url)}</p>`;
}

/** On a phone a chart is small: whoever opens it can come nearer. */
function renderChart({ title, alt }: Chart, url: string): string {
  // Told before it is there, so that nothing moves when it arrives.
  const { width, height } = CHART_SIZE;
  const image = `<img src="${escapeHtml(url)}" width="${width}" height="${height}" alt="${escapeText(alt)}" loading="lazy">`;
  const linkLabel = escapeText(`Open the picture: ${title}`);
  const link = `<a href="${escapeHtml(url)}" target="_blank" rel="noopener" aria-label="${linkLabel}">${image}</a>`;
  return `<figure class="chart">${link}<figcaption>${escapeText(title)}</figcaption></figure>`;
}

function renderControls(all: readonly Control[]): string {
  const items = all.map((control) =>
    control.kind === 'button' ? renderButton(control) : renderMenu(control.label, control.choices),
  );
  return items.length === 0 ? '' : `<div class="controls">${items.join('')}</div>`;
}

function renderMenu(label: string, choices: readonly { readonly label: string; readonly action: string }[]): string {
  const items = choices.map((choice) => `<li>${renderButton(choice)}</li>`).join('');
  return `<details class="menu"><summary>${escapeLabel(label)}</summary><ul>${items}</ul></details>`;
}

function renderButton({ label, action }: { readonly label: string; readonly action: string }): string {
  return `<button type="button" data-action="${escapeHtml(action)}">${escapeLabel(label)}</button>`;
}

function escapeLabel(label: string): string {
  return escapeText(label).trim() || '…';
}
