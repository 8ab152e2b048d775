import type { Chart } from '../../src/charts/chart.ts';
import { SIZE } from '../../src/charts/chart-option.ts';
import type { Block, Control, Document, Fact, PaperBlock } from '../../src/chat/document.ts';
import { note } from '../../src/chat/document.ts';
import { unreachable } from '../../src/errors.ts';
import { plainText, type Span } from '../../src/text/span.ts';
import { escapeText, escapeValue } from './escape.ts';
import { openable, saysNothing, writeLink, writeSpans } from './spans.ts';

interface Surroundings {
  /** Where the image of a chart is found: on the page's own server. */
  readonly chartUrl: (chart: Chart) => string;
}

/** The headings of a message stand below the page's own, and those of papers below the message's. */
type Level = 3 | 4;

const NOTHING: Document = { blocks: [note('Nothing to show.')] };

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
export function render({ blocks }: Document, { chartUrl }: Surroundings): string {
  const level: Level = blocks.some(({ kind }) => kind === 'heading') ? 4 : 3;

  const renderBlock = (block: Block): string => {
    switch (block.kind) {
      case 'heading':
        return line('h3', 'heading', block.spans);
      case 'prose':
        return line('p', 'prose', block.spans);
      case 'note':
        return line('p', 'note', block.spans);
      case 'paper':
        return paper(block, level);
      case 'facts':
        return facts(block.facts);
      case 'image':
        return picture(block);
      case 'chart':
        return figure(block.chart, chartUrl(block.chart));
      case 'divider':
        return '<hr class="divider">';
      case 'actions':
        return controls(block.controls);
      default:
        return unreachable(block);
    }
  };

  const html = blocks.map(renderBlock).join('');
  return html === '' ? render(NOTHING, { chartUrl }) : html;
}

function paper(block: PaperBlock, level: Level): string {
  const { title, url, thumbnail } = block;
  const name = saysNothing(title) ? [{ kind: 'text' as const, text: url }] : title;
  const parts = [
    `<h${level} class="paper-title">${writeLink(name, url)}</h${level}>`,
    line('p', 'byline', block.byline),
    line('p', 'lead', block.lead),
    line('p', 'abstract', block.abstract ?? []),
    facts(block.facts),
    line('p', 'why', block.why ?? []),
    links([...block.links, ...(thumbnail === undefined ? [] : [{ label: 'Picture', url: thumbnail.url }])]),
    controls(block.controls),
  ];
  return `<article class="paper" aria-label="${escapeText(plainText(name))}">${parts.join('')}</article>`;
}

/** A line of text, unless there is nothing to say. */
function line(element: 'h3' | 'p', name: string, spans: readonly Span[]): string {
  return saysNothing(spans) ? '' : `<${element} class="${name}">${writeSpans(spans)}</${element}>`;
}

function facts(all: readonly Fact[]): string {
  const rows = all
    .filter(({ spans }) => !saysNothing(spans))
    .map(({ label, spans }) => `<div class="fact"><dt>${escapeText(label)}</dt><dd>${writeSpans(spans)}</dd></div>`);
  return rows.length === 0 ? '' : `<dl class="facts">${rows.join('')}</dl>`;
}

function links(all: PaperBlock['links']): string {
  const items = all.map(({ label, url }) => `<li>${writeLink([{ kind: 'text', text: label }], url)}</li>`);
  return items.length === 0 ? '' : `<ul class="links">${items.join('')}</ul>`;
}

/** An image elsewhere, to be opened by whoever wants it: that host would learn who reads here. */
function picture({ url, alt }: { readonly url: string; readonly alt: string }): string {
  const words: readonly Span[] = [{ kind: 'text', text: alt.trim() === '' ? 'Picture' : `Picture: ${alt}` }];
  return `<p class="picture">${openable(url) === undefined ? writeSpans(words) : writeLink(words, url)}</p>`;
}

/** On a phone a chart is small: whoever opens it can come nearer. */
function figure({ title, alt }: Chart, url: string): string {
  // Told before it is there, so that nothing moves when it arrives.
  const { width, height } = SIZE;
  const image = `<img src="${escapeValue(url)}" width="${width}" height="${height}" alt="${escapeText(alt)}" loading="lazy">`;
  const name = escapeText(`Open the picture: ${title}`);
  const link = `<a href="${escapeValue(url)}" target="_blank" rel="noopener" aria-label="${name}">${image}</a>`;
  return `<figure class="chart">${link}<figcaption>${escapeText(title)}</figcaption></figure>`;
}

function controls(all: readonly Control[]): string {
  const pieces = all.map((control) =>
    control.kind === 'button' ? button(control) : menu(control.label, control.choices),
  );
  return pieces.length === 0 ? '' : `<div class="controls">${pieces.join('')}</div>`;
}

function menu(label: string, choices: readonly { readonly label: string; readonly action: string }[]): string {
  const items = choices.map((choice) => `<li>${button(choice)}</li>`).join('');
  return `<details class="menu"><summary>${labelText(label)}</summary><ul>${items}</ul></details>`;
}

function button({ label, action }: { readonly label: string; readonly action: string }): string {
  return `<button type="button" data-action="${escapeValue(action)}">${labelText(label)}</button>`;
}

function labelText(label: string): string {
  return escapeText(label).trim() || '…';
}
