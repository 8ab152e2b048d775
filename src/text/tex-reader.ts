import type { Span } from './span.ts';
import type { TextStyle } from './tex-commands.ts';
import { type Delimiters, findDelimiters } from './tex-structure.ts';

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
