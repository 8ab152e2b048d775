import { type Span, spansToText } from '../spans.ts';

/** Text styles that commands can set. */
export type TextStyle = 'text' | 'strong' | 'emphasis' | 'code';

/** Deeper groups are skipped so that no input can overflow the stack. */
const MAX_GROUP_DEPTH = 40;

/** The kinds of spans that TeX turns into. */
export type TextSpan = Extract<Span, { readonly text: string }>;

/** A source and the position of the next character to read. */
export interface TexReader extends Delimiters {
  readonly source: string;
  at: number;
}

/** The state within a brace group, or within the whole source. */
export interface TexGroup {
  readonly end: number;
  readonly depth: number;
  readonly spans: TextSpan[];
  style: TextStyle;
  inMath: boolean;
  /** Whether `^` or `_` can attach to what was read last. */
  canTakeScript: boolean;
}

/** A reader at the start of `source`, and the outermost group. */
export function startReader(source: string): { reader: TexReader; group: TexGroup } {
  return {
    reader: { source, ...findDelimiters(source), at: 0 },
    group: { end: source.length, depth: 0, spans: [], style: 'text', inMath: false, canTakeScript: false },
  };
}

/** A nested group that inherits the style; `undefined` beyond the maximum depth. */
export function enterGroup(group: TexGroup, end = group.end): TexGroup | undefined {
  return group.depth < MAX_GROUP_DEPTH
    ? { ...group, end, depth: group.depth + 1, spans: [], canTakeScript: false }
    : undefined;
}

/** Matches a sticky pattern at the current position and moves past the match. */
export function consume(reader: TexReader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.source);
  if (match) reader.at = pattern.lastIndex;
  return match;
}

/** Appends spans, or text in the group's style, and joins adjacent spans of the same style. */
export function appendSpans(group: TexGroup, spans: readonly TextSpan[] | string): void {
  for (const span of typeof spans === 'string' ? [{ kind: group.style, text: spans }] : spans) {
    const last = group.spans.at(-1);
    if (span.text === '') continue;
    if (last && last.kind === span.kind && span.kind !== 'link') {
      group.spans[group.spans.length - 1] = { kind: span.kind, text: last.text + span.text };
    } else group.spans.push(span);
  }
}

const WORD_CHAR = /[\p{L}\p{N}]/u;

export function isWordCharNext(reader: TexReader): boolean {
  return WORD_CHAR.test(reader.source[reader.at] ?? '');
}

export function isWordCharLast(group: TexGroup): boolean {
  return WORD_CHAR.test(spansToText(group.spans.slice(-1)).slice(-1));
}

/** Matching delimiters, found in one pass so that parsing stays linear. */
interface Delimiters {
  /** Index of the closing brace by index of the opening one. */
  readonly closingBraces: ReadonlyMap<number, number>;
  /** Likewise for `$` and `$$`. Dollar signs that mean money are missing. */
  readonly closingDollars: ReadonlyMap<number, number>;
}

/** Digits followed by a unit, a word or a trailing space: an amount of money. */
const MONEY_AMOUNT = /^\d[^$]*\s$|^\d[\d.,]*\s*(?:[KMBkmb]\b|(?:million|billion|trillion)\b|[a-z]{2,}\s)/;

function findDelimiters(source: string): Delimiters {
  const closingBraces = new Map<number, number>();
  const closingDollars = new Map<number, number>();
  const openBraces: number[] = [];
  let openDollar: number | undefined;
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (character === '{') openBraces.push(at);
    else if (character === '}') {
      const start = openBraces.pop();
      if (start !== undefined) closingBraces.set(start, at);
    } else if (character === '$') {
      const width = dollarCountAt(source, at);
      if (openDollar !== undefined && isMathSpan(source, openDollar, at, width)) {
        closingDollars.set(openDollar, at);
        openDollar = undefined;
      } else openDollar = at;
      at += width - 1;
    }
  }
  return { closingBraces, closingDollars };
}

/** 2 for `$$`, which is one delimiter. */
export function dollarCountAt(source: string, at: number): 1 | 2 {
  return source[at + 1] === '$' ? 2 : 1;
}

function isMathSpan(source: string, open: number, close: number, width: number): boolean {
  if (dollarCountAt(source, open) !== width) return false;
  const content = source.slice(open + width, close);
  if (content.trim() === '' || MONEY_AMOUNT.test(content)) return false;
  if (/[\\^_{}]/.test(content)) return true;
  // Pandoc's rule: no space inside the delimiters, no digit after them.
  return !/^\s|\s$/.test(content) && !/\d/.test(source[close + width] ?? '') && !/^\d.*[A-Za-z]{2}/.test(content);
}

/** Whether braces in prose are to be shown: `{ADD, DELETE}`, or `{"a": 1}` whose backslashes were lost. */
export function isLiteralGroup(content: string): boolean {
  if (content.length > 300 || content.includes('\\')) return false;
  if (/^\s*"[^"]*"\s*:|^\s*[\w-]+:\s*\S+\s*$/.test(content)) return true;
  const items = content.split(',').map((item) => item.trim());
  return items.length > 1 && items.every((item) => item !== '' && item.split(/\s+/).length <= 4);
}
