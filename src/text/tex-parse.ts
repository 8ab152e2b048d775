import { command } from './tex-commands.ts';
import { perform } from './tex-perform.ts';
import {
  add,
  plain,
  type Reader,
  type Run,
  startReading,
  type TextSpan,
  take,
  touchesNext,
  within,
} from './tex-reader.ts';
import { type Script, script } from './tex-scripts.ts';
import { dollarsAt, isVisibleGroup } from './tex-structure.ts';

const PLAIN = /[^\\{}$^_~]+/y;
const COMMAND = /\\(?:([A-Za-z]+)(?:\*(?=\{))?|([^A-Za-z]))/suy;
const SPACES = /\s*/y;
const DIGITS = /[-+−]?\p{N}+(?!\.?\p{N})/uy;
const ONE = /./suy;

/** What a script mark in prose must stand before: x^2, x_i, x^\circ; neither a word (`_anc`) nor π_0.5. */
const SCRIPT = /[\^_](?=[-+−]?\p{N}+(?!\.?\p{N})|[*†‡§¶]|\p{L}(?![\p{L}\p{N}])|\\)/uy;
/** And what it must stand after: R^2, UI2Code^N, T^2PO; not `a ^ b`, `^_^`. */
const HIGH = /(?<=[\p{L}\p{N})\]}|*°])\^/uy;
/** x_i, π_0, CO_2; not snake_case, v_1_2, file_2. */
const LOW =
  /(?<=(?<![\p{L}\p{N}_.])\p{L}|\p{Script=Greek}|[)\]}|])_(?=\\|\p{L}(?!_)|\p{N}+(?![\p{L}\p{N}_]))|(?<=(?<![\p{L}\p{N}_])\p{Lu}{1,2})_(?=\p{N}(?![\p{N}_]))/uy;

/** A tie stands for a space; a tilde before a number says "about", between two "to". */
const TIE = /(?<=[\p{L}\p{N}\p{Co}.,;:)\]}%'’”>$])(?<!\d[%KMBkx°]?(?=~\d))~(?=\S)/uy;

/** Reads TeX into spans. Its links stay as they are (`tex-links.ts`), its white space too. */
export function readTex(source: string): TextSpan[] {
  const { reader, run } = startReading(source);
  read(reader, run);
  return run.spans;
}

function read(reader: Reader, run: Run): void {
  while (reader.at < run.end) {
    const text = take(reader, PLAIN);
    if (text) {
      add(run, text[0]);
      run.tight = false;
      continue;
    }
    const character = reader.source[reader.at];
    if (character === '\\') readCommand(reader, run);
    else if (character === '{') readGroup(reader, run);
    else if (character === '$') readMath(reader, run);
    else if (character === '^' || character === '_') readScript(reader, run, character);
    else if (character === '~') readTilde(reader, run);
    else reader.at++; // A brace that closes nothing.
  }
}

function readTilde(reader: Reader, run: Run): void {
  const isTie = take(reader, TIE) !== null;
  if (!isTie) reader.at++;
  add(run, isTie || run.math ? ' ' : '~');
}

function readGroup(reader: Reader, run: Run): void {
  const open = reader.at;
  const close = reader.braces.get(open);
  if (close === undefined || close >= run.end) {
    reader.at++;
    return;
  }
  const isVisible = !run.math && isVisibleGroup(reader.source.slice(open + 1, Math.min(close, open + 400)));
  const inside = readBetween(reader, run, close);
  if (isVisible) add(run, '{');
  add(run, inside);
  if (isVisible) add(run, '}');
  run.tight = true;
}

function readMath(reader: Reader, run: Run): void {
  const width = dollarsAt(reader.source, reader.at);
  const close = reader.dollars.get(reader.at);
  if (close === undefined || close >= run.end) {
    reader.at += width;
    add(run, '$'.repeat(width));
    return;
  }
  add(run, readBetween(reader, { ...run, math: true }, close, width));
  run.tight = true;
}

function readScript(reader: Reader, run: Run, kind: Script): void {
  const isBraced = reader.source[reader.at + 1] === '{';
  // An empty script outside mathematics is somebody's plain text.
  const isEmpty = isBraced && reader.source[reader.at + 2] === '}' && !run.math;
  if (isEmpty || !(isBraced || run.math || standsAsScript(reader, run, kind))) {
    add(run, isEmpty ? `${kind}{}` : kind);
    reader.at += isEmpty ? 3 : 1;
    return;
  }
  reader.at++;
  const digits = take(reader, DIGITS);
  const content = digits ? digits[0] : plain(readArgument(reader, { ...run, math: true }));
  if (content.trim() !== '') add(run, script(kind, content, touchesNext(reader)));
  run.tight = true;
}

function standsAsScript(reader: Reader, run: Run, kind: Script): boolean {
  return testAt(reader, SCRIPT) && (run.tight || testAt(reader, kind === '^' ? HIGH : LOW));
}

function testAt(reader: Reader, pattern: RegExp): boolean {
  pattern.lastIndex = reader.at;
  return pattern.test(reader.source);
}

function readCommand(reader: Reader, run: Run): void {
  const found = take(reader, COMMAND);
  if (!found) {
    reader.at++; // A backslash at the very end.
    return;
  }
  const what = command(found[1] ?? found[2] ?? '');
  add(
    run,
    perform(reader, run, what, (style = run.style) => readArgument(reader, { ...run, style })),
  );
  run.tight = true;
}

/** The next group, command or character. */
function readArgument(reader: Reader, run: Run): TextSpan[] {
  take(reader, SPACES);
  const close = reader.braces.get(reader.at);
  if (close !== undefined && close < run.end) return readBetween(reader, run, close);
  const inner = within(run);
  const character = reader.source[reader.at];
  if (inner === undefined || character === undefined || reader.at >= run.end) return [];
  if (character === '\\') readCommand(reader, inner);
  else if (!'{}$^_'.includes(character)) add(inner, take(reader, ONE)?.[0] ?? '');
  return inner.spans;
}

/** Reads from behind the sign here to its closing one, and over that; where it is too deep, over the opening sign only. */
function readBetween(reader: Reader, run: Run, close: number, width = 1): TextSpan[] {
  const inner = within(run, close);
  reader.at += width;
  if (inner === undefined) return [];
  read(reader, inner);
  reader.at = close + width;
  return inner.spans;
}
