import type { Chart } from '../../../src/charts/chart.ts';
import { chartsIn } from '../../../src/chat/charts-in-document.ts';
import type { Document } from '../../../src/chat/document.ts';
import { escapeText, escapeValue } from '../escape.ts';
import { openable } from '../spans.ts';

/**
 * Where the page itself has the picture that a payload refers to, by an address, as `attachment://chart.png`, or by the id of an uploaded
 * file; nothing where it has none.
 */
export type Pictures = (reference: string) => string | undefined;

/** The pictures of a document's charts. @param referenceTo how the payload refers to a chart */
export function chartPictures(
  document: Document,
  referenceTo: (chart: Chart) => string,
  urlOf: (chart: Chart) => string,
): Pictures {
  const urls = new Map(chartsIn(document).map((chart) => [referenceTo(chart), urlOf(chart)]));
  return (reference) => urls.get(reference);
}

export interface Picture {
  readonly reference: string;
  readonly alt: string;
  readonly name: 'look-image' | 'look-thumbnail';
}

/** A picture where the page has it. Else a link to it, as no page asks another host for anything by itself. */
export function drawPicture({ reference, alt, name }: Picture, pictures: Pictures): string {
  const own = pictures(reference);
  if (own !== undefined) return `<img class="${name}" src="${escapeValue(own)}" alt="${escapeText(alt)}">`;
  const words = `Picture${alt.trim() === '' ? '' : `: ${escapeText(alt)}`}`;
  const address = openable(reference);
  return address === undefined
    ? `<span class="${name} look-absent">${words}</span>`
    : `<a class="${name} look-absent" href="${escapeValue(address)}" target="_blank" rel="noopener noreferrer">${words}</a>`;
}
