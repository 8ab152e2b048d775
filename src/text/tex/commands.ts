import { spansToText } from '../spans.ts';
import {
  consume,
  isWordCharLast,
  isWordCharNext,
  type TexGroup,
  type TexReader,
  type TextSpan,
  type TextStyle,
} from './reader.ts';
import { findSymbol, formatFraction, formatScript, type ScriptKind, toBlackboardBold, toOperand } from './symbols.ts';

const SPACES = /\s*/y;
const OPTIONAL_ARGUMENT = /\[([^\]{}]{0,80})\]/y;

/** The spans a command expands to. The reader is behind the command's name, and `readArgument` parses what follows. */
export function executeCommand(
  reader: TexReader,
  group: TexGroup,
  command: TexCommand,
  readArgument: (style?: TextStyle) => TextSpan[],
): TextSpan[] {
  const toSpans = (text: string): TextSpan[] => [{ kind: group.style, text }];
  const readText = (): string => spansToText(readArgument());
  switch (command.kind) {
    case 'symbol':
      if (command.skipsSpace) consume(reader, SPACES);
      return toSpans(command.text);
    case 'accent':
      return toSpans(applyAccent(readText(), command.mark));
    case 'show':
      for (let n = 0; n < (command.skippedArgs ?? 0); n++) readArgument();
      return readArgument(command.style);
    case 'blackboard':
      return toSpans(toBlackboardBold(readText()));
    case 'switch':
      consume(reader, SPACES);
      group.style = command.style;
      return [];
    case 'drop':
      if (command.argCount === 0) consume(reader, SPACES);
      else while (consume(reader, OPTIONAL_ARGUMENT));
      for (let n = 0; n < command.argCount; n++) readArgument();
      return [];
    case 'math':
      group.inMath = command.isStart;
      return [];
    case 'link': {
      const url = readVerbatimArgument(reader, group);
      return [{ kind: 'link', text: command.hasText ? readText() || url : url, url }];
    }
    case 'script':
      return toSpans(formatScript(command.script, readText(), isWordCharNext(reader)));
    case 'fraction': {
      const [numerator, denominator] = [readText(), readText()];
      return toSpans(formatFraction(numerator, denominator, isWordCharNext(reader) || isWordCharLast(group)));
    }
    case 'root': {
      const degree = consume(reader, OPTIONAL_ARGUMENT)?.[1];
      return toSpans(`${degree ? formatScript('^', degree, false) : ''}√${toOperand(readText())}`);
    }
    case 'note': {
      const footnote = readArgument();
      return footnote.length > 0 ? [...toSpans(' ('), ...footnote, ...toSpans(')')] : toSpans(' ');
    }
    case 'unknown': {
      // A macro of the authors: show its argument, else its name.
      const macroArgument = reader.source[reader.at] === '{' && /^[a-z]/i.test(command.name) ? readArgument() : [];
      if (spansToText(macroArgument).trim() !== '') return macroArgument;
      return toSpans(group.inMath && isWordCharLast(group) ? ` ${command.name}` : command.name);
    }
    default:
      return command satisfies never;
  }
}

/** The source of the next group, for a URL. Only TeX's escapes are resolved. */
function readVerbatimArgument(reader: TexReader, group: TexGroup): string {
  consume(reader, SPACES);
  const close = reader.closingBraces.get(reader.at);
  if (close === undefined || close >= group.end) return '';
  const content = reader.source.slice(reader.at + 1, close);
  reader.at = close + 1;
  return content.replace(/\\([%#&_~{}$])/g, '$1').trim();
}

/** Puts a combining mark on a single letter. Longer text stays as it is. */
function applyAccent(text: string, mark: string): string {
  const [letter = '', ...rest] = [...text];
  return rest.length === 0 && letter.trim() !== '' ? (letter + mark).normalize('NFC') : text;
}

export type TexCommand =
  | { readonly kind: 'symbol'; readonly text: string; readonly skipsSpace: boolean }
  | { readonly kind: 'accent'; readonly mark: string }
  /** Shows its last argument. */
  | { readonly kind: 'show'; readonly skippedArgs?: number; readonly style?: TextStyle }
  /** Sets the style for the rest of its group. */
  | { readonly kind: 'switch'; readonly style: TextStyle }
  | { readonly kind: 'drop'; readonly argCount: number }
  | { readonly kind: 'math'; readonly isStart: boolean }
  | { readonly kind: 'link'; readonly hasText: boolean }
  | { readonly kind: 'script'; readonly script: ScriptKind }
  | { readonly kind: 'blackboard' | 'fraction' | 'root' | 'note' }
  /** A function (`\log`) or a macro of the authors (`\ours`). */
  | { readonly kind: 'unknown'; readonly name: string };

const COMMANDS: ReadonlyMap<string, TexCommand> = new Map<string, TexCommand>([
  ...commandEntries('mathbf bm boldsymbol pmb', { kind: 'show' }),
  ...commandEntries('text textrm textsf textsc textup textnormal textmd mbox hbox fbox', { kind: 'show' }),
  ...commandEntries('underline uline', { kind: 'show' }),
  // Letters in other faces are read, and searched for, as plain letters.
  ...commandEntries('mathcal mathscr mathrm mathsf mathit mathtt mathfrak mathnormal', { kind: 'show' }),
  ...commandEntries('operatorname mathop mathbin', { kind: 'show' }),
  ...commandEntries('textbf', { kind: 'show', style: 'strong' }),
  ...commandEntries('emph textit textsl', { kind: 'show', style: 'emphasis' }),
  ...commandEntries('texttt verb', { kind: 'show', style: 'code' }),
  ...commandEntries('textcolor colorbox', { kind: 'show', skippedArgs: 1 }),
  ...commandEntries('mathbb mathds Bbb', { kind: 'blackboard' }),
  ...commandEntries('em it sl itshape slshape', { kind: 'switch', style: 'emphasis' }),
  ...commandEntries('bf bfseries', { kind: 'switch', style: 'strong' }),
  ...commandEntries('tt ttfamily', { kind: 'switch', style: 'code' }),
  ...commandEntries('rm sf sc normalfont upshape scshape', { kind: 'switch', style: 'text' }),
  ...commandEntries('left right middle big Big bigg Bigg bigl bigr Bigl Bigr', { kind: 'drop', argCount: 0 }),
  ...commandEntries('biggl biggr Biggl Biggr displaystyle textstyle scriptstyle', { kind: 'drop', argCount: 0 }),
  ...commandEntries('limits nolimits protect noindent centering xspace', { kind: 'drop', argCount: 0 }),
  ...commandEntries('tiny small large Large footnotesize', { kind: 'drop', argCount: 0 }),
  ...commandEntries('cite citep citet citeyear citeauthor ref eqref autoref cref', { kind: 'drop', argCount: 1 }),
  ...commandEntries('label thanks vspace hspace color begin end', { kind: 'drop', argCount: 1 }),
  ...commandEntries('( [', { kind: 'math', isStart: true }),
  ...commandEntries(') ]', { kind: 'math', isStart: false }),
  ...commandEntries('url path', { kind: 'link', hasText: false }),
  ...commandEntries('href', { kind: 'link', hasText: true }),
  ...commandEntries('textsuperscript', { kind: 'script', script: '^' }),
  ...commandEntries('textsubscript', { kind: 'script', script: '_' }),
  ...commandEntries('frac dfrac tfrac cfrac nicefrac sfrac', { kind: 'fraction' }),
  ...commandEntries('sqrt', { kind: 'root' }),
  ...commandEntries('footnote', { kind: 'note' }),
  ...commandEntries("' acute", { kind: 'accent', mark: '\u0301' }),
  ...commandEntries('` grave', { kind: 'accent', mark: '\u0300' }),
  ...commandEntries('^ hat widehat', { kind: 'accent', mark: '\u0302' }),
  ...commandEntries('~ tilde widetilde', { kind: 'accent', mark: '\u0303' }),
  ...commandEntries('= bar overline', { kind: 'accent', mark: '\u0304' }),
  ...commandEntries('u breve', { kind: 'accent', mark: '\u0306' }),
  ...commandEntries('. dot', { kind: 'accent', mark: '\u0307' }),
  ...commandEntries('" ddot', { kind: 'accent', mark: '\u0308' }),
  ...commandEntries('r', { kind: 'accent', mark: '\u030a' }),
  ...commandEntries('H', { kind: 'accent', mark: '\u030b' }),
  ...commandEntries('v check', { kind: 'accent', mark: '\u030c' }),
  ...commandEntries('d', { kind: 'accent', mark: '\u0323' }),
  ...commandEntries('c', { kind: 'accent', mark: '\u0327' }),
  ...commandEntries('k', { kind: 'accent', mark: '\u0328' }),
  ...commandEntries('b', { kind: 'accent', mark: '\u0331' }),
  ...commandEntries('vec', { kind: 'accent', mark: '\u20d7' }),
  // NFC composes this mark with the relation if there is such a character (∉, ≠).
  ...commandEntries('not', { kind: 'accent', mark: '\u0338' }),
]);

/** Letters that join the word after the space: `\L ojasiewicz`. */
const LETTER_COMMANDS = new Set('L l o O ss ae AE oe OE aa AA i j dh DH th TH dj DJ ng NG'.split(' '));

/** @param name without the backslash */
export function lookUpTexCommand(name: string): TexCommand {
  const known = COMMANDS.get(name);
  if (known) return known;
  const text = findSymbol(name);
  if (text !== undefined) return { kind: 'symbol', text, skipsSpace: LETTER_COMMANDS.has(name) };
  return { kind: 'unknown', name };
}

function commandEntries(names: string, command: TexCommand): [string, TexCommand][] {
  return names.split(' ').map((name) => [name, command]);
}
