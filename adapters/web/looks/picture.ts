import type { Chart } from '../../../src/charts/chart.ts';
import { findCharts } from '../../../src/chat/charts-in-document.ts';
import type { Document } from '../../../src/chat/document.ts';
import { escapeHtml, escapeText } from '../escape.ts';
import { sanitizeUrl } from '../spans.ts';

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
