import { createHash } from 'node:crypto';
import type { webApi } from '@slack/bolt';
import type { Document } from '../../src/chat/document.ts';
import type { Place, Posted } from '../../src/chat/place.ts';
import type { PostOutcome } from '../../src/chat/platform.ts';
import { isDeadToken, outcomeOf } from './outcome.ts';
import { withoutPictures } from './pictures.ts';
import { render, type SlackMessage } from './render.ts';

/** Says things unasked. Each call is one request: whether to try again is decided where the delivery is known. */
export interface Sender {
  post(place: Place, document: Document, key: string): Promise<PostOutcome>;
  update(posted: Posted, document: Document): Promise<PostOutcome>;
  openThread(target: Posted | Place, title: string): Promise<Place>;
  findPosted(place: Place, key: string, since: string): Promise<Posted | undefined>;
}

interface Dependencies {
  /** Without retries, with a time limit, and rejecting at a rate limit. */
  readonly web: webApi.WebClient;
  /** With retries: for what may be asked twice. */
  readonly reads: webApi.WebClient;
  readonly now: () => Date;
  /** Called when Slack takes the token no more: nothing will be sent from then on. */
  readonly onUnauthorized: () => void;
}

/** How a delivery is marked on its message (https://docs.slack.dev/messaging/message-metadata). */
const EVENT_TYPE = 'paperboy_delivery';
/** Clocks differ a little between us and Slack. */
const SLACK_MS = 5000;
const PAGE = 200;
const MOST_REMEMBERED = 10_000;

export function createSender({ web, reads, now, onUnauthorized }: Dependencies): Sender {
  let isUnauthorized = false;
  const posted = new Map<string, Posted>();
  const fullUntil = new Map<string, number>();

  const attempt = async (
    place: Place,
    message: SlackMessage,
    send: (message: SlackMessage) => Promise<{ ts?: string | undefined }>,
  ): Promise<PostOutcome> => {
    if (isUnauthorized) return { kind: 'unavailable', reason: 'Slack takes the token no more' };
    const retryAfterMs = (fullUntil.get(place.channel) ?? 0) - now().getTime();
    if (retryAfterMs > 0) return { kind: 'rate limited', retryAfterMs };
    fullUntil.delete(place.channel);
    try {
      const { ts = '' } = await withoutPictures(message, send);
      return { kind: 'sent', posted: { place, message: ts } };
    } catch (error) {
      if (isDeadToken(error)) {
        isUnauthorized = true;
        onUnauthorized();
      }
      const outcome = outcomeOf(error);
      if (outcome.kind === 'rate limited') fullUntil.set(place.channel, now().getTime() + outcome.retryAfterMs);
      return outcome;
    }
  };

  return {
    async post(place, document, key) {
      // Slack promises no idempotency: what this process has posted it remembers, and for the rest there is `findPosted`.
      const slot = JSON.stringify([place, key]);
      const known = posted.get(slot);
      if (known !== undefined) return { kind: 'sent', posted: known };
      const marks = { metadata: markOf(key), client_msg_id: idOf(key) };
      const outcome = await attempt(place, render(document), (message) =>
        web.chat.postMessage({ ...message, ...addressOf(place), ...marks }),
      );
      if (outcome.kind === 'sent') {
        posted.set(slot, outcome.posted);
        const oldest = posted.keys().next().value;
        if (posted.size > MOST_REMEMBERED && oldest !== undefined) posted.delete(oldest);
      }
      return outcome;
    },
    update: (at, document) =>
      attempt(at.place, render(document), async ({ text, blocks }) => {
        await web.chat.update({ channel: channelOf(at.place), ts: at.message, text, blocks });
        return { ts: at.message };
      }),
    async openThread(target, title) {
      // A thread has no name in Slack, and is there as soon as somebody answers.
      if ('place' in target) return { ...target.place, thread: target.message };
      const outcome = await attempt(
        target,
        render({ blocks: [{ kind: 'heading', spans: [{ kind: 'text', text: title }] }] }),
        (message) => web.chat.postMessage({ ...message, ...addressOf(target) }),
      );
      if (outcome.kind !== 'sent') throw new Error(`no thread could be opened: ${JSON.stringify(outcome)}`);
      return { ...target, thread: outcome.posted.message };
    },
    async findPosted(place, key, since) {
      const oldest = String((Date.parse(since) - SLACK_MS) / 1000);
      let cursor: string | undefined;
      do {
        const page = {
          channel: channelOf(place),
          oldest,
          limit: PAGE,
          include_all_metadata: true,
          ...(cursor && { cursor }),
        };
        const { messages = [], response_metadata: next } =
          place.thread === undefined
            ? await reads.conversations.history(page)
            : await reads.conversations.replies({ ...page, ts: place.thread });
        const found = messages.find(({ metadata }) => {
          const payload = metadata?.event_payload as { key?: unknown } | undefined;
          return metadata?.event_type === EVENT_TYPE && payload?.key === key;
        });
        if (found?.ts !== undefined) return { place, message: found.ts };
        cursor = next?.next_cursor;
      } while (cursor);
      return undefined;
    },
  };
}

function addressOf(place: Place): { channel: string; thread_ts?: string } {
  return { channel: channelOf(place), ...(place.thread !== undefined && { thread_ts: place.thread }) };
}

/** A person's own channel with the bot is addressed by the person. */
function channelOf({ channel }: Place): string {
  return channel.replace(/^user:/, '');
}

function markOf(key: string) {
  return { event_type: EVENT_TYPE, event_payload: { key } };
}

/** Slack is said to drop a second message with the same id, which is documented nowhere: it can't hurt, and nothing depends on it. */
function idOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
