import { sanitizeLine } from '../../src/text/format.ts';

const CHARACTER_REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it letter by letter, in an element or in a quoted attribute: no markup, nothing invisible. */
export function escapeText(text: string): string {
  return escapeHtml(sanitizeLine(text));
}

/**
 * A value for a quoted attribute from which a script reads it back just as it was. A parser would turn the ends of its lines into others
 * (https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream).
 */
export function escapeHtml(value: string): string {
  return value
    .replace(/[&<>"']/g, (character) => CHARACTER_REFERENCES[character] ?? '')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
