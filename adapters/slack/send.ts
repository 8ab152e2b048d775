import type { webApi } from '@slack/bolt';
import type { Document } from '../../src/chat/document.ts';
import { type Place, type Posted, personOf } from '../../src/chat/place.ts';
import type { PostOutcome } from '../../src/chat/platform.ts';
import { isMarked, markOf } from './delivery-mark.ts';
import { isDeadToken, outcomeOf } from './outcome.ts';
import { sendIllustrated } from './pictures.ts';
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
  /** Whether Slack takes the token no more: nothing is sent from then on. */
  readonly isRemoved: () => boolean;
  /** Called when Slack says so. */
  readonly onRemoved: () => void;
}

/** Clocks differ a little between us and Slack. */
const SLACK_MS = 5000;
const PAGE = 200;
const MOST_REMEMBERED = 10_000;

export function createSender({ web, reads, now, isRemoved, onRemoved }: Dependencies): Sender {
  const posted = new Map<string, Posted>();
  const fullUntil = new Map<string, number>();
  const directChannels = new Map<string, string>();

  /** Slack posts to a person by their id, but knows what stands there by the id of the channel only. */
  const channelOf = async (place: Place): Promise<string> => {
    const person = personOf(place);
    if (person === undefined) return place.channel;
    const known = directChannels.get(person);
    if (known !== undefined) return known;
    const { channel } = await reads.conversations.open({ users: person });
    return remember(directChannels, person, channel?.id ?? '');
  };

  const attempt = async (
    method: 'post' | 'update',
    place: Place,
    document: Document,
    send: (message: SlackMessage) => Promise<string | undefined>,
  ): Promise<PostOutcome> => {
    if (isRemoved()) return { kind: 'unavailable', reason: 'Slack takes the token no more' };
    const limited = `${method} ${place.channel}`;
    const retryAfterMs = (fullUntil.get(limited) ?? 0) - now().getTime();
    if (retryAfterMs > 0) return { kind: 'rate limited', retryAfterMs };
    fullUntil.delete(limited);
    try {
      const message = (await sendIllustrated(render(document), send)) ?? '';
      return { kind: 'sent', posted: { place, message } };
    } catch (error) {
      if (isDeadToken(error)) onRemoved();
      const outcome = outcomeOf(error);
      if (outcome.kind === 'rate limited') fullUntil.set(limited, now().getTime() + outcome.retryAfterMs);
      return outcome;
    }
  };

  const say = async (place: Place, message: SlackMessage & Partial<ReturnType<typeof markOf>>) => {
    const person = personOf(place);
    const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
    const { ts, channel } = await web.chat.postMessage({ ...message, ...thread, channel: person ?? place.channel });
    if (person !== undefined && channel !== undefined) remember(directChannels, person, channel);
    return ts;
  };

  return {
    async post(place, document, key) {
      // Slack promises no idempotency: what this process has posted it remembers, and for the rest there is `findPosted`.
      const slot = JSON.stringify([place, key]);
      const known = posted.get(slot);
      if (known !== undefined) return { kind: 'sent', posted: known };
      const outcome = await attempt('post', place, document, (message) => say(place, { ...message, ...markOf(key) }));
      if (outcome.kind === 'sent') remember(posted, slot, outcome.posted);
      return outcome;
    },
    update: ({ place, message: ts }, document) =>
      attempt('update', place, document, async ({ unfurl_links: _, unfurl_media: __, ...message }) => {
        await web.chat.update({ channel: await channelOf(place), ts, ...message });
        return ts;
      }),
    async openThread(target, title) {
      // A thread has no name in Slack, and is there as soon as somebody answers.
      if ('place' in target) return { ...target.place, thread: target.message };
      const document: Document = { blocks: [{ kind: 'heading', spans: [{ kind: 'text', text: title }] }] };
      const outcome = await attempt('post', target, document, (message) => say(target, message));
      if (outcome.kind !== 'sent') throw new Error(`no thread could be opened: ${JSON.stringify(outcome)}`);
      return { ...target, thread: outcome.posted.message };
    },
    async findPosted(place, key, since) {
      const channel = await channelOf(place);
      const oldest = String((Date.parse(since) - SLACK_MS) / 1000);
      const about = { channel, oldest, limit: PAGE, include_all_metadata: true };
      let cursor: string | undefined;
      do {
        const page = { ...about, ...(cursor && { cursor }) };
        const { messages = [], response_metadata: next } =
          place.thread === undefined
            ? await reads.conversations.history(page)
            : await reads.conversations.replies({ ...page, ts: place.thread });
        const found = messages.find((message) => isMarked(message, key));
        if (found?.ts !== undefined) return { place, message: found.ts };
        cursor = next?.next_cursor;
      } while (cursor);
      return undefined;
    },
  };
}

function remember<T>(values: Map<string, T>, key: string, value: T): T {
  values.set(key, value);
  const oldest = values.keys().next().value;
  if (values.size > MOST_REMEMBERED && oldest !== undefined) values.delete(oldest);
  return value;
}
