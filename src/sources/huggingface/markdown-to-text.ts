import { decodeHTMLStrict } from 'entities';
import { oneLine } from '../fetching/said.ts';

/** Nothing of what is read here is shown at a greater length, and no pattern below gets slow on so little. */
const MOST_READ = 10_000;

/** In this order: what stands inside of something comes after it. */
const MARKUP: readonly (readonly [RegExp, string])[] = [
  [/<!--[\s\S]{0,2000}?-->/g, ''],
  // The fences of code, and the line below the head of a table.
  [/^[ \t]{0,3}(?:`{3,}|~{3,})[^\n`]{0,100}$/gm, ''],
  [/^[ \t]*\|?[ \t]*:?-{3,}[-:| \t]*$/gm, ''],
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
  const plain = MARKUP.reduce((text, [pattern, by]) => text.replace(pattern, by), markdown.slice(0, MOST_READ));
  return oneLine(decodeHTMLStrict(plain));
}
