import { type APIMessage, MessageFlags, type REST, Routes, SnowflakeUtil } from 'discord.js';
import type { Document } from '../../src/chat/document.ts';
import { directMessageUserId, type Place, type Posted } from '../../src/chat/place.ts';
import type { PostOutcome } from '../../src/chat/platform.ts';
import { type AttachCharts, type ChartFile, toAttachments, toRawFiles } from './charts.ts';
import { LIMITS, MAX_CLOCK_SKEW_MS } from './limits.ts';
import { discordErrorCode, RESTJSONErrorCodes, type RequestRunner, toPostFailureBeforeSend } from './outcome.ts';
import { hasDeliveryMarker, nonceFor, render, withDeliveryMarker } from './render.ts';
import { createForums, isForumChannel } from './threads.ts';

/** Says things unasked. Each call is one request where it can be: whether to try again is decided where the delivery is known. */
export interface Sender {
  post(place: Place, document: Document, key: string): Promise<PostOutcome>;
  update(posted: Posted, document: Document): Promise<PostOutcome>;
  /** @throws what keeps Discord from being asked: nobody knows then */
  findPosted(place: Place, key: string, since: string): Promise<Posted | undefined>;
}

const HISTORY_PAGE_SIZE = 100;

interface SenderDeps {
  /** A manager of its own, without retries, so that no answer to a person waits behind posts. */
  readonly rest: REST;
  readonly requestRunner: RequestRunner;
  readonly attachCharts: AttachCharts;
  /** The bot's own id. */
  readonly botId: string;
}

/** What Discord calls a channel that takes no messages: a forum, and others that take none at all. */
const NOT_TEXT_CHANNEL_CODES: ReadonlySet<number | undefined> = new Set([
  RESTJSONErrorCodes.CannotSendAMessageInAForumChannel,
  RESTJSONErrorCodes.CannotSendMessagesInNonTextChannel,
  RESTJSONErrorCodes.CannotExecuteActionOnThisChannelType,
]);

/** Says things as one bot. Posts disturb nobody: Discord gives no notification of them. */
export function createSender({ rest, requestRunner, attachCharts, botId }: SenderDeps): Sender {
  const resolveDirectChannel = createDirectChannels(rest);
  const forums = createForums({ rest, botId });

  const resolveChannel = async (place: Place): Promise<string> => {
    const userId = directMessageUserId(place);
    return userId === undefined ? (place.thread ?? place.channel) : resolveDirectChannel(userId);
  };

  const withChannel = async (place: Place, work: (channel: string) => Promise<PostOutcome>): Promise<PostOutcome> => {
    const resolved = await requestRunner.run(
      async () => ({ channel: await resolveChannel(place) }),
      toPostFailureBeforeSend,
    );
    return 'channel' in resolved ? requestRunner.run(() => work(resolved.channel)) : resolved;
  };

  /** Whether what was said can be read at all: without that right Discord lists nothing, as if nothing was there (discord-api-docs#455). */
  const assertCanReadHistory = async (channel: string, message: string): Promise<void> => {
    try {
      await rest.get(Routes.channelMessage(channel, message));
    } catch (error) {
      if (discordErrorCode(error) !== RESTJSONErrorCodes.UnknownMessage) throw error;
    }
  };

  const postToChannel = async (
    channel: string,
    { place, key }: { readonly place: Place; readonly key: string },
    document: Document,
    charts: readonly ChartFile[],
  ): Promise<PostOutcome> => {
    const message = withDeliveryMarker(render(document), key);
    // Whoever did not ask at this moment is not to be disturbed by it.
    const flags = message.flags | MessageFlags.SuppressNotifications;
    const body = { ...message, flags, ...(charts.length > 0 && { attachments: toAttachments(charts) }) };
    const files = toRawFiles(charts);
    try {
      const bodyWithNonce = { ...body, nonce: nonceFor(key), enforce_nonce: true };
      const { id } = (await rest.post(Routes.channelMessages(channel), { body: bodyWithNonce, files })) as APIMessage;
      return { kind: 'sent', posted: { place, message: id } };
    } catch (error) {
      const code = discordErrorCode(error);
      // The nonce is known, but its message is not there any more: so Discord answers a post, by design (discord-api-docs#6647).
      if (code === RESTJSONErrorCodes.UnknownMessage) return { kind: 'sent-then-deleted' };
      // That a channel is a forum is learned from this refusal: it costs other channels nothing, is never out of date, and is certain.
      const posted = NOT_TEXT_CHANNEL_CODES.has(code) ? await forums.post(place, document, { body, files }) : undefined;
      if (posted === undefined) throw error;
      return { kind: 'sent', posted };
    }
  };

  return {
    post: (place, document, key) =>
      withChannel(place, (channel) =>
        attachCharts(document, (drawn, charts) => postToChannel(channel, { place, key }, drawn, charts)),
      ),
    update: (posted, document) =>
      withChannel(posted.place, async (channel) => {
        await attachCharts(document, (drawn, charts) => {
          const { components, allowed_mentions, flags } = render(drawn);
          // Files that are not named here go from the message.
          const body = { components, allowed_mentions, flags, attachments: toAttachments(charts) };
          return rest.patch(Routes.channelMessage(channel, posted.message), { body, files: toRawFiles(charts) });
        });
        return { kind: 'sent', posted };
      }),
    async findPosted(place, key, since) {
      const channel = await resolveChannel(place);
      const startId = SnowflakeUtil.generate({ timestamp: Date.parse(since) - MAX_CLOCK_SKEW_MS }).toString();
      // A forum would list no messages at all, as if nothing was there (discord-api-docs#2831).
      if (channel === place.channel && (await isForumChannel(rest, channel))) return forums.find(place, key, startId);
      for (let afterId = startId; ; ) {
        const query = new URLSearchParams({ after: afterId, limit: String(HISTORY_PAGE_SIZE) });
        const messages = (await rest.get(Routes.channelMessages(channel), { query })) as APIMessage[];
        const found = messages.find((message) => hasDeliveryMarker(message, key, botId));
        if (found !== undefined) return { place, message: found.id };
        if (messages.length === 0 && afterId === startId) await assertCanReadHistory(channel, startId);
        if (messages.length < HISTORY_PAGE_SIZE) return undefined;
        afterId = messages.map(({ id }) => id).reduce((newest, id) => (BigInt(id) > BigInt(newest) ? id : newest));
      }
    },
  };
}

/** The channel in which one speaks with a person in private, by the person's id. It stays the same, so Discord is asked for it once. */
type DirectChannels = (userId: string) => Promise<string>;

/** Remembers the channels of the people written to last (`LIMITS.directChannels`). Rejects with what a request throws. */
function createDirectChannels(rest: REST): DirectChannels {
  const cache = new Map<string, string>();
  return async (userId) => {
    const channel = cache.get(userId) ?? (await openDirectChannel(rest, userId));
    cache.delete(userId);
    cache.set(userId, channel);
    const oldest = cache.keys().next().value;
    if (cache.size > LIMITS.cachedDirectChannels && oldest !== undefined) cache.delete(oldest);
    return channel;
  };
}

async function openDirectChannel(rest: REST, userId: string): Promise<string> {
  const { id } = (await rest.post(Routes.userChannels(), { body: { recipient_id: userId } })) as { id: string };
  return id;
}
