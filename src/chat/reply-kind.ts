import { UserError } from '../errors.ts';
import { decodeAction } from './action.ts';
import type { Core } from './context.ts';
import { asksFirst, type Form, formOf } from './form.ts';
import type { Invocation } from './invocation.ts';
import { calledCommand, callFrom, commandNamed } from './read-call.ts';

/** How an invocation will be answered: for the one who asked alone, and in the place of the message that holds the button. */
export interface ReplyKind {
  readonly private: boolean;
  readonly replaces: boolean;
  /** The command that answers, where one does. */
  readonly command?: string;
  /** What has to be filled in first: the answer will be this form, filled in as far as it can be. */
  readonly form?: Form;
}

/** Tells before the answer is there how it will be given, for platforms that have to acknowledge in that way at once. */
export function replyKind(
  invocation: Invocation,
  { commands, keepsakes }: Pick<Core, 'commands' | 'keepsakes'>,
): ReplyKind {
  try {
    switch (invocation.kind) {
      case 'command': {
        const kind = of(calledCommand(invocation.call, commands));
        return asksFirst(invocation.call, commands) ? { ...kind, form: formOf(invocation.call, commands) } : kind;
      }
      case 'form submitted':
        return of(commandNamed(invocation.command, commands));
      case 'action': {
        const { text, replaces, asks } = decodeAction(invocation.action, keepsakes);
        const kind = { ...of(calledCommand({ text }, commands)), replaces };
        return asks ? { ...kind, form: formOf({ text }, commands) } : kind;
      }
      case 'thread message': {
        const { personal = false } = calledCommand(callFrom(invocation.text, commands), commands);
        return { private: personal, replaces: false };
      }
      case 'installed':
      case 'link shared':
        return { private: false, replaces: false };
      default:
        return { private: true, replaces: false };
    }
  } catch (error) {
    // A refusal will be the answer, and refusals are private.
    if (error instanceof UserError) return { private: true, replaces: false };
    throw error;
  }
}

function of({ name, private: isPrivate }: { name: string; private: boolean }): ReplyKind {
  return { private: isPrivate, replaces: false, command: name };
}
