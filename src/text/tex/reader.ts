import type { Span } from '../spans.ts';

/** A way of showing text that a command can ask for. */
export type TextStyle = 'text' | 'strong' | 'emphasis' | 'code';

/** Deeper braces are passed over, so that no input can exhaust the stack. */
const MAX_GROUP_DEPTH = 40;

/** TeX becomes text of some kind, never a time or the like. */
export type TextSpan = Extract<Span, { readonly text: string }>;

/** A source and how far it has been read. */
export interface TexReader extends Delimiters {
  readonly source: string;
  at: number;
}

/** One stretch between braces (or the whole), being read. */
export interface TexGroup {
  readonly end: number;
  readonly depth: number;
  readonly spans: TextSpan[];
  style: TextStyle;
  inMath: boolean;
  /** What was read last can carry a script. */
  canTakeScript: boolean;
}

/** A reader at the start of a source, and its outermost run. */
export function startReader(source: string): { reader: TexReader; group: TexGroup } {
  return {
    reader: { source, ...findDelimiters(source), at: 0 },
    group: { end: source.length, depth: 0, spans: [], style: 'text', inMath: false, canTakeScript: false },
  };
}

/** A run inside another, with its style; none where that would be too deep. */
export function enterGroup(group: TexGroup, end = group.end): TexGroup | undefined {
  return group.depth < MAX_GROUP_DEPTH
    ? { ...group, end, depth: group.depth + 1, spans: [], canTakeScript: false }
    : undefined;
}

/** Reads what a sticky pattern finds at this very place. */
export function consume(reader: TexReader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.source);
  if (match) reader.at = pattern.lastIndex;
  return match;
}

/** Adds to what a run has read; neighbours of one style become one span. */
export function appendSpans(group: TexGroup, spans: readonly TextSpan[] | string): void {
  for (const span of typeof spans === 'string' ? [{ kind: group.style, text: spans }] : spans) {
    const last = group.spans.at(-1);
    if (span.text === '') continue;
    if (last && last.kind === span.kind && span.kind !== 'link') {
      group.spans[group.spans.length - 1] = { kind: span.kind, text: last.text + span.text };
    } else group.spans.push(span);
  }
}

/** The text of spans without their style. */
export function joinSpanText(spans: readonly TextSpan[]): string {
  return spans.map((span) => span.text).join('');
}

/** Whether a letter or digit comes next. */
export function isWordCharNext(reader: TexReader): boolean {
  return WORD_CHAR.test(reader.source[reader.at] ?? '');
}

/** Whether a letter or digit was read last. */
export function isWordCharLast(group: TexGroup): boolean {
  return WORD_CHAR.test(joinSpanText(group.spans.slice(-1)).slice(-1));
}

const WORD_CHAR = /[\p{L}\p{N}]/u;

/** Where each brace and each dollar closes, found in one pass so that no input makes the reader look ahead twice. */
interface Delimiters {
  /** The closing brace of an opening one. */
  readonly closingBraces: ReadonlyMap<number, number>;
  /** The closing dollar (or first of two) of an opening one; a dollar that is money is in neither place. */
  readonly closingDollars: ReadonlyMap<number, number>;
}

/** Digits, then a unit, a word or a space at the end: an amount of money, whatever dollar follows. */
const MONEY_AMOUNT = /^\d[^$]*\s$|^\d[\d.,]*\s*(?:[KMBkmb]\b|(?:million|billion|trillion)\b|[a-z]{2,}\s)/;

/** Finds what closes what. */
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

/** How many dollars make the sign at this place: `$$` is one sign. */
export function dollarCountAt(source: string, at: number): 1 | 2 {
  return source[at + 1] === '$' ? 2 : 1;
}

function isMathSpan(source: string, open: number, close: number, width: number): boolean {
  if (dollarCountAt(source, open) !== width) return false;
  const content = source.slice(open + width, close);
  if (content.trim() === '' || MONEY_AMOUNT.test(content)) return false;
  if (/[\\^_{}]/.test(content)) return true;
  // As Pandoc reads it: no space inside the signs, no digit after them.
  return !/^\s|\s$/.test(content) && !/\d/.test(source[close + width] ?? '') && !/^\d.*[A-Za-z]{2}/.test(content);
}

/** Whether a brace group in prose is meant to be seen, as `{ADD, DELETE}` or `{"a": 1}` whose backslashes a site dropped. */
export function isLiteralGroup(content: string): boolean {
  if (content.length > 300 || content.includes('\\')) return false;
  if (/^\s*"[^"]*"\s*:|^\s*[\w-]+:\s*\S+\s*$/.test(content)) return true;
  const items = content.split(',').map((item) => item.trim());
  return items.length > 1 && items.every((item) => item !== '' && item.split(/\s+/).length <= 4);
}
