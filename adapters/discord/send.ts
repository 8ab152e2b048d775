import { createHash } from 'node:crypto';
import { type APIMessage, DiscordAPIError, MessageFlags, type REST, Routes, SnowflakeUtil } from 'discord.js';
import { type Place, type Posted, personOf } from '../../src/chat/place.ts';
import type { PostOutcome } from '../../src/chat/platform.ts';
import { shorten } from '../../src/text/shorten.ts';
import { createDirectChannels } from './direct-channels.ts';
import { plainText } from './escape.ts';
import type { InvalidRequests } from './invalid-requests.ts';
import { LIMITS } from './limits.ts';
import { CODES, outcomeBefore, outcomeOf } from './outcome.ts';
import type { DiscordMessage } from './render.ts';

/** Says things unasked. Each call is one request: whether to try again is decided where the delivery is known. */
export interface Sender {
  post(place: Place, message: DiscordMessage, key: string): Promise<PostOutcome>;
  update(posted: Posted, message: DiscordMessage): Promise<PostOutcome>;
  openThread(target: Posted | Place, title: string): Promise<Place>;
  findPosted(place: Place, key: string, since: string): Promise<Posted | undefined>;
}

/** Clocks differ a little between us and Discord. */
const SLACK_MS = 5000;
const PAGE = 100;

interface Dependencies {
  /** A manager of its own, without retries, so that no answer to a person waits behind posts. */
  readonly rest: REST;
  readonly invalid: InvalidRequests;
  /** The bot's own id. */
  readonly botId: string;
  /** Called when Discord takes the token no more: nothing will be sent from then on. */
  readonly onUnauthorized: () => void;
}

export function createSender({ rest, invalid, botId, onUnauthorized }: Dependencies): Sender {
  const directChannel = createDirectChannels(rest);
  let isUnauthorized = false;

  const channelOf = async (place: Place): Promise<string> => {
    const person = personOf(place);
    return person === undefined ? (place.thread ?? place.channel) : directChannel(person);
  };

  const attempt = async (place: Place, request: (channel: string) => Promise<unknown>): Promise<PostOutcome> => {
    // After a 401 discord.js has dropped the token, and its requests fail in ways that say nothing.
    if (isUnauthorized) return { kind: 'unavailable', reason: 'Discord takes the token no more' };
    const retryAfterMs = invalid.pauseMs();
    if (retryAfterMs > 0) return { kind: 'rate limited', retryAfterMs };
    let channel: string | undefined;
    try {
      channel = await channelOf(place);
      const { id } = (await request(channel)) as APIMessage;
      return { kind: 'sent', posted: { place, message: id } };
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 401) {
        isUnauthorized = true;
        onUnauthorized();
      }
      return channel === undefined ? outcomeBefore(error) : outcomeOf(error);
    }
  };

  /** Whether what was said can be read at all: without that right Discord lists nothing, as if nothing was there (discord-api-docs#455). */
  const demandHistory = async (channel: string, message: string): Promise<void> => {
    try {
      await rest.get(Routes.channelMessage(channel, message));
    } catch (error) {
      if (!(error instanceof DiscordAPIError) || error.code !== CODES.unknownMessage) throw error;
    }
  };

  return {
    async post(place, message, key) {
      // Whoever did not ask at this moment is not to be disturbed by it.
      const flags = message.flags | MessageFlags.SuppressNotifications;
      const body = { ...marked(message, key), flags, nonce: nonceOf(key), enforce_nonce: true };
      let wasDeleted = false;
      const outcome = await attempt(place, (channel) =>
        rest.post(Routes.channelMessages(channel), { body }).catch((error: unknown) => {
          // The nonce is known, but its message is not there any more: so Discord answers a post, by design (discord-api-docs#6647).
          wasDeleted = error instanceof DiscordAPIError && error.code === CODES.unknownMessage;
          throw error;
        }),
      );
      return wasDeleted ? { kind: 'sent and deleted' } : outcome;
    },
    update: ({ place, message: id }, { components, allowed_mentions, flags }) => {
      const body = { components, allowed_mentions, flags };
      return attempt(place, (channel) => rest.patch(Routes.channelMessage(channel, id), { body }));
    },
    async openThread(target, title) {
      const name = shorten(plainText(title), LIMITS.threadName) || 'Discussion';
      const place = 'place' in target ? target.place : target;
      // A private conversation has no threads: there one simply speaks on.
      if (personOf(place) !== undefined) return place;
      if (!('place' in target)) {
        // Type 11 is a public thread that starts from no message.
        const { id } = (await rest.post(Routes.threads(place.channel), { body: { name, type: 11 } })) as { id: string };
        return { ...place, thread: id };
      }
      try {
        await rest.post(Routes.threads(place.channel, target.message), { body: { name } });
      } catch (error) {
        // A message has one thread at most, and the thread has the message's id: it is there already.
        if (!(error instanceof DiscordAPIError) || error.code !== CODES.threadExists) throw error;
      }
      return { ...place, thread: target.message };
    },
    async findPosted(place, key, since) {
      const mark = markOf(key);
      const channel = await channelOf(place);
      const start = SnowflakeUtil.generate({ timestamp: Date.parse(since) - SLACK_MS }).toString();
      for (let after = start; ; ) {
        const query = new URLSearchParams({ after, limit: String(PAGE) });
        const messages = (await rest.get(Routes.channelMessages(channel), { query })) as APIMessage[];
        const found = messages.find(({ author, components }) => author.id === botId && components?.[0]?.id === mark);
        if (found !== undefined) return { place, message: found.id };
        if (messages.length === 0 && after === start) await demandHistory(channel, start);
        if (messages.length < PAGE) return undefined;
        after = messages.map(({ id }) => id).reduce((newest, id) => (BigInt(id) > BigInt(newest) ? id : newest));
      }
    },
  };
}

/** For some minutes Discord gives the same message back for the same nonce, instead of posting a second one. */
function nonceOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, LIMITS.nonce);
}

/** The delivery's mark on its message, which is still there when the nonce is forgotten: the id of the first component. */
function marked(message: DiscordMessage, key: string): DiscordMessage {
  const [first, ...rest] = message.components;
  return first === undefined ? message : { ...message, components: [{ ...first, id: markOf(key) }, ...rest] };
}

/** 31 bits of the key, above the small numbers that Discord gives to components without an id. */
function markOf(key: string): number {
  return (createHash('sha256').update(key).digest().readUInt32BE(0) % 0x7fff_0000) + 0xffff;
}
