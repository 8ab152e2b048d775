import type { webApi } from '@slack/bolt';
import type { Document } from '../../src/chat/document.ts';
import { type Place, type Posted, personOf } from '../../src/chat/place.ts';
import type { ChatPlatform, PostOutcome } from '../../src/chat/platform.ts';
import type { Attempt } from './attempt.ts';
import { isMarked, markOf } from './delivery-mark.ts';
import type { DirectChannels } from './direct-channels.ts';
import type { Illustrate } from './illustrate.ts';
import { sendIllustrated } from './pictures.ts';
import { remember } from './remember.ts';
import { render, type SlackMessage } from './render.ts';

/** Says things unasked. Each call is one request: whether to try again is decided where the delivery is known. */
export type Sender = Pick<ChatPlatform, 'post' | 'update' | 'findPosted'>;

interface Dependencies {
  /** Without retries, with a time limit, and rejecting at a rate limit. */
  readonly web: webApi.WebClient;
  /** With retries: for what may be asked twice. */
  readonly reads: webApi.WebClient;
  readonly attempt: Attempt;
  readonly directChannels: DirectChannels;
  readonly illustrate: Illustrate;
}

/** Clocks differ a little between us and Slack. */
const SLACK_MS = 5000;
const PAGE = 200;

/** Remembers what it posted last: the same place and key is not posted twice by one process. */
export function createSender({ web, reads, attempt, directChannels, illustrate }: Dependencies): Sender {
  const posted = new Map<string, Posted>();

  const put = (
    method: 'post' | 'update',
    place: Place,
    document: Document,
    send: (message: SlackMessage) => Promise<string | undefined>,
  ): Promise<PostOutcome> =>
    attempt<PostOutcome>(`${method} ${place.channel}`, async () => {
      const { document: shown, files } = await illustrate(document);
      const message = (await sendIllustrated(render(shown, files), send)) ?? '';
      return { kind: 'sent', posted: { place, message } };
    });

  const say = async (place: Place, message: SlackMessage & ReturnType<typeof markOf>) => {
    const person = personOf(place);
    const thread = place.thread === undefined ? {} : { thread_ts: place.thread };
    const { ts, channel } = await web.chat.postMessage({ ...message, ...thread, channel: person ?? place.channel });
    if (person !== undefined && channel !== undefined) directChannels.note(person, channel);
    return ts;
  };

  return {
    async post(place, document, key) {
      // Slack promises no idempotency: what this process has posted it remembers, and for the rest there is `findPosted`.
      const slot = JSON.stringify([place, key]);
      const known = posted.get(slot);
      if (known !== undefined) return { kind: 'sent', posted: known };
      const outcome = await put('post', place, document, (message) => say(place, { ...message, ...markOf(key) }));
      if (outcome.kind === 'sent') remember(posted, slot, outcome.posted);
      return outcome;
    },
    update: ({ place, message: ts }, document) =>
      put('update', place, document, async ({ unfurl_links: _, unfurl_media: __, ...message }) => {
        await web.chat.update({ channel: await directChannels.channelOf(place), ts, ...message });
        return ts;
      }),
    async findPosted(place, key, since) {
      const channel = await directChannels.channelOf(place);
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
