import { LRUCache } from 'lru-cache';
import type { Place, Posted } from '../../../src/chat/place.ts';
import type { ChatPlatform, PostOutcome } from '../../../src/chat/platform.ts';
import { LIMITS } from '../limits.ts';
import { type Message, messagePlace, PAPERBOY_AUTHOR } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { isPlaygroundPlace } from './workspace.ts';

type MessageSender = Pick<ChatPlatform, 'post' | 'update' | 'findPosted'>;

const CHANNEL_GONE = { kind: 'gone', reason: "the channel doesn't exist" } as const;
export const MESSAGE_GONE = { kind: 'gone', reason: 'the message no longer exists' } as const;

export function createMessageSender({ messages, now }: { messages: MessageStore; now: () => Date }): MessageSender {
  const postsByKey = new LRUCache<string, { readonly posted: Posted; readonly at: Date }>({ max: LIMITS.keyedPosts });

  return {
    async post(place, document, key) {
      const postKey = placeKey(place, key);
      const previous = postsByKey.get(postKey);
      if (previous !== undefined) return { kind: 'sent', posted: previous.posted };
      const { channel, thread } = place;
      if (!isPlaygroundPlace(place)) return CHANNEL_GONE;
      if (thread !== undefined && messages.get(thread)?.channel !== channel) return MESSAGE_GONE;
      const location = { channel, ...(thread !== undefined && { thread }) };
      const { id } = messages.add({ ...location, author: PAPERBOY_AUTHOR, content: document });
      const posted = { place, message: id };
      postsByKey.set(postKey, { posted, at: now() });
      return { kind: 'sent', posted };
    },
    async update(posted, content): Promise<PostOutcome> {
      const updated = findOwnMessage(posted, messages) && messages.update(posted.message, { content });
      return updated === undefined ? MESSAGE_GONE : { kind: 'sent', posted };
    },
    async findPosted(place, key, since) {
      const previous = postsByKey.get(placeKey(place, key));
      return previous !== undefined && previous.at >= new Date(since) ? previous.posted : undefined;
    },
  };
}

/** The message, if Paperboy sent it and it is in that place. */
export function findOwnMessage({ place, message: messageId }: Posted, messages: MessageStore): Message | undefined {
  const message = messages.get(messageId);
  if (message?.author.kind !== 'paperboy' || placeKey(messagePlace(message)) !== placeKey(place)) return undefined;
  return message;
}

function placeKey({ platform, tenant, channel, thread }: Place, key?: string): string {
  return JSON.stringify([platform, tenant, channel, thread, key]);
}
