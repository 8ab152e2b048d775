import { decodeHTMLStrict } from 'entities';
import { toSingleLine } from '../fetching/said.ts';

/** Nothing of what is read here is shown at a greater length, and no pattern below gets slow on so little. */
const MAX_MARKDOWN_LENGTH = 2000;

/** In this order: what stands inside of something comes after it. */
const MARKUP_REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/<!--[\s\S]{0,2000}?-->/g, ''],
  // The fences of code.
  [/^[ \t]{0,3}(?:`{3,}|~{3,})[^\n`]{0,100}$/gm, ''],
  // Pictures and links: what they are called. An address in angle brackets is its own name.
  [/!?\[([^[\]]{0,500})\]\([^()\s]{0,2000}(?:[ \t]+"[^"\n]{0,500}")?\)/g, '$1'],
  [/<(https?:\/\/[^\s<>]{1,2000})>/g, '$1'],
  [/<\/?[a-z][^<>]{0,2000}>/gi, ' '],
  [/^[ \t]{0,3}#{1,6}[ \t]+/gm, ''],
  [/^[ \t]{0,3}(?:>[ \t]?)+/gm, ''],
  [/^[ \t]*[-*+][ \t]+/gm, '• '],
  // Emphasis: marks that touch a word at its beginning or its end, and no other letter.
  [/(?<![\p{L}\p{N}\\])(?:\*{1,3}|_{1,3}|~~)(?=\S)/gu, ''],
  [/(?<=[^\s\\])(?:\*{1,3}|_{1,3}|~~)(?![\p{L}\p{N}])/gu, ''],
  [/`+/g, ''],
  [/\\(?=[!-/:-@[-`{-~])/g, ''],
];

/** What somebody wrote in Markdown, as a line of plain text: pictures and links by their names, no marks. */
export function markdownToText(markdown: string): string {
  const lines = markdown.slice(0, MAX_MARKDOWN_LENGTH).split('\n');
  const text = lines.filter((line) => !isHorizontalRule(line)).join('\n');
  const plain = MARKUP_REPLACEMENTS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
  return toSingleLine(decodeHTMLStrict(plain));
}

/** Whether a line is drawn: across the page, or below the head of a table. */
function isHorizontalRule(line: string): boolean {
  return line.includes('---') && /^[-:| \t]+$/.test(line);
}
