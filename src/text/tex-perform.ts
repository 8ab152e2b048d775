import type { Command, Style } from './tex-commands.ts';
import { plain, type Reader, type Run, type TextSpan, take, touchesLast, touchesNext } from './tex-reader.ts';
import { fraction, operand, script } from './tex-scripts.ts';
import { blackboard } from './tex-symbols.ts';

const SPACES = /\s*/y;
const OPTIONAL = /\[([^\]{}]{0,80})\]/y;

/** Does what a command asks, its name being read, and returns what is to be shown. `argument` reads the next argument. */
export function perform(reader: Reader, run: Run, what: Command, argument: (style?: Style) => TextSpan[]): TextSpan[] {
  const shown = (text: string): TextSpan[] => [{ kind: run.style, text }];
  switch (what.kind) {
    case 'symbol':
      if (what.eatsSpace) take(reader, SPACES);
      return shown(what.text);
    case 'accent':
      return shown(accented(plain(argument()), what.mark));
    case 'show':
      for (let n = 0; n < what.passOver; n++) argument();
      return argument(what.style);
    case 'blackboard':
      return shown(blackboard(plain(argument())));
    case 'switch':
      take(reader, SPACES);
      run.style = what.style;
      return [];
    case 'drop':
      if (what.args === 0) take(reader, SPACES);
      else while (take(reader, OPTIONAL));
      for (let n = 0; n < what.args; n++) argument();
      return [];
    case 'math':
      run.math = what.on;
      return [];
    case 'link': {
      const url = verbatim(reader, run);
      return [{ kind: 'link', text: what.named ? plain(argument()) || url : url, url }];
    }
    case 'script':
      return shown(script(what.script, plain(argument()), touchesNext(reader)));
    case 'fraction': {
      const [above, below] = [plain(argument()), plain(argument())];
      return shown(fraction(above, below, touchesNext(reader) || touchesLast(run)));
    }
    case 'root': {
      const degree = take(reader, OPTIONAL)?.[1];
      return shown(`${degree ? script('^', degree, false) : ''}√${operand(plain(argument()))}`);
    }
    case 'note': {
      const note = argument();
      return note.length > 0 ? [...shown(' ('), ...note, ...shown(')')] : shown(' ');
    }
    case 'unknown': {
      // The authors' own macro: what it was given, else its name, is the best there is to show.
      const given = reader.source[reader.at] === '{' && /^[a-z]/i.test(what.name) ? argument() : [];
      if (plain(given).trim() !== '') return given;
      return shown(run.math && touchesLast(run) ? ` ${what.name}` : what.name);
    }
    default:
      return what satisfies never;
  }
}

/** A group as it is written, for an address: only TeX's escapes are undone. */
function verbatim(reader: Reader, run: Run): string {
  take(reader, SPACES);
  const close = reader.braces.get(reader.at);
  if (close === undefined || close >= run.end) return '';
  const inside = reader.source.slice(reader.at + 1, close);
  reader.at = close + 1;
  return inside.replace(/\\([%#&_~{}$])/g, '$1').trim();
}

/** A mark on one letter; over more than one, Unicode has nothing that reads well. */
function accented(text: string, mark: string): string {
  const [letter = '', ...rest] = [...text];
  return rest.length === 0 && letter.trim() !== '' ? (letter + mark).normalize('NFC') : text;
}
