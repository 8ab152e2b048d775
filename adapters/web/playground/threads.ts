import type { ChatPlatform } from '../../../src/chat/platform.ts';
import type { Message } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { findOwnMessage, MESSAGE_GONE } from './send.ts';
import { createPlace } from './workspace.ts';

type ThreadMethods = Pick<ChatPlatform, 'openThread' | 'readThread'>;

interface ThreadsDeps {
  readonly messages: MessageStore;
  /** The address of the page of a channel, and of a thread in it. */
  readonly threadUrl: (channel: string, thread: string) => string;
}

/** The threads below Paperboy's messages. They never sleep, and nobody locks them. */
export function createThreads({ messages, threadUrl }: ThreadsDeps): ThreadMethods {
  return {
    async openThread(posted, title) {
      const message = findOwnMessage(posted, messages);
      if (message === undefined) return MESSAGE_GONE;
      const { channel, thread = message.id } = message;
      // A thread has none in it: there one simply speaks on. And it keeps the name that it has.
      if (thread === message.id && message.threadTitle === undefined)
        messages.update(message.id, { threadTitle: title });
      return { kind: 'open', thread: { place: createPlace(channel, thread), url: threadUrl(channel, thread) } };
    },
    async readThread({ channel, thread = '' }) {
      if (messages.get(thread)?.channel !== channel) return MESSAGE_GONE;
      const replies = messages.replies(thread);
      const lastAt = replies.at(-1)?.at;
      const personIdsSeen = new Set(replies.flatMap(personIds));
      return {
        kind: 'read',
        state: 'open',
        replies: replies.length,
        people: personIdsSeen.size,
        ...(lastAt !== undefined && { lastAt }),
      };
    },
  };
}

function personIds({ author }: Message): string[] {
  return author.kind === 'person' ? [author.id] : [];
}
