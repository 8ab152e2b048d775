import type { Span } from './span.ts';
import type { Style } from './tex-commands.ts';
import { type Structure, structure } from './tex-structure.ts';

/** Deeper braces are passed over, so that no input can exhaust the stack. */
const MAX_DEPTH = 40;

/** TeX becomes text of some kind, never a time or the like. */
export type TextSpan = Extract<Span, { readonly text: string }>;

/** A source and how far it has been read. */
export interface Reader extends Structure {
  readonly source: string;
  at: number;
}

/** One stretch between braces (or the whole), being read. */
export interface Run {
  readonly end: number;
  readonly depth: number;
  readonly spans: TextSpan[];
  style: Style;
  math: boolean;
  /** What was read last can carry a script. */
  tight: boolean;
}

/** A reader at the start of a source, and its outermost run. */
export function startReading(source: string): { reader: Reader; run: Run } {
  return {
    reader: { source, ...structure(source), at: 0 },
    run: { end: source.length, depth: 0, spans: [], style: 'text', math: false, tight: false },
  };
}

/** A run inside another, with its style; none where that would be too deep. */
export function within(run: Run, end = run.end): Run | undefined {
  return run.depth < MAX_DEPTH ? { ...run, end, depth: run.depth + 1, spans: [], tight: false } : undefined;
}

/** Reads what a sticky pattern finds at this very place. */
export function take(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.source);
  if (found) reader.at = pattern.lastIndex;
  return found;
}

/** Adds to what a run has read; neighbours of one style become one span. */
export function add(run: Run, spans: readonly TextSpan[] | string): void {
  for (const span of typeof spans === 'string' ? [{ kind: run.style, text: spans }] : spans) {
    const last = run.spans.at(-1);
    if (span.text === '') continue;
    if (last && last.kind === span.kind && span.kind !== 'link') {
      run.spans[run.spans.length - 1] = { kind: span.kind, text: last.text + span.text };
    } else run.spans.push(span);
  }
}

/** The text of spans without their style. */
export function plain(spans: readonly TextSpan[]): string {
  return spans.map((span) => span.text).join('');
}

/** Whether a letter or digit comes next. */
export function touchesNext(reader: Reader): boolean {
  return TOUCHES.test(reader.source[reader.at] ?? '');
}

/** Whether a letter or digit was read last. */
export function touchesLast(run: Run): boolean {
  return TOUCHES.test(plain(run.spans.slice(-1)).slice(-1));
}

const TOUCHES = /[\p{L}\p{N}]/u;
