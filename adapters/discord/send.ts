import { type APIMessage, MessageFlags, type REST, Routes, SnowflakeUtil } from 'discord.js';
import type { Document } from '../../src/chat/document.ts';
import { type Place, type Posted, personOf } from '../../src/chat/place.ts';
import type { PostOutcome } from '../../src/chat/platform.ts';
import { attachmentsOf, type ChartFile, filesOf } from './chart-file.ts';
import { bearsMark, marked, nonceOf } from './delivery-mark.ts';
import { createDirectChannels } from './direct-channels.ts';
import { createForums, isForum } from './forum.ts';
import type { Illustrate } from './illustrate.ts';
import { CLOCK_SLACK_MS } from './limits.ts';
import { CODES, codeOf, outcomeBefore } from './outcome.ts';
import { render } from './render.ts';
import type { Requests } from './requests.ts';

/** Says things unasked. Each call is one request where it can be: whether to try again is decided where the delivery is known. */
export interface Sender {
  post(place: Place, document: Document, key: string): Promise<PostOutcome>;
  update(posted: Posted, document: Document): Promise<PostOutcome>;
  /** @throws what keeps Discord from being asked: nobody knows then */
  findPosted(place: Place, key: string, since: string): Promise<Posted | undefined>;
}

const PAGE = 100;

interface Dependencies {
  /** A manager of its own, without retries, so that no answer to a person waits behind posts. */
  readonly rest: REST;
  readonly requests: Requests;
  readonly illustrate: Illustrate;
  /** The bot's own id. */
  readonly botId: string;
}

/** What Discord calls a channel that takes no messages: a forum, and others that take none at all. */
const TAKES_NO_MESSAGES: ReadonlySet<number | undefined> = new Set([
  CODES.isForum,
  CODES.isNoTextChannel,
  CODES.wrongChannelKind,
]);

/** Says things as one bot. Posts disturb nobody: Discord gives no notification of them. */
export function createSender({ rest, requests, illustrate, botId }: Dependencies): Sender {
  const directChannel = createDirectChannels(rest);
  const forums = createForums({ rest, botId });

  const channelOf = async (place: Place): Promise<string> => {
    const person = personOf(place);
    return person === undefined ? (place.thread ?? place.channel) : directChannel(person);
  };

  const speak = async (place: Place, work: (channel: string) => Promise<PostOutcome>): Promise<PostOutcome> => {
    const found = await requests.attempt(async () => ({ channel: await channelOf(place) }), outcomeBefore);
    return 'channel' in found ? requests.attempt(() => work(found.channel)) : found;
  };

  /** Whether what was said can be read at all: without that right Discord lists nothing, as if nothing was there (discord-api-docs#455). */
  const demandHistory = async (channel: string, message: string): Promise<void> => {
    try {
      await rest.get(Routes.channelMessage(channel, message));
    } catch (error) {
      if (codeOf(error) !== CODES.unknownMessage) throw error;
    }
  };

  const postIn = async (
    channel: string,
    { place, key }: { readonly place: Place; readonly key: string },
    document: Document,
    charts: readonly ChartFile[],
  ): Promise<PostOutcome> => {
    const message = marked(render(document), key);
    // Whoever did not ask at this moment is not to be disturbed by it.
    const flags = message.flags | MessageFlags.SuppressNotifications;
    const body = { ...message, flags, ...(charts.length > 0 && { attachments: attachmentsOf(charts) }) };
    const files = filesOf(charts);
    try {
      const sent = { ...body, nonce: nonceOf(key), enforce_nonce: true };
      const { id } = (await rest.post(Routes.channelMessages(channel), { body: sent, files })) as APIMessage;
      return { kind: 'sent', posted: { place, message: id } };
    } catch (error) {
      const code = codeOf(error);
      // The nonce is known, but its message is not there any more: so Discord answers a post, by design (discord-api-docs#6647).
      if (code === CODES.unknownMessage) return { kind: 'sent and deleted' };
      // That a channel is a forum is learned from this refusal: it costs other channels nothing, is never out of date, and is certain.
      const posted = TAKES_NO_MESSAGES.has(code) ? await forums.post(place, document, { body, files }) : undefined;
      if (posted === undefined) throw error;
      return { kind: 'sent', posted };
    }
  };

  return {
    post: (place, document, key) =>
      speak(place, (channel) =>
        illustrate(document, (shown, charts) => postIn(channel, { place, key }, shown, charts)),
      ),
    update: (posted, document) =>
      speak(posted.place, async (channel) => {
        await illustrate(document, (shown, charts) => {
          const { components, allowed_mentions, flags } = render(shown);
          // Files that are not named here go from the message.
          const body = { components, allowed_mentions, flags, attachments: attachmentsOf(charts) };
          return rest.patch(Routes.channelMessage(channel, posted.message), { body, files: filesOf(charts) });
        });
        return { kind: 'sent', posted };
      }),
    async findPosted(place, key, since) {
      const channel = await channelOf(place);
      const start = SnowflakeUtil.generate({ timestamp: Date.parse(since) - CLOCK_SLACK_MS }).toString();
      // A forum would list no messages at all, as if nothing was there (discord-api-docs#2831).
      if (channel === place.channel && (await isForum(rest, channel))) return forums.find(place, key, start);
      for (let after = start; ; ) {
        const query = new URLSearchParams({ after, limit: String(PAGE) });
        const messages = (await rest.get(Routes.channelMessages(channel), { query })) as APIMessage[];
        const found = messages.find((message) => bearsMark(message, key, botId));
        if (found !== undefined) return { place, message: found.id };
        if (messages.length === 0 && after === start) await demandHistory(channel, start);
        if (messages.length < PAGE) return undefined;
        after = messages.map(({ id }) => id).reduce((newest, id) => (BigInt(id) > BigInt(newest) ? id : newest));
      }
    },
  };
}
