import { html as honoHtml, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { sanitizeLine } from '../../src/text/format.ts';

/** Markup that is already escaped. */
export type Html = HtmlEscapedString;

type HtmlChild = string | number | boolean | undefined | readonly HtmlChild[];

/**
 * Hono's `html`, for untrusted text: it also removes invisible characters and line breaks from every string, in elements and in quoted
 * attributes. Use `verbatim` where a value must survive unchanged.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlChild[]): Html {
  // Hono returns a promise only if one of the values is a promise.
  return honoHtml(strings, ...values.map(sanitize)) as Html;
}

/**
 * An escaped value that a parser reads back unchanged. Line breaks are written as references, because HTML parsers normalize them
 * (https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream).
 */
export function verbatim(value: string): Html {
  return raw(String(honoHtml`${value}`).replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`));
}

/** Escaped lines with a `<br>` between them. */
export function lines(text: string, renderLine: (line: string) => HtmlChild = (line) => line): Html {
  return html`${text.split(/\r\n?|\n/).map((line, index) => html`${index > 0 && BREAK}${renderLine(line)}`)}`;
}

const BREAK = raw('<br>');

/** At runtime `Html` is a `String` object, so only plain strings are sanitized. */
function sanitize(value: HtmlChild): HtmlChild {
  if (Array.isArray(value)) return value.map(sanitize);
  return typeof value === 'string' ? sanitizeLine(value) : value;
}
