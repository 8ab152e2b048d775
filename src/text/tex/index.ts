import { decodeHTMLStrict } from 'entities';
import { parseTex } from './parser.ts';
import type { TextSpan } from './reader.ts';
import { protectLinks, repairTex } from './repair.ts';

/** A title or abstract, which may contain TeX and HTML entities, as styled spans. */
export function texToSpans(source: string): TextSpan[] {
  const { text, restore } = protectLinks(stripInvisible(source));
  const decoded = text.includes('&') ? stripInvisible(decodeHTMLStrict(text)) : text;
  const repaired = repairTex(decoded);
  const spans: TextSpan[] = MARKUP.test(repaired) ? parseTex(repaired) : [{ kind: 'text', text: repaired }];
  return trimSpans(spans.map((span) => restoreSpan(span, restore)));
}

/** The same as plain text. A link with a text becomes `text (url)`. */
export function texToText(source: string): string {
  return texToSpans(source)
    .map((span) => (span.kind === 'link' ? formatLink(span.text, span.url) : span.text))
    .join('');
}

function formatLink(text: string, url: string): string {
  const stripScheme = (link: string) => link.replace(/^https?:\/\/|\/$/g, '');
  return stripScheme(text) === stripScheme(url) ? url : `${text} (${url})`;
}

function restoreSpan(span: TextSpan, restore: (piece: string) => string): TextSpan {
  const text = normalizeText(restore(span.text));
  if (span.kind !== 'link') return { kind: span.kind, text };
  const url = restore(span.url);
  // Other schemes, such as `javascript:`, are shown as text.
  return /^https?:\/\/[^\s/]/.test(url) && text !== '' ? { kind: 'link', text, url } : { kind: 'text', text };
}

/** Trims the ends, collapses white space between spans and drops empty spans. */
function trimSpans(spans: readonly TextSpan[]): TextSpan[] {
  const kept: TextSpan[] = [];
  let isAfterSpace = true;
  for (const span of spans) {
    const text: string = isAfterSpace ? span.text.trimStart() : span.text;
    if (text === '') continue;
    kept.push({ ...span, text });
    isAfterSpace = text.endsWith(' ');
  }
  const last = kept.at(-1);
  if (last) kept[kept.length - 1] = { ...last, text: last.text.trimEnd() };
  return kept.filter((span) => span.text !== '');
}

/** Characters that TeX or entities are written with. */
const MARKUP = /[\\{}$^_~&]|--|``/;

/** Invisible characters, except joiners within emoji and within Arabic and Indic words, which need them. */
const INVISIBLE =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Script=Arabic}|\p{M})(?:\u200c|\u200d)|(?!\u200c|\u200d|[^\S\ufeff])[\p{Cc}\p{Cf}\p{Cs}]/gu;

const NON_ASCII = /[^\x20-\x7e]/;

/** No script stacks more than four marks on a letter. */
const EXCESS_MARKS = /(\p{M}{4})\p{M}+/gu;

function stripInvisible(text: string): string {
  return NON_ASCII.test(text) ? text.replace(INVISIBLE, '') : text;
}

/** NFC, with white space collapsed and excess combining marks removed. Doesn't trim. */
function normalizeText(text: string): string {
  const singleSpaced = text.replace(/\s+/g, ' ');
  return NON_ASCII.test(singleSpaced) ? singleSpaced.normalize('NFC').replace(EXCESS_MARKS, '$1') : singleSpaced;
}
