import { splitSentences } from '../text/sentences.ts';
import { type Span, spansToText } from '../text/spans.ts';
import { texToSpans } from '../text/tex/index.ts';
import { analyze, findCompounds, type Token } from './analyzer.ts';

/** The weights of a query's terms, by stem. */
export type TermWeights = ReadonlyMap<string, number>;

interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A text with matching words as strong text. */
export function highlightTerms(source: string, weights: TermWeights): Span[] {
  const spans = texToSpans(source);
  const text = spansToText(spans);
  return highlightRange(spans, findMatchRanges(highlightableTokens(text), weights), { start: 0, end: text.length });
}

/** The sentence with the highest total weight of terms, highlighted; `undefined` if none matches. */
export function bestSnippet(source: string, weights: TermWeights): Span[] | undefined {
  const spans = texToSpans(source);
  const text = spansToText(spans);
  const tokens = highlightableTokens(text);
  let best: { range: TextRange; score: number } | undefined;
  let at = 0;
  for (const sentence of splitSentences(text)) {
    const start = text.indexOf(sentence, at);
    if (start < 0 || sentence === '') continue;
    at = start + sentence.length;
    const range = { start, end: at };
    const inside = tokens.filter((token) => token.start >= start && token.end <= range.end);
    const stems = new Set([...inside, ...findCompounds(inside)].map(({ stem }) => stem));
    const score = [...stems].reduce((sum, stem) => sum + (weights.get(stem) ?? 0), 0);
    if (score > (best?.score ?? 0)) best = { range, score };
  }
  return best && highlightRange(spans, findMatchRanges(tokens, weights), best.range);
}

/** The words of a text outside of URLs, which highlighting would break. */
function highlightableTokens(text: string): Token[] {
  const urls = [...text.matchAll(/https?:\/\/\S+/gi)].map(({ index: start, 0: url }) => ({
    start,
    end: start + url.length,
  }));
  return analyze(text).filter(({ start, end }) => !urls.some((url) => url.start < end && start < url.end));
}

/** The ranges of matching words and compounds, without overlaps. */
function findMatchRanges(tokens: readonly Token[], weights: TermWeights): TextRange[] {
  const compounds = findCompounds(tokens).map(({ stem, parts }) => {
    return { stem, start: parts[0]?.start ?? 0, end: parts.at(-1)?.end ?? 0 };
  });
  const ranges = [...tokens, ...compounds]
    .filter(({ stem }) => weights.has(stem))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of ranges) {
    const last = result.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** The spans within a range, with matches as strong text. Links and code stay as they are. */
function highlightRange(spans: readonly Span[], matchRanges: readonly TextRange[], within: TextRange): Span[] {
  const result: Span[] = [];
  let from = 0;
  for (const span of spans) {
    if (span.kind === 'time') continue;
    const to = from + span.text.length;
    const markable = span.kind === 'text' || span.kind === 'emphasis';
    let at = Math.max(from, within.start);
    const end = Math.min(to, within.end);
    for (const match of markable ? matchRanges : []) {
      const start = Math.max(match.start, at);
      const stop = Math.min(match.end, end);
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
