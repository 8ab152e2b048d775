import { escapeText, escapeValue } from '../escape.ts';
import { openable } from '../spans.ts';

/** A link, or its text alone where a page may not lead there. @param html what is shown of it, escaped */
export function link(html: string, url: string): string {
  const address = openable(url);
  return address === undefined
    ? html
    : `<a href="${escapeValue(address)}" target="_blank" rel="noopener noreferrer">${html}</a>`;
}

/** A button. One that leads to a page does so here too; any other is only shown. */
export function button(label: string, style: string, url: string): string {
  const words = escapeText(label).trim() || '…';
  const name = `look-button look-button-${style}`;
  const address = openable(url);
  return address === undefined
    ? `<button type="button" class="${name}" disabled>${words}</button>`
    : `<a class="${name}" href="${escapeValue(address)}" target="_blank" rel="noopener noreferrer">${words}</a>`;
}

/** A menu that opens to show what is in it. Nothing of it can be chosen. */
export function menu(label: string, choices: readonly string[]): string {
  const items = choices.map((choice) => `<li>${escapeText(choice).trim() || '…'}</li>`).join('');
  return `<details class="menu look-menu"><summary>${escapeText(label).trim() || '…'}</summary><ul>${items}</ul></details>`;
}

/** An instant, in words of the payload's until the page says it in the reader's zone. */
export function instant(seconds: unknown, words: string): string {
  const at = new Date(Number(seconds) * 1000);
  const shown = escapeText(words);
  return Number.isNaN(at.getTime()) ? shown : `<time datetime="${at.toISOString()}">${shown}</time>`;
}

/** Text that may have several lines. */
export function lines(text: string, write: (line: string) => string): string {
  return text
    .split(/\r\n?|\n/)
    .map(write)
    .join('<br>');
}
