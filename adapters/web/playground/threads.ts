import type { ChatPlatform } from '../../../src/chat/platform.ts';
import { placeIn } from './channels.ts';
import type { Message } from './message.ts';
import type { Room } from './room.ts';
import { FORGOTTEN, findOwn } from './send.ts';

type Threads = Pick<ChatPlatform, 'openThread' | 'readThread'>;

interface Dependencies {
  readonly room: Room;
  /** The address of the page of a channel, and of a thread in it. */
  readonly urlOf: (channel: string, thread: string) => string;
}

/** The threads below Paperboy's messages. They never sleep, and nobody locks them. */
export function createThreads({ room, urlOf }: Dependencies): Threads {
  return {
    async openThread(posted, title) {
      const message = findOwn(posted, room);
      if (message === undefined) return FORGOTTEN;
      const { channel, thread = message.id } = message;
      // A thread has none in it: there one simply speaks on. And it keeps the name that it has.
      if (thread === message.id && message.opened === undefined) room.change(message.id, { opened: title });
      return { kind: 'open', thread: { place: placeIn(channel, thread), url: urlOf(channel, thread) } };
    },
    async readThread({ channel, thread = '' }) {
      if (room.get(thread)?.channel !== channel) return FORGOTTEN;
      const replies = room.replies(thread);
      const lastAt = replies.at(-1)?.at;
      const people = new Set(replies.flatMap(personIn));
      return {
        kind: 'read',
        state: 'open',
        replies: replies.length,
        people: people.size,
        ...(lastAt !== undefined && { lastAt }),
      };
    },
  };
}

function personIn({ author }: Message): string[] {
  return author.kind === 'person' ? [author.id] : [];
}
