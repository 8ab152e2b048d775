import { createHash } from 'node:crypto';
import type { webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { Document } from '../../src/chat/document.ts';
import { directMessageUserId, type Place, type Posted } from '../../src/chat/place.ts';
import type { ChatPlatform, PostOutcome } from '../../src/chat/platform.ts';
import type { AttachCharts } from './charts.ts';
import { render, type SlackMessage } from './render.ts';
import { MAX_CACHE_ENTRIES, type RunRequest, type SlackClients, sendWithImageFallback } from './requests.ts';

/** Posts and updates messages that aren't replies. It never retries: the caller decides that. */
export type Sender = Pick<ChatPlatform, 'post' | 'update' | 'findPosted'>;

interface SenderDeps extends SlackClients {
  readonly runRequest: RunRequest;
  readonly directChannels: DirectChannels;
  readonly attachCharts: AttachCharts;
}

/** The assumed difference between our clock and Slack's. */
const MAX_CLOCK_SKEW_MS = 5000;
const HISTORY_PAGE_SIZE = 200;

export function createSender({ web, readClient, runRequest, directChannels, attachCharts }: SenderDeps): Sender {
  // Slack has no idempotency keys: this prevents duplicates from this process, and `findPosted` finds the rest.
  const recentPosts = new LRUCache<string, Posted>({ max: MAX_CACHE_ENTRIES });

  const sendDocument = (
    method: 'post' | 'update',
    place: Place,
    document: Document,
    send: (message: SlackMessage) => Promise<string | undefined>,
  ): Promise<PostOutcome> =>
    runRequest<PostOutcome>(`${method} ${place.channel}`, async () => {
      const { document: documentToSend, files } = await attachCharts(document);
      const message = (await sendWithImageFallback(render(documentToSend, files), send)) ?? '';
      return { kind: 'sent', posted: { place, message } };
    });

  const postMessage = async (place: Place, message: SlackMessage & ReturnType<typeof createDeliveryMarker>) => {
    const user = directMessageUserId(place);
    const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
    const { ts, channel } = await web.chat.postMessage({ ...message, ...thread, channel: user ?? place.channel });
    if (user !== undefined && channel !== undefined) directChannels.set(user, channel);
    return ts;
  };

  return {
    async post(place, document, key) {
      const postKey = JSON.stringify([place, key]);
      const recentPost = recentPosts.get(postKey);
      if (recentPost !== undefined) return { kind: 'sent', posted: recentPost };
      const outcome = await sendDocument('post', place, document, (message) =>
        postMessage(place, { ...message, ...createDeliveryMarker(key) }),
      );
      if (outcome.kind === 'sent') recentPosts.set(postKey, outcome.posted);
      return outcome;
    },
    update: ({ place, message: ts }, document) =>
      sendDocument('update', place, document, async ({ unfurl_links: _, unfurl_media: __, ...message }) => {
        await web.chat.update({ channel: await directChannels.resolveChannel(place), ts, ...message });
        return ts;
      }),
    async findPosted(place, key, since) {
      const channel = await directChannels.resolveChannel(place);
      const oldest = String((Date.parse(since) - MAX_CLOCK_SKEW_MS) / 1000);
      const query = { channel, oldest, limit: HISTORY_PAGE_SIZE, include_all_metadata: true };
      let cursor: string | undefined;
      do {
        const page = { ...query, ...(cursor && { cursor }) };
        const { messages = [], response_metadata: next } =
          place.thread === undefined
            ? await readClient.conversations.history(page)
            : await readClient.conversations.replies({ ...page, ts: place.thread });
        const found = messages.find((message) => hasDeliveryMarker(message, key));
        if (found?.ts !== undefined) return { place, message: found.ts };
        cursor = next?.next_cursor;
      } while (cursor);
      return undefined;
    },
  };
}

/** Marks a delivery's message (https://docs.slack.dev/messaging/message-metadata). */
const DELIVERY_EVENT_TYPE = 'paperboy_delivery';

/** The properties of a post that `findPosted` finds it by. */
function createDeliveryMarker(key: string) {
  return { metadata: { event_type: DELIVERY_EVENT_TYPE, event_payload: { key } }, client_msg_id: clientMessageId(key) };
}

/** Whether a message is the post of a delivery. Slack returns the metadata of the app's own messages only. */
function hasDeliveryMarker(
  { metadata }: { readonly metadata?: { readonly event_type?: string; readonly event_payload?: object } },
  key: string,
): boolean {
  const { event_type: type, event_payload: payload = {} } = metadata ?? {};
  return type === DELIVERY_EVENT_TYPE && 'key' in payload && payload.key === key;
}

/** Slack may drop a second message with the same id. This isn't documented, and nothing relies on it. */
function clientMessageId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** The channels of direct messages. Slack accepts posts to a user's id, but everything else needs the channel's id. */
export interface DirectChannels {
  /** The id of a place's channel. */
  resolveChannel(place: Place): Promise<string>;
  set(userId: string, channel: string): void;
}

/** Looks up each user's channel once. */
export function createDirectChannels(readClient: webApi.WebClient): DirectChannels {
  const channels = new LRUCache<string, string>({ max: MAX_CACHE_ENTRIES });
  return {
    async resolveChannel(place) {
      const userId = directMessageUserId(place);
      if (userId === undefined) return place.channel;
      const cached = channels.get(userId);
      if (cached !== undefined) return cached;
      const { channel: { id = '' } = {} } = await readClient.conversations.open({ users: userId });
      channels.set(userId, id);
      return id;
    },
    set: (userId, channel) => void channels.set(userId, channel),
  };
}
