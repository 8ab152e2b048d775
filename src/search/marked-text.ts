import { sentences } from '../text/sentences.ts';
import { plainText, type Span } from '../text/span.ts';
import { texToSpans } from '../text/tex.ts';
import { analyze, compounds, type Token } from './analyzer.ts';

/** What the words of a query are worth in a text, by stem. */
export type Worth = ReadonlyMap<string, number>;

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A text with the words that were asked for made strong. */
export function markWords(source: string, worth: Worth): Span[] {
  const spans = texToSpans(source);
  const text = plainText(spans);
  return cut(spans, matches(wordsOf(text), worth), { start: 0, end: text.length });
}

/** The sentence of a text that has most of what was asked for, marked; nothing when none has any of it. */
export function bestSentence(source: string, worth: Worth): Span[] | undefined {
  const spans = texToSpans(source);
  const text = plainText(spans);
  const tokens = wordsOf(text);
  let best: { stretch: Stretch; score: number } | undefined;
  let at = 0;
  for (const sentence of sentences(text)) {
    const start = text.indexOf(sentence, at);
    if (start < 0 || sentence === '') continue;
    at = start + sentence.length;
    const stretch = { start, end: at };
    const inside = tokens.filter((token) => token.start >= start && token.end <= stretch.end);
    const found = new Set([...inside, ...compounds(inside)].map(({ stem }) => stem));
    const score = [...found].reduce((sum, stem) => sum + (worth.get(stem) ?? 0), 0);
    if (score > (best?.score ?? 0)) best = { stretch, score };
  }
  return best && cut(spans, matches(tokens, worth), best.stretch);
}

/** The words of a text. Those of an address do not count: nobody asks for them, and a mark would break the link. */
function wordsOf(text: string): Token[] {
  const addresses = [...text.matchAll(/https?:\/\/\S+/gi)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
  return analyze(text).filter(
    ({ start, end }) => !addresses.some((address) => address.start < end && start < address.end),
  );
}

/** Where the words stand that were asked for; neighbours that are both wanted are one stretch. */
function matches(tokens: readonly Token[], worth: Worth): Stretch[] {
  const wanted = tokens.filter(({ stem }) => worth.has(stem));
  const joined = compounds(tokens).filter(({ stem }) => worth.has(stem));
  const stretches = [
    ...wanted,
    ...joined.map(({ parts }) => ({ start: parts[0]?.start ?? 0, end: parts.at(-1)?.end ?? 0 })),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of stretches) {
    const last = result.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** The spans of one stretch of a text, with the marked stretches strong. A link stays a link and code stays code. */
function cut(spans: readonly Span[], marks: readonly Stretch[], within: Stretch): Span[] {
  const result: Span[] = [];
  let from = 0;
  for (const span of spans) {
    if (span.kind === 'time') continue;
    const to = from + span.text.length;
    const markable = span.kind === 'text' || span.kind === 'emphasis';
    let at = Math.max(from, within.start);
    const end = Math.min(to, within.end);
    for (const mark of markable ? marks : []) {
      const start = Math.max(mark.start, at);
      const stop = Math.min(mark.end, end);
      if (start >= stop) continue;
      if (start > at) result.push({ ...span, text: span.text.slice(at - from, start - from) });
      result.push({ kind: 'strong', text: span.text.slice(start - from, stop - from) });
      at = stop;
    }
    if (at < end) result.push({ ...span, text: span.text.slice(at - from, end - from) });
    from = to;
  }
  return result;
}
