import { randomUUID } from 'node:crypto';
import { UserError, unreachable } from '../../../src/errors.ts';
import type { Log } from '../../../src/log.ts';
import { createLoopTurns } from '../loop-turns.ts';
import type { createCompleting } from './completing.ts';
import type { Asked, Outcome } from './deed.ts';
import type { createFillIn } from './fill-in.ts';
import type { createLooking } from './looking.ts';
import type { Sitter } from './people.ts';
import type { createPress } from './press.ts';
import type { createSay } from './say.ts';

interface Dependencies {
  readonly say: ReturnType<typeof createSay>;
  readonly press: ReturnType<typeof createPress>;
  readonly fillIn: ReturnType<typeof createFillIn>;
  readonly completing: ReturnType<typeof createCompleting>;
  readonly look: ReturnType<typeof createLooking>;
  readonly log: Log;
}

/** Does what somebody at a tab asks for. It never rejects. */
export type Do = (who: Sitter, asked: Asked) => Promise<Outcome>;

/** The error boundary of the tabs: what a person can put right is told to them, and all else is logged under an id that they are told. */
export function createDeeds({ say, press, fillIn, completing, look, log }: Dependencies): Do {
  const attempt: Do = async (who, asked) => {
    switch (asked.kind) {
      case 'say':
        return say(who, asked);
      case 'press':
        return press(who, asked);
      case 'submit':
        return fillIn(who, asked);
      case 'complete':
        return completing.line(who, asked);
      case 'suggest':
        return completing.field(who, asked);
      case 'look':
        return look(who, asked);
      default:
        return unreachable(asked);
    }
  };
  // A tab may ask for many searches in one breath.
  const turns = createLoopTurns();
  return async (who, asked) => {
    try {
      await turns.take();
      return await attempt(who, asked);
    } catch (error) {
      if (error instanceof UserError) return refused(error.message, error.fields);
      const id = randomUUID().slice(0, 8);
      log.error({ id, err: error, kind: asked.kind }, 'something at the playground failed');
      return refused(
        `Something went wrong on our side, not on yours. Try again; if it stays, tell the host this id: ${id}`,
      );
    }
  };
}

/** @param fields what is wrong with the fields of a form, by their names */
export function refused(text: string, fields: Readonly<Record<string, string>> = {}): Outcome {
  return { kind: 'refused', text, fields };
}
