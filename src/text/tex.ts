import { decodeHTMLStrict } from 'entities';
import { protectLinks } from './tex-links.ts';
import { readTex } from './tex-parse.ts';
import { hasMarkup, tidy, visibleOnly } from './tex-plain.ts';
import type { TextSpan } from './tex-reader.ts';
import { repairTex } from './tex-repair.ts';

/** A title or abstract as its source wrote it, TeX included, in spans to show. */
export function texToSpans(source: string): TextSpan[] {
  const { text, restore } = protectLinks(visibleOnly(source));
  const decoded = text.includes('&') ? visibleOnly(decodeHTMLStrict(text)) : text;
  const repaired = repairTex(decoded);
  const spans: TextSpan[] = hasMarkup(repaired) ? readTex(repaired) : [{ kind: 'text', text: repaired }];
  return trimmed(spans.map((span) => restored(span, restore)));
}

/** The same as plain text, for places without any style; a link behind other words follows them in brackets. */
export function texToText(source: string): string {
  return texToSpans(source)
    .map((span) => (span.kind === 'link' ? written(span.text, span.url) : span.text))
    .join('');
}

function written(text: string, url: string): string {
  const bare = (link: string) => link.replace(/^https?:\/\/|\/$/g, '');
  return bare(text) === bare(url) ? url : `${text} (${url})`;
}

function restored(span: TextSpan, restore: (piece: string) => string): TextSpan {
  const text = tidy(restore(span.text));
  if (span.kind !== 'link') return { kind: span.kind, text };
  const url = restore(span.url);
  // Only what a browser opens is a link; anything else is shown as its text.
  return /^https?:\/\/[^\s/]/.test(url) && text !== '' ? { kind: 'link', text, url } : { kind: 'text', text };
}

/** No white space at the ends, none twice where two spans meet, no span without text. */
function trimmed(spans: readonly TextSpan[]): TextSpan[] {
  const kept: TextSpan[] = [];
  let afterSpace = true;
  for (const span of spans) {
    const text: string = afterSpace ? span.text.trimStart() : span.text;
    if (text === '') continue;
    kept.push({ ...span, text });
    afterSpace = text.endsWith(' ');
  }
  const last = kept.at(-1);
  if (last) kept[kept.length - 1] = { ...last, text: last.text.trimEnd() };
  return kept.filter((span) => span.text !== '');
}
