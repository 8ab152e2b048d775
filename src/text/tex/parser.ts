import { executeCommand, lookUpTexCommand } from './commands.ts';
import {
  appendSpans,
  consume,
  dollarCountAt,
  enterGroup,
  isLiteralGroup,
  isWordCharNext,
  joinSpanText,
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

/** What a script mark in prose must stand before: x^2, x_i, x^\circ; neither a word (`_anc`) nor π_0.5. */
const SCRIPT_MARK = /[\^_](?=[-+−]?\p{N}+(?!\.?\p{N})|[*†‡§¶]|\p{L}(?![\p{L}\p{N}])|\\)/uy;
/** And what it must stand after: R^2, UI2Code^N, T^2PO; not `a ^ b`, `^_^`. */
const SUPERSCRIPT_POSITION = /(?<=[\p{L}\p{N})\]}|*°])\^/uy;
/** x_i, π_0, CO_2; not snake_case, v_1_2, file_2. */
const SUBSCRIPT_POSITION =
  /(?<=(?<![\p{L}\p{N}_.])\p{L}|\p{Script=Greek}|[)\]}|])_(?=\\|\p{L}(?!_)|\p{N}+(?![\p{L}\p{N}_]))|(?<=(?<![\p{L}\p{N}_])\p{Lu}{1,2})_(?=\p{N}(?![\p{N}_]))/uy;

/** A tie stands for a space; a tilde before a number says "about", between two "to". */
const TIE = /(?<=[\p{L}\p{N}\p{Co}.,;:)\]}%'’”>$])(?<!\d[%KMBkx°]?(?=~\d))~(?=\S)/uy;

/** Reads TeX into spans. Its links stay as they are (`tex-links.ts`), its white space too. */
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
    else reader.at++; // A brace that closes nothing.
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
  // An empty script outside mathematics is somebody's plain text.
  const isEmpty = isBraced && reader.source[reader.at + 2] === '}' && !group.inMath;
  if (isEmpty || !(isBraced || group.inMath || isScriptMark(reader, group, kind))) {
    appendSpans(group, isEmpty ? `${kind}{}` : kind);
    reader.at += isEmpty ? 3 : 1;
    return;
  }
  reader.at++;
  const digits = consume(reader, DIGITS);
  const content = digits ? digits[0] : joinSpanText(parseArgument(reader, { ...group, inMath: true }));
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
    reader.at++; // A backslash at the very end.
    return;
  }
  const command = lookUpTexCommand(match[1] ?? match[2] ?? '');
  appendSpans(
    group,
    executeCommand(reader, group, command, (style = group.style) => parseArgument(reader, { ...group, style })),
  );
  group.canTakeScript = true;
}

/** The next group, command or character. */
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

/** Reads from behind the sign here to its closing one, and over that; where it is too deep, over the opening sign only. */
function parseDelimited(reader: TexReader, group: TexGroup, close: number, width = 1): TextSpan[] {
  const inner = enterGroup(group, close);
  reader.at += width;
  if (inner === undefined) return [];
  parseGroupContent(reader, inner);
  reader.at = close + width;
  return inner.spans;
}
