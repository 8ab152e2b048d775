import {
  consume,
  isWordCharLast,
  isWordCharNext,
  joinSpanText,
  type TexGroup,
  type TexReader,
  type TextSpan,
  type TextStyle,
} from './reader.ts';
import { findSymbol, formatFraction, formatScript, type ScriptKind, toBlackboardBold, toOperand } from './symbols.ts';

const SPACES = /\s*/y;
const OPTIONAL_ARGUMENT = /\[([^\]{}]{0,80})\]/y;

/** Does what a command asks, its name being read, and returns what is to be shown. `argument` reads the next argument. */
export function executeCommand(
  reader: TexReader,
  group: TexGroup,
  command: TexCommand,
  readArgument: (style?: TextStyle) => TextSpan[],
): TextSpan[] {
  const toSpans = (text: string): TextSpan[] => [{ kind: group.style, text }];
  switch (command.kind) {
    case 'symbol':
      if (command.skipsSpace) consume(reader, SPACES);
      return toSpans(command.text);
    case 'accent':
      return toSpans(applyAccent(joinSpanText(readArgument()), command.mark));
    case 'show':
      for (let n = 0; n < command.skippedArgs; n++) readArgument();
      return readArgument(command.style);
    case 'blackboard':
      return toSpans(toBlackboardBold(joinSpanText(readArgument())));
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
      return [{ kind: 'link', text: command.hasText ? joinSpanText(readArgument()) || url : url, url }];
    }
    case 'script':
      return toSpans(formatScript(command.script, joinSpanText(readArgument()), isWordCharNext(reader)));
    case 'fraction': {
      const [numerator, denominator] = [joinSpanText(readArgument()), joinSpanText(readArgument())];
      return toSpans(formatFraction(numerator, denominator, isWordCharNext(reader) || isWordCharLast(group)));
    }
    case 'root': {
      const degree = consume(reader, OPTIONAL_ARGUMENT)?.[1];
      return toSpans(`${degree ? formatScript('^', degree, false) : ''}√${toOperand(joinSpanText(readArgument()))}`);
    }
    case 'note': {
      const footnote = readArgument();
      return footnote.length > 0 ? [...toSpans(' ('), ...footnote, ...toSpans(')')] : toSpans(' ');
    }
    case 'unknown': {
      // The authors' own macro: what it was given, else its name, is the best there is to show.
      const macroArgument = reader.source[reader.at] === '{' && /^[a-z]/i.test(command.name) ? readArgument() : [];
      if (joinSpanText(macroArgument).trim() !== '') return macroArgument;
      return toSpans(group.inMath && isWordCharLast(group) ? ` ${command.name}` : command.name);
    }
    default:
      return command satisfies never;
  }
}

/** A group as it is written, for an address: only TeX's escapes are undone. */
function readVerbatimArgument(reader: TexReader, group: TexGroup): string {
  consume(reader, SPACES);
  const close = reader.closingBraces.get(reader.at);
  if (close === undefined || close >= group.end) return '';
  const content = reader.source.slice(reader.at + 1, close);
  reader.at = close + 1;
  return content.replace(/\\([%#&_~{}$])/g, '$1').trim();
}

/** A mark on one letter; over more than one, Unicode has nothing that reads well. */
function applyAccent(text: string, mark: string): string {
  const [letter = '', ...rest] = [...text];
  return rest.length === 0 && letter.trim() !== '' ? (letter + mark).normalize('NFC') : text;
}

/** What a command asks of the reader. */
export type TexCommand =
  | { readonly kind: 'symbol'; readonly text: string; readonly skipsSpace: boolean }
  | { readonly kind: 'accent'; readonly mark: string }
  /** Shows its last argument, after some that are passed over. */
  | { readonly kind: 'show'; readonly skippedArgs: number; readonly style?: TextStyle }
  | { readonly kind: 'blackboard' }
  /** Sets the style of the rest of its group. */
  | { readonly kind: 'switch'; readonly style: TextStyle }
  | { readonly kind: 'drop'; readonly argCount: number }
  | { readonly kind: 'math'; readonly isStart: boolean }
  | { readonly kind: 'link'; readonly hasText: boolean }
  | { readonly kind: 'script'; readonly script: ScriptKind }
  | { readonly kind: 'fraction' }
  | { readonly kind: 'root' }
  | { readonly kind: 'note' }
  /** Not TeX's own: a function (`\log`) or what the authors defined (`\ours`). */
  | { readonly kind: 'unknown'; readonly name: string };

const COMMANDS: ReadonlyMap<string, TexCommand> = new Map<string, TexCommand>([
  ...commandEntries('mathbf bm boldsymbol pmb', { kind: 'show', skippedArgs: 0 }),
  ...commandEntries('textbf', { kind: 'show', skippedArgs: 0, style: 'strong' }),
  ...commandEntries('emph textit textsl', { kind: 'show', skippedArgs: 0, style: 'emphasis' }),
  ...commandEntries('texttt verb', { kind: 'show', skippedArgs: 0, style: 'code' }),
  ...commandEntries('text textrm textsf textsc textup textnormal textmd mbox hbox fbox underline uline', {
    kind: 'show',
    skippedArgs: 0,
  }),
  // Letters of another face read, and are searched, as letters.
  ...commandEntries('mathcal mathscr mathrm mathsf mathit mathtt mathfrak mathnormal operatorname mathop mathbin', {
    kind: 'show',
    skippedArgs: 0,
  }),
  ...commandEntries('textcolor colorbox', { kind: 'show', skippedArgs: 1 }),
  ...commandEntries('mathbb mathds Bbb', { kind: 'blackboard' }),
  ...commandEntries('em it sl itshape slshape', { kind: 'switch', style: 'emphasis' }),
  ...commandEntries('bf bfseries', { kind: 'switch', style: 'strong' }),
  ...commandEntries('tt ttfamily', { kind: 'switch', style: 'code' }),
  ...commandEntries('rm sf sc normalfont upshape scshape', { kind: 'switch', style: 'text' }),
  ...commandEntries('left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr', {
    kind: 'drop',
    argCount: 0,
  }),
  ...commandEntries('displaystyle textstyle scriptstyle limits nolimits protect noindent centering xspace', {
    kind: 'drop',
    argCount: 0,
  }),
  ...commandEntries('tiny small large Large footnotesize', { kind: 'drop', argCount: 0 }),
  ...commandEntries(
    'cite citep citet citeyear citeauthor ref eqref autoref cref label thanks vspace hspace color begin end',
    {
      kind: 'drop',
      argCount: 1,
    },
  ),
  ...commandEntries('(', { kind: 'math', isStart: true }),
  ...commandEntries('[', { kind: 'math', isStart: true }),
  ...commandEntries(')', { kind: 'math', isStart: false }),
  ...commandEntries(']', { kind: 'math', isStart: false }),
  ...commandEntries('url path', { kind: 'link', hasText: false }),
  ...commandEntries('href', { kind: 'link', hasText: true }),
  ...commandEntries('textsuperscript', { kind: 'script', script: '^' }),
  ...commandEntries('textsubscript', { kind: 'script', script: '_' }),
  ...commandEntries('frac dfrac tfrac cfrac nicefrac sfrac', { kind: 'fraction' }),
  ...commandEntries('sqrt', { kind: 'root' }),
  ...commandEntries('footnote', { kind: 'note' }),
  ...commandEntries("'", { kind: 'accent', mark: '\u0301' }),
  ...commandEntries('acute', { kind: 'accent', mark: '\u0301' }),
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
  // As a mark: NFC makes one character of it and its relation where there is one (∉, ≠).
  ...commandEntries('not', { kind: 'accent', mark: '\u0338' }),
]);

/** Letters of alphabets, which TeX lets touch the letters after the space: `\L ojasiewicz`. */
const LETTER_COMMANDS = new Set('L l o O ss ae AE oe OE aa AA i j dh DH th TH dj DJ ng NG'.split(' '));

/** What a command does, by its name without the backslash. */
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
