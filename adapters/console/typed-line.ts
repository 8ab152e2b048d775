import type { Command } from '../../src/chat/command.ts';

type TypedLine =
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'command'; readonly call: { readonly text: string } };

/**
 * What a typed line asks for: a number presses a button of the last answer; a line that starts with `/papers` or with a command's name
 * is that command; any other words are searched for.
 */
export function readTypedLine(line: string, actions: readonly string[], commands: readonly Command[]): TypedLine {
  const action = /^\d{1,3}$/.test(line) ? actions[Number(line) - 1] : undefined;
  if (action !== undefined) return { kind: 'action', action };
  const [first = ''] = line.split(/\s/);
  const isCall = /^\/?papers$/i.test(first) || commands.some(({ name }) => name === first.toLowerCase());
  return { kind: 'command', call: { text: isCall ? line : `search ${line}` } };
}
