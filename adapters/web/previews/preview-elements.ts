import { type Document, findCharts } from '../../../src/chat/document.ts';
import type { Chart } from '../../../src/runtime/charts/chart.ts';
import { escapeHtml, escapeText } from '../escape.ts';
import { sanitizeUrl } from '../spans.ts';

/** A message of Paperboy's as it stands in a channel: who speaks, and that it is an app. */
export function renderMessageFrame(platform: 'slack' | 'discord', html: string): string {
  const author = `<p class="look-author"><b>Paperboy</b> <span class="look-badge">APP</span></p>`;
  return `<div class="look look-${platform}"><span class="look-avatar" aria-hidden="true">P</span><div class="look-body">${author}${html}</div></div>`;
}

/** A link, or its text alone where a page may not lead there. @param html what is shown of it, escaped */
export function renderPreviewLink(html: string, url: string): string {
  const href = sanitizeUrl(url);
  return href === undefined
    ? html
    : `<a href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer">${html}</a>`;
}

/** A button. One that leads to a page does so here too; any other is only shown. */
export function renderPreviewButton(label: string, style: string, url: string): string {
  const labelHtml = escapeText(label).trim() || '…';
  const className = `look-button look-button-${style}`;
  const href = sanitizeUrl(url);
  return href === undefined
    ? `<button type="button" class="${className}" disabled>${labelHtml}</button>`
    : `<a class="${className}" href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer">${labelHtml}</a>`;
}

/** A menu that opens to show what is in it. Nothing of it can be chosen. */
export function renderPreviewMenu(label: string, choices: readonly string[]): string {
  const items = choices.map((choice) => `<li>${escapeText(choice).trim() || '…'}</li>`).join('');
  return `<details class="menu look-menu"><summary>${escapeText(label).trim() || '…'}</summary><ul>${items}</ul></details>`;
}

/** An instant, in words of the payload's until the page says it in the reader's zone. */
export function renderTime(seconds: unknown, fallback: string): string {
  const date = new Date(Number(seconds) * 1000);
  const fallbackHtml = escapeText(fallback);
  return Number.isNaN(date.getTime()) ? fallbackHtml : `<time datetime="${date.toISOString()}">${fallbackHtml}</time>`;
}

/** Text that may have several lines. */
export function renderLines(text: string, renderLine: (line: string) => string): string {
  return text
    .split(/\r\n?|\n/)
    .map(renderLine)
    .join('<br>');
}

/**
 * Where the page itself has the picture that a payload refers to, by an address, as `attachment://chart.png`, or by the id of an uploaded
 * file; nothing where it has none.
 */
export type ResolveImage = (reference: string) => string | undefined;

/** The pictures of a document's charts. @param getReference how the payload refers to a chart */
export function resolveChartImages(
  document: Document,
  getReference: (chart: Chart) => string,
  getUrl: (chart: Chart) => string,
): ResolveImage {
  const urls = new Map(findCharts(document).map((chart) => [getReference(chart), getUrl(chart)]));
  return (reference) => urls.get(reference);
}

export interface PreviewImage {
  readonly reference: string;
  readonly alt: string;
  readonly className: 'look-image' | 'look-thumbnail';
}

/** A picture where the page has it. Else a link to it, as no page asks another host for anything by itself. */
export function renderPreviewImage({ reference, alt, className }: PreviewImage, resolveImage: ResolveImage): string {
  const src = resolveImage(reference);
  if (src !== undefined) return `<img class="${className}" src="${escapeHtml(src)}" alt="${escapeText(alt)}">`;
  const label = `Picture${alt.trim() === '' ? '' : `: ${escapeText(alt)}`}`;
  const href = sanitizeUrl(reference);
  return href === undefined
    ? `<span class="${className} look-absent">${label}</span>`
    : `<a class="${className} look-absent" href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

/** An object of a payload. What its members are is not known before they are read. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a value is, or an empty one. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The list that a value is, or an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text that a value is, or none. */
export function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A part of a payload that nobody here can draw, as it stands there: better than leaving it out. */
export function renderUnknown(value: unknown): string {
  return `<pre class="look-unknown">${escapeHtml(JSON.stringify(value, null, 2) ?? String(value))}</pre>`;
}
