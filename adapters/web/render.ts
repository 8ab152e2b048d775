import { type Block, type Control, type Document, type Fact, note, type PaperBlock } from '../../src/chat/document.ts';
import { CHART_SIZE, type Chart } from '../../src/runtime/charts/chart.ts';
import { unreachable } from '../../src/runtime/errors.ts';
import { sanitizeLine } from '../../src/text/format.ts';
import { type Span, spansToText } from '../../src/text/spans.ts';
import { type Html, html, verbatim } from './escape.ts';
import { isBlank, renderLink, renderSpans, sanitizeUrl } from './spans.ts';

interface WebRenderOptions {
  /** The URL of a chart's image, on this server. */
  readonly chartUrl: (chart: Chart) => string;
}

/** The title of a message is an `h3`; papers below a title are `h4`. */
type HeadingLevel = 3 | 4;

const EMPTY_DOCUMENT: Document = { blocks: [note('Nothing to show.')] };

/**
 * A document as semantic HTML, styled by class:
 *
 * - `h3.heading`, `p.prose`, `p.note`, `hr.divider`
 * - `article.paper`, labelled by its title: `h3.paper-title` or `h4.paper-title` with the link, `p.byline`, `p.lead`, `p.abstract`,
 *   `dl.facts`, `p.reason`, `ul.links`, `div.controls`
 * - `dl.facts` of `div.fact`, each with a `dt` and a `dd`
 * - `p.picture` with a link, because the page loads nothing from other hosts; the thumbnail of a paper is one of its links
 * - `figure.chart` with an `img` and a `figcaption`
 * - `div.controls` with `button[data-action]`, and `details.menu` with a `summary` and a list of such buttons
 */
export function render({ blocks }: Document, { chartUrl }: WebRenderOptions): string {
  const headingLevel: HeadingLevel = blocks.some(({ kind }) => kind === 'heading') ? 4 : 3;

  const renderBlock = (block: Block): Html | undefined => {
    switch (block.kind) {
      case 'heading':
        return isBlank(block.spans) ? undefined : html`<h3 class="heading">${renderSpans(block.spans)}</h3>`;
      case 'prose':
        return renderParagraph('prose', block.spans);
      case 'note':
        return renderParagraph('note', block.spans);
      case 'paper':
        return renderPaper(block, headingLevel);
      case 'facts':
        return renderFacts(block.facts);
      case 'image':
        return renderImage(block);
      case 'chart':
        return renderChart(block.chart, chartUrl(block.chart));
      case 'divider':
        return html`<hr class="divider">`;
      case 'actions':
        return renderControls(block.controls);
      default:
        return unreachable(block);
    }
  };

  const rendered = blocks.map(renderBlock).join('');
  return rendered === '' ? render(EMPTY_DOCUMENT, { chartUrl }) : rendered;
}

function renderPaper(block: PaperBlock, level: HeadingLevel): Html {
  const { title, url, thumbnail } = block;
  const linkSpans = isBlank(title) ? [{ kind: 'text' as const, text: url }] : title;
  const parts = [
    html`<h${level} class="paper-title">${renderLink(linkSpans, url)}</h${level}>`,
    renderParagraph('byline', block.byline),
    renderParagraph('lead', block.lead),
    renderParagraph('abstract', block.abstract ?? []),
    renderFacts(block.facts),
    renderParagraph('reason', block.why ?? []),
    renderLinks([...block.links, ...(thumbnail === undefined ? [] : [{ label: 'Picture', url: thumbnail.url }])]),
    renderControls(block.controls),
  ];
  return html`<article class="paper" aria-label="${spansToText(linkSpans)}">${parts}</article>`;
}

function renderParagraph(className: string, spans: readonly Span[]): Html | undefined {
  return isBlank(spans) ? undefined : html`<p class="${className}">${renderSpans(spans)}</p>`;
}

function renderFacts(facts: readonly Fact[]): Html | undefined {
  const rows = facts
    .filter(({ spans }) => !isBlank(spans))
    .map(({ label, spans }) => html`<div class="fact"><dt>${label}</dt><dd>${renderSpans(spans)}</dd></div>`);
  return rows.length === 0 ? undefined : html`<dl class="facts">${rows}</dl>`;
}

function renderLinks(links: PaperBlock['links']): Html | undefined {
  const items = links.map(({ label, url }) => html`<li>${renderLink([{ kind: 'text', text: label }], url)}</li>`);
  return items.length === 0 ? undefined : html`<ul class="links">${items}</ul>`;
}

/** Only a link: loading the image would tell its host who reads here. */
function renderImage({ url, alt }: { readonly url: string; readonly alt: string }): Html {
  const label: readonly Span[] = [{ kind: 'text', text: alt.trim() === '' ? 'Picture' : `Picture: ${alt}` }];
  return html`<p class="picture">${sanitizeUrl(url) === undefined ? renderSpans(label) : renderLink(label, url)}</p>`;
}

/** The chart links to its own image, so that people on a phone can zoom in. */
function renderChart({ title, alt }: Chart, url: string): Html {
  // The size is given up front, so that nothing moves when the image has loaded.
  const { width, height } = CHART_SIZE;
  const image = html`<img src="${url}" width="${width}" height="${height}" alt="${alt}" loading="lazy">`;
  const link = html`<a href="${url}" target="_blank" rel="noopener" aria-label="${`Open the chart: ${title}`}">${image}</a>`;
  return html`<figure class="chart">${link}<figcaption>${title}</figcaption></figure>`;
}

function renderControls(controls: readonly Control[]): Html | undefined {
  const items = controls.map((control) =>
    control.kind === 'button' ? renderButton(control) : renderMenu(control.label, control.choices),
  );
  return items.length === 0 ? undefined : html`<div class="controls">${items}</div>`;
}

function renderMenu(label: string, choices: readonly { readonly label: string; readonly action: string }[]): Html {
  const items = choices.map((choice) => html`<li>${renderButton(choice)}</li>`);
  return html`<details class="menu"><summary>${labelOrEllipsis(label)}</summary><ul>${items}</ul></details>`;
}

function renderButton({ label, action }: { readonly label: string; readonly action: string }): Html {
  return html`<button type="button" data-action="${verbatim(action)}">${labelOrEllipsis(label)}</button>`;
}

/** A control without visible text could not be pressed. */
export function labelOrEllipsis(label: string): string {
  return sanitizeLine(label).trim() || '…';
}
