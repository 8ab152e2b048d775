import type { TexCommand, TextStyle } from './tex-commands.ts';
import {
  consume,
  isWordCharLast,
  isWordCharNext,
  joinSpanText,
  type TexGroup,
  type TexReader,
  type TextSpan,
} from './tex-reader.ts';
import { formatFraction, formatScript, toOperand } from './tex-scripts.ts';
import { toBlackboardBold } from './tex-symbols.ts';

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
