import { spansToText } from '../spans.ts';
import { executeCommand, lookUpTexCommand } from './commands.ts';
import {
  appendSpans,
  consume,
  dollarCountAt,
  enterGroup,
  isLiteralGroup,
  isWordCharNext,
  startReader,
  type TexGroup,
  type TexReader,
  type TextSpan,
} from './reader.ts';
import { formatScript, type ScriptKind } from './symbols.ts';

const PLAIN_TEXT = /[^\\{}$^_~]+/y;
const COMMAND = /\\(?:([A-Za-z]+)(?:\*(?=\{))?|([^A-Za-z]))/suy;
const SPACES = /\s*/y;
const DIGITS = /[-+−]?\p{N}+(?!\.?\p{N})/uy;
const ANY_CHARACTER = /./suy;

/** A script mark in prose, by what follows it: x^2, x_i, x^\circ, but not a word (`_anc`) or π_0.5. */
const SCRIPT_MARK = /[\^_](?=[-+−]?\p{N}+(?!\.?\p{N})|[*†‡§¶]|\p{L}(?![\p{L}\p{N}])|\\)/uy;
/** And by what precedes it: R^2, UI2Code^N, T^2PO, but not `a ^ b` or `^_^`. */
const SUPERSCRIPT_POSITION = /(?<=[\p{L}\p{N})\]}|*°])\^/uy;
/** x_i, π_0, CO_2, but not snake_case, v_1_2 or file_2. */
const SUBSCRIPT_POSITION =
  /(?<=(?<![\p{L}\p{N}_.])\p{L}|\p{Script=Greek}|[)\]}|])_(?=\\|\p{L}(?!_)|\p{N}+(?![\p{L}\p{N}_]))|(?<=(?<![\p{L}\p{N}_])\p{Lu}{1,2})_(?=\p{N}(?![\p{N}_]))/uy;

/** A tilde used as a tie (a no-break space). Before a number it means "about", between two numbers "to". */
const TIE = /(?<=[\p{L}\p{N}\p{Co}.,;:)\]}%'’”>$])(?<!\d[%KMBkx°]?(?=~\d))~(?=\S)/uy;

/** Parses TeX into spans. White space is left as it is. */
export function parseTex(source: string): TextSpan[] {
  const { reader, group } = startReader(source);
  parseGroupContent(reader, group);
  return group.spans;
}

function parseGroupContent(reader: TexReader, group: TexGroup): void {
  while (reader.at < group.end) {
    const text = consume(reader, PLAIN_TEXT);
    if (text) {
      appendSpans(group, text[0]);
      group.canTakeScript = false;
      continue;
    }
    const character = reader.source[reader.at];
    if (character === '\\') parseCommand(reader, group);
    else if (character === '{') parseBraces(reader, group);
    else if (character === '$') parseMath(reader, group);
    else if (character === '^' || character === '_') parseScript(reader, group, character);
    else if (character === '~') parseTilde(reader, group);
    else reader.at++; // An unmatched closing brace.
  }
}

function parseTilde(reader: TexReader, group: TexGroup): void {
  const isTie = consume(reader, TIE) !== null;
  if (!isTie) reader.at++;
  appendSpans(group, isTie || group.inMath ? ' ' : '~');
}

function parseBraces(reader: TexReader, group: TexGroup): void {
  const open = reader.at;
  const close = reader.closingBraces.get(open);
  if (close === undefined || close >= group.end) {
    reader.at++;
    return;
  }
  const isLiteral = !group.inMath && isLiteralGroup(reader.source.slice(open + 1, Math.min(close, open + 400)));
  const content = parseDelimited(reader, group, close);
  if (isLiteral) appendSpans(group, '{');
  appendSpans(group, content);
  if (isLiteral) appendSpans(group, '}');
  group.canTakeScript = true;
}

function parseMath(reader: TexReader, group: TexGroup): void {
  const width = dollarCountAt(reader.source, reader.at);
  const close = reader.closingDollars.get(reader.at);
  if (close === undefined || close >= group.end) {
    reader.at += width;
    appendSpans(group, '$'.repeat(width));
    return;
  }
  appendSpans(group, parseDelimited(reader, { ...group, inMath: true }, close, width));
  group.canTakeScript = true;
}

function parseScript(reader: TexReader, group: TexGroup, kind: ScriptKind): void {
  const isBraced = reader.source[reader.at + 1] === '{';
  // Outside math, an empty script is plain text.
  const isEmpty = isBraced && reader.source[reader.at + 2] === '}' && !group.inMath;
  if (isEmpty || !(isBraced || group.inMath || isScriptMark(reader, group, kind))) {
    appendSpans(group, isEmpty ? `${kind}{}` : kind);
    reader.at += isEmpty ? 3 : 1;
    return;
  }
  reader.at++;
  const digits = consume(reader, DIGITS);
  const content = digits ? digits[0] : spansToText(parseArgument(reader, { ...group, inMath: true }));
  if (content.trim() !== '') appendSpans(group, formatScript(kind, content, isWordCharNext(reader)));
  group.canTakeScript = true;
}

function isScriptMark(reader: TexReader, group: TexGroup, kind: ScriptKind): boolean {
  return (
    matchesAt(reader, SCRIPT_MARK) &&
    (group.canTakeScript || matchesAt(reader, kind === '^' ? SUPERSCRIPT_POSITION : SUBSCRIPT_POSITION))
  );
}

function matchesAt(reader: TexReader, pattern: RegExp): boolean {
  pattern.lastIndex = reader.at;
  return pattern.test(reader.source);
}

function parseCommand(reader: TexReader, group: TexGroup): void {
  const match = consume(reader, COMMAND);
  if (!match) {
    reader.at++; // A trailing backslash.
    return;
  }
  const command = lookUpTexCommand(match[1] ?? match[2] ?? '');
  appendSpans(
    group,
    executeCommand(reader, group, command, (style = group.style) => parseArgument(reader, { ...group, style })),
  );
  group.canTakeScript = true;
}

/** Parses the next group, command or character. */
function parseArgument(reader: TexReader, group: TexGroup): TextSpan[] {
  consume(reader, SPACES);
  const close = reader.closingBraces.get(reader.at);
  if (close !== undefined && close < group.end) return parseDelimited(reader, group, close);
  const inner = enterGroup(group);
  const character = reader.source[reader.at];
  if (inner === undefined || character === undefined || reader.at >= group.end) return [];
  if (character === '\\') parseCommand(reader, inner);
  else if (!'{}$^_'.includes(character)) appendSpans(inner, consume(reader, ANY_CHARACTER)?.[0] ?? '');
  return inner.spans;
}

/** Parses up to and including the closing delimiter. Beyond the maximum depth, skips the opening one only. */
function parseDelimited(reader: TexReader, group: TexGroup, close: number, width = 1): TextSpan[] {
  const inner = enterGroup(group, close);
  reader.at += width;
  if (inner === undefined) return [];
  parseGroupContent(reader, inner);
  reader.at = close + width;
  return inner.spans;
}
