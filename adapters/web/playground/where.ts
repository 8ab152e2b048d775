import { UserError } from '../../../src/errors.ts';
import { channelsOf } from './channels.ts';
import { type Message, sees } from './message.ts';
import type { Sitter } from './people.ts';
import type { Room } from './room.ts';

/** Nobody learns whether a message that is not theirs to see is there. */
const NOT_HERE = 'That message is not here any more: what was said is forgotten when Paperboy starts again.';

/** A message that somebody sees. @throws UserError where they see none */
export function messageSeen(id: string, who: Sitter, room: Room): Message {
  const message = room.get(id);
  if (message === undefined || !sees(who.id, message)) throw new UserError(NOT_HERE);
  return message;
}

/** Makes sure that a channel is one of somebody's. @throws UserError where it is not */
export function checkChannel(channel: string, who: Sitter): void {
  if (!channelsOf(who.id).some(({ id }) => id === channel)) throw new UserError('That channel is not here.');
}

/**
 * Makes sure that somebody may write in a channel and, where a thread is named, below its message.
 *
 * @throws UserError where they may not
 */
export function checkWhere(channel: string, thread: string | undefined, who: Sitter, room: Room): void {
  checkChannel(channel, who);
  if (thread === undefined) return;
  const start = messageSeen(thread, who, room);
  if (start.channel !== channel) throw new UserError('That thread is in another channel.');
  if (start.thread !== undefined)
    throw new UserError('There is no thread within a thread: answer in the one it is in.');
  if (start.onlyFor !== undefined)
    throw new UserError('Nobody else sees that message, so nobody could answer below it.');
}
