import { UserError } from '../../../src/errors.ts';
import { listChannels } from './channels.ts';
import { canSee, type Message } from './message.ts';
import type { PlaygroundUser } from './people.ts';
import type { MessageStore } from './room.ts';

/** Nobody learns whether a message that is not theirs to see is there. */
const MESSAGE_NOT_FOUND = 'That message is not here any more: what was said is forgotten when Paperboy starts again.';

/** A message that somebody sees. @throws UserError where they see none */
export function requireVisibleMessage(id: string, user: PlaygroundUser, messages: MessageStore): Message {
  const message = messages.get(id);
  if (message === undefined || !canSee(user.id, message)) throw new UserError(MESSAGE_NOT_FOUND);
  return message;
}

/** Makes sure that a channel is one of somebody's. @throws UserError where it is not */
export function requireOwnChannel(channel: string, user: PlaygroundUser): void {
  if (!listChannels(user.id).some(({ id }) => id === channel)) throw new UserError('That channel is not here.');
}

/**
 * Makes sure that somebody may write in a channel and, where a thread is named, below its message.
 *
 * @throws UserError where they may not
 */
export function requireWritable(
  channel: string,
  thread: string | undefined,
  user: PlaygroundUser,
  messages: MessageStore,
): void {
  requireOwnChannel(channel, user);
  if (thread === undefined) return;
  const threadStart = requireVisibleMessage(thread, user, messages);
  if (threadStart.channel !== channel) throw new UserError('That thread is in another channel.');
  if (threadStart.thread !== undefined)
    throw new UserError('There is no thread within a thread: answer in the one it is in.');
  if (threadStart.visibleTo !== undefined)
    throw new UserError('Nobody else sees that message, so nobody could answer below it.');
}
