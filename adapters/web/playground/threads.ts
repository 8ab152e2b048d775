import type { ChatPlatform } from '../../../src/chat/platform.ts';
import type { MessageStore } from './message-store.ts';
import { findOwnMessage, MESSAGE_GONE } from './send.ts';
import { createPlace } from './workspace.ts';

type ThreadMethods = Pick<ChatPlatform, 'openThread' | 'readThread'>;

interface ThreadsDeps {
  readonly messages: MessageStore;
  readonly threadUrl: (channel: string, thread: string) => string;
}

/** Threads on messages. They are never archived or locked. */
export function createThreads({ messages, threadUrl }: ThreadsDeps): ThreadMethods {
  return {
    async openThread(posted, title) {
      const message = findOwnMessage(posted, messages);
      if (message === undefined) return MESSAGE_GONE;
      // A reply has no thread; the conversation goes on in the thread it is in. An open thread keeps its title.
      const { channel, thread = message.id } = message;
      if (thread === message.id && message.threadTitle === undefined)
        messages.update(message.id, { threadTitle: title });
      return { kind: 'open', thread: { place: createPlace(channel, thread), url: threadUrl(channel, thread) } };
    },
    async readThread({ channel, thread = '' }) {
      if (messages.get(thread)?.channel !== channel) return MESSAGE_GONE;
      const replies = messages.replies(thread);
      const lastAt = replies.at(-1)?.at;
      const people = new Set(replies.flatMap(({ author }) => (author.kind === 'person' ? [author.id] : [])));
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
