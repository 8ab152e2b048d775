import { createHash } from 'node:crypto';
import type { webApi } from '@slack/bolt';
import type { Document } from '../../src/chat/document.ts';
import { directMessageUserId, type Place, type Posted } from '../../src/chat/place.ts';
import type { ChatPlatform, PostOutcome } from '../../src/chat/platform.ts';
import type { AttachCharts } from './charts.ts';
import { render, type SlackMessage } from './render.ts';
import { type RunRequest, sendWithImageFallback, setBounded } from './requests.ts';

/** Says things unasked. Each call is one request: whether to try again is decided where the delivery is known. */
export type Sender = Pick<ChatPlatform, 'post' | 'update' | 'findPosted'>;

interface SenderDeps {
  /** Without retries, with a time limit, and rejecting at a rate limit. */
  readonly web: webApi.WebClient;
  /** With retries: for what may be asked twice. */
  readonly readClient: webApi.WebClient;
  readonly runRequest: RunRequest;
  readonly directChannels: DirectChannels;
  readonly attachCharts: AttachCharts;
}

/** Clocks differ a little between us and Slack. */
const MAX_CLOCK_SKEW_MS = 5000;
const HISTORY_PAGE_SIZE = 200;

/** Remembers what it posted last: the same place and key is not posted twice by one process. */
export function createSender({ web, readClient, runRequest, directChannels, attachCharts }: SenderDeps): Sender {
  const recentPosts = new Map<string, Posted>();

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
    const person = directMessageUserId(place);
    const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
    const { ts, channel } = await web.chat.postMessage({ ...message, ...thread, channel: person ?? place.channel });
    if (person !== undefined && channel !== undefined) directChannels.set(person, channel);
    return ts;
  };

  return {
    async post(place, document, key) {
      // Slack promises no idempotency: what this process has posted it remembers, and for the rest there is `findPosted`.
      const postKey = JSON.stringify([place, key]);
      const recentPost = recentPosts.get(postKey);
      if (recentPost !== undefined) return { kind: 'sent', posted: recentPost };
      const outcome = await sendDocument('post', place, document, (message) =>
        postMessage(place, { ...message, ...createDeliveryMarker(key) }),
      );
      if (outcome.kind === 'sent') setBounded(recentPosts, postKey, outcome.posted);
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

/** How a delivery is marked on its message (https://docs.slack.dev/messaging/message-metadata). */
const DELIVERY_EVENT_TYPE = 'paperboy_delivery';

/** What a post carries, so that it can be found again. */
function createDeliveryMarker(key: string) {
  return { metadata: { event_type: DELIVERY_EVENT_TYPE, event_payload: { key } }, client_msg_id: clientMessageId(key) };
}

/** Whether a message is the post of a delivery. Slack shows an app its own metadata only. */
function hasDeliveryMarker(
  { metadata }: { readonly metadata?: { readonly event_type?: string; readonly event_payload?: object } },
  key: string,
): boolean {
  const { event_type: type, event_payload: payload = {} } = metadata ?? {};
  return type === DELIVERY_EVENT_TYPE && 'key' in payload && payload.key === key;
}

/** Slack is said to drop a second message with the same id, which is documented nowhere: it can't hurt, and nothing depends on it. */
function clientMessageId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** The channels of what is said to one person: Slack posts there by the person's id, but knows what stands there by the channel's only. */
export interface DirectChannels {
  /** The channel that a place is, or that it is in. */
  resolveChannel(place: Place): Promise<string>;
  /** Notes what Slack has told. */
  set(person: string, channel: string): void;
}

/** Asks Slack for each person, once. */
export function createDirectChannels(readClient: webApi.WebClient): DirectChannels {
  const channels = new Map<string, string>();
  return {
    async resolveChannel(place) {
      const person = directMessageUserId(place);
      if (person === undefined) return place.channel;
      const cached = channels.get(person);
      if (cached !== undefined) return cached;
      const { channel } = await readClient.conversations.open({ users: person });
      return setBounded(channels, person, channel?.id ?? '');
    },
    set: (person, channel) => void setBounded(channels, person, channel),
  };
}
