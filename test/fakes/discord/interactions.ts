import { memberPart, messageEvent } from './message-resource.ts';
import { type FakeChannel, type FakeMessage, type FakeUser, INTENT, isThread, type World } from './state.ts';
import { beginThread, changeThread, deleteChannel, joinThread } from './threads.ts';

interface Saying {
  readonly nick?: string;
  readonly roles?: readonly string[];
  /** The message that is answered, with a ping as the app has it by default. */
  readonly answering?: FakeMessage;
}

/** What people do with messages and threads. The bot hears of it with the intents for it. */
export interface Talk {
  /** Somebody writes a message. Its text the bot gets only where it is mentioned, or with the intent for that. */
  personSays(channelId: string, content: string, user?: FakeUser, how?: Saying): FakeMessage;
  /** Somebody begins a thread on a message. */
  personOpensThread(message: FakeMessage | string, name?: string, user?: FakeUser): FakeChannel;
  /** A moderator archives, wakes, locks or renames a thread. */
  moderate(
    thread: string,
    change: { readonly archived?: boolean; readonly locked?: boolean; readonly name?: string },
  ): void;
  deleteMessage(id: string): void;
  /** A channel with its threads, or a thread. */
  deleteChannel(id: string): void;
  /** How a channel or a thread stands, if it is there. */
  channel(id: string): FakeChannel | undefined;
}

export function createTalk(world: World): Talk {
  return {
    personSays: (channelId, content, user = world.person, { answering, ...how } = {}) => {
      const channel = world.channels.get(channelId);
      if (!channel) throw new Error(`there is no channel ${channelId} to write in`);
      if (channel.locked) throw new Error('the thread is locked');
      if (isThread(channel)) joinThread(world, channel, user.id);
      const reference = answering ? { message_reference: { message_id: answering.id } } : {};
      const message = world.add({ channelId, author: user, body: { content, ...reference } });
      const { guildId } = channel;
      const intents = guildId === undefined ? INTENT.directMessages : INTENT.guildMessages;
      world.tell('MESSAGE_CREATE', messageEvent(world, message, memberPart(user, how)), guildId, intents);
      return message;
    },
    personOpensThread: (message, name = 'A thread', user = world.person) => {
      const id = typeof message === 'string' ? message : message.id;
      const parent = world.channels.get(world.messages.get(id)?.channelId ?? '');
      if (!parent) throw new Error(`there is no message ${id} to begin a thread on`);
      return beginThread(world, parent, { id, name, owner: user.id });
    },
    moderate: (thread, change) => {
      changeThread(world, thread, change);
    },
    deleteMessage: (id) => {
      world.change(id, { deleted: true });
    },
    deleteChannel: (id) => deleteChannel(world, id),
    channel: (id) => world.channels.get(id),
  };
}
