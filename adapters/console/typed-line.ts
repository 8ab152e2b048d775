import type { Command } from '../../src/chat/command.ts';
import type { CommandCall } from '../../src/chat/invocation.ts';
import { parseFreeText } from '../../src/chat/read-call.ts';

type ParsedLine =
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'command'; readonly call: CommandCall }
  | { readonly kind: 'unknown-button'; readonly hint: string };

/**
 * What a typed line asks for: a number of up to three digits presses a button; a line that begins with `/papers` or with a command's
 * name is that command; any other words are searched for.
 */
export function parseTypedLine(line: string, actions: readonly string[], commands: readonly Command[]): ParsedLine {
  if (!/^\d{1,3}$/.test(line)) return { kind: 'command', call: parseFreeText(line, commands) };
  const action = actions[Number(line) - 1];
  if (action !== undefined) return { kind: 'action', action };
  const problem =
    actions.length === 0 ? 'There is no button here yet.' : `There is no button ${line}, only 1 to ${actions.length}.`;
  return { kind: 'unknown-button', hint: `${problem} To search for the number: /papers search ${line}` };
}
