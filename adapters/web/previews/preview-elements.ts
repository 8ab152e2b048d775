import { type Document, findCharts } from '../../../src/chat/document.ts';
import type { Chart } from '../../../src/runtime/charts/chart.ts';
import { type Html, html, verbatim } from '../escape.ts';
import { labelOrEllipsis } from '../render.ts';
import { renderAnchor, sanitizeUrl } from '../spans.ts';

/** A message in a channel: its author, the app badge, and `content`. */
export function renderMessageFrame(platform: 'slack' | 'discord', content: Html | readonly Html[]): string {
  const author = html`<p class="preview-author"><b>Paperboy</b> <span class="preview-badge">APP</span></p>`;
  return html`<div class="preview preview-${platform}"><span class="preview-avatar" aria-hidden="true">P</span><div class="preview-body">${author}${content}</div></div>`.toString();
}

/** A link, or its content alone if the URL isn't safe to link to. */
export function renderPreviewLink(content: Html, url: string): Html {
  const href = sanitizeUrl(url);
  return href === undefined ? content : renderAnchor(content, href);
}

/** A link button works; any other button is disabled. */
export function renderPreviewButton(label: string, style: string, url: string): Html {
  const className = `preview-button preview-button-${style}`;
  const href = sanitizeUrl(url);
  return href === undefined
    ? html`<button type="button" class="${className}" disabled>${labelOrEllipsis(label)}</button>`
    : html`<a class="${className}" href="${href}" target="_blank" rel="noopener noreferrer">${labelOrEllipsis(label)}</a>`;
}

/** A menu that opens to show its choices. They can't be selected. */
export function renderPreviewMenu(label: string, choices: readonly string[]): Html {
  const items = choices.map((choice) => html`<li>${labelOrEllipsis(choice)}</li>`);
  return html`<details class="menu preview-menu"><summary>${labelOrEllipsis(label)}</summary><ul>${items}</ul></details>`;
}

/** @param seconds since the Unix epoch @param fallback shown until the page formats the time in the reader's time zone */
export function renderTime(seconds: unknown, fallback: string): Html {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime())
    ? html`${fallback}`
    : html`<time datetime="${date.toISOString()}">${fallback}</time>`;
}

/** A user, channel or command. They keep their ids, because the page can't look up their names. */
export function renderMention(name: string): Html {
  return html`<span class="preview-mention">${name}</span>`;
}

/**
 * The URL on this server of an image that a payload refers to: by URL, as `attachment://chart.png`, or by the id of an uploaded file.
 * `undefined` if this server doesn't have it.
 */
export type ResolveImage = (reference: string) => string | undefined;

/** Resolves the charts of a document. @param getReference how the payload refers to a chart */
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
  readonly className: 'preview-image' | 'preview-thumbnail';
}

/** The image if this server has it, else a link: the page loads nothing from other hosts. */
export function renderPreviewImage({ reference, alt, className }: PreviewImage, resolveImage: ResolveImage): Html {
  const src = resolveImage(reference);
  if (src !== undefined) return html`<img class="${className}" src="${src}" alt="${alt}">`;
  const label = alt.trim() === '' ? 'Picture' : `Picture: ${alt}`;
  const href = sanitizeUrl(reference);
  return href === undefined
    ? html`<span class="${className} preview-missing">${label}</span>`
    : html`<a class="${className} preview-missing" href="${href}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

/** A part of a payload that the preview doesn't know, as JSON. */
export function renderUnknown(value: unknown): Html {
  return html`<pre class="preview-unknown">${verbatim(JSON.stringify(value, null, 2) ?? String(value))}</pre>`;
}

/** An object of a payload, whose members are checked when they are read. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value if it is an object, else `{}`. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The value if it is an array, else `[]`. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a string, else `''`. */
export function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
