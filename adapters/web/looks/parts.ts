import { escapeHtml, escapeText } from '../escape.ts';
import { sanitizeUrl } from '../spans.ts';

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
