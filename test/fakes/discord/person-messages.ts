import { memberFields, messageEvent } from './message-resource.ts';
import { type FakeChannel, type FakeMessage, type FakeUser, INTENT, isThread, type World } from './state.ts';
import { changeThread, deleteChannel, joinThread, openThread } from './threads.ts';

interface PersonMessageOptions {
  readonly nick?: string;
  readonly roles?: readonly string[];
  /** The message that is replied to, with a ping, as is the default. */
  readonly answering?: FakeMessage;
}

/** Messages and threads of people. The bot gets events according to its intents. */
export interface PersonMessages {
  /** Sends a message. Without the Message Content intent, the bot gets its text only if it's mentioned. */
  personSays(channelId: string, content: string, user?: FakeUser, options?: PersonMessageOptions): FakeMessage;
  /** Opens a thread on a message. */
  personOpensThread(message: FakeMessage | string, name?: string, user?: FakeUser): FakeChannel;
  /** Archives, unarchives, locks or renames a thread as a moderator. */
  moderate(
    thread: string,
    change: { readonly archived?: boolean; readonly locked?: boolean; readonly name?: string },
  ): void;
  deleteMessage(id: string): void;
  /** Deletes a channel with its threads, or a thread. */
  deleteChannel(id: string): void;
  /** The state of a channel or thread, if it exists. */
  channel(id: string): FakeChannel | undefined;
}

export function createPersonMessages(world: World): PersonMessages {
  return {
    personSays: (channelId, content, user = world.person, { answering, ...memberOptions } = {}) => {
      const channel = world.channels.get(channelId);
      if (!channel) throw new Error(`there is no channel ${channelId}`);
      if (channel.locked) throw new Error('the thread is locked');
      if (isThread(channel)) joinThread(world, channel, user.id);
      const reference = answering ? { message_reference: { message_id: answering.id } } : {};
      const message = world.addMessage({ channelId, author: user, body: { content, ...reference } });
      const { guildId } = channel;
      const intents = guildId === undefined ? INTENT.directMessages : INTENT.guildMessages;
      world.emit('MESSAGE_CREATE', messageEvent(world, message, memberFields(user, memberOptions)), guildId, intents);
      return message;
    },
    personOpensThread: (message, name = 'A thread', user = world.person) => {
      const id = typeof message === 'string' ? message : message.id;
      const parent = world.channels.get(world.messages.get(id)?.channelId ?? '');
      if (!parent) throw new Error(`there is no message ${id}`);
      return openThread(world, parent, { id, name, owner: user.id });
    },
    moderate: (thread, change) => {
      changeThread(world, thread, change);
    },
    deleteMessage: (id) => {
      world.updateMessage(id, { deleted: true });
    },
    deleteChannel: (id) => deleteChannel(world, id),
    channel: (id) => world.channels.get(id),
  };
}
