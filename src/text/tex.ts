import { decodeHTMLStrict } from 'entities';
import { protectLinks } from './tex-links.ts';
import { parseTex } from './tex-parse.ts';
import { hasMarkup, normalizeText, stripInvisible } from './tex-plain.ts';
import type { TextSpan } from './tex-reader.ts';
import { repairTex } from './tex-repair.ts';

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
