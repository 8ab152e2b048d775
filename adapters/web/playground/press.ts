import { UserError } from '../../../src/errors.ts';
import type { Answers } from './answers.ts';
import type { Ask, AskedTo, Outcome } from './deed.ts';
import { offers, placeOf } from './message.ts';
import type { Sitter } from './people.ts';
import type { Room } from './room.ts';
import { messageSeen } from './where.ts';

interface Dependencies {
  readonly ask: Ask;
  readonly room: Room;
  readonly answers: Answers;
}

/** Does what a control does that somebody pressed. What their tab says counts only where the message has such a control. */
export function createPress({ ask, room, answers }: Dependencies) {
  return async (who: Sitter, { message: id, action }: AskedTo<'press'>): Promise<Outcome> => {
    const pressed = messageSeen(id, who, room);
    if (!offers(pressed, action)) {
      throw new UserError('This message has changed, and what you pressed is not in it any more. Look at it again.');
    }
    const place = placeOf(pressed);
    return answers.give(await ask(who, place, { kind: 'action', action }), { who, place, pressed });
  };
}
