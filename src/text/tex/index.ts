import { decodeHTMLStrict } from 'entities';
import { parseTex } from './parser.ts';
import type { TextSpan } from './reader.ts';
import { protectLinks, repairTex } from './repair.ts';

/** A title or abstract as its source wrote it, TeX included, in spans to show. */
export function texToSpans(source: string): TextSpan[] {
  const { text, restore } = protectLinks(stripInvisible(source));
  const decoded = text.includes('&') ? stripInvisible(decodeHTMLStrict(text)) : text;
  const repaired = repairTex(decoded);
  const spans: TextSpan[] = hasMarkup(repaired) ? parseTex(repaired) : [{ kind: 'text', text: repaired }];
  return trimSpans(spans.map((span) => restoreSpan(span, restore)));
}

/** The same as plain text, for places without any style; a link behind other words follows them in brackets. */
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
  // Only what a browser opens is a link; anything else is shown as its text.
  return /^https?:\/\/[^\s/]/.test(url) && text !== '' ? { kind: 'link', text, url } : { kind: 'text', text };
}

/** No white space at the ends, none twice where two spans meet, no span without text. */
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

/** Characters that say TeX (or an entity) may be there; a bare `-` or quote only when doubled. */
const MARKUP = /[\\{}$^_~&]|--|``/;

/** Joiners are kept where writing needs them: inside emoji, and in Arabic and Indic words. */
const INVISIBLE =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Script=Arabic}|\p{M})(?:\u200c|\u200d)|(?!\u200c|\u200d|[^\S\ufeff])[\p{Cc}\p{Cf}\p{Cs}]/gu;

const NON_ASCII = /[^\x20-\x7e]/;

/** More marks than any script stacks on one letter are there to spill over the lines around it. */
const EXCESS_MARKS = /(\p{M}{4})\p{M}+/gu;

/** Whether a text can hold anything for the TeX reader. */
function hasMarkup(text: string): boolean {
  return MARKUP.test(text);
}

/** A text without the characters nobody sees: controls, zero-width characters, changes of direction, halves of a surrogate pair. */
function stripInvisible(text: string): string {
  return NON_ASCII.test(text) ? text.replace(INVISIBLE, '') : text;
}

/** The same text in NFC, white space as single spaces, combining marks in reason. The ends are left alone. */
function normalizeText(text: string): string {
  const singleSpaced = text.replace(/\s+/g, ' ');
  return NON_ASCII.test(singleSpaced) ? singleSpaced.normalize('NFC').replace(EXCESS_MARKS, '$1') : singleSpaced;
}
