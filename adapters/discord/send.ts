import { type APIMessage, MessageFlags, type REST, RESTJSONErrorCodes, Routes, SnowflakeUtil } from 'discord.js';
import { LRUCache } from 'lru-cache';
import type { Document } from '../../src/chat/document.ts';
import { directMessageUserId, type Place } from '../../src/chat/place.ts';
import type { ChatPlatform, PostOutcome } from '../../src/chat/platform.ts';
import { type AttachCharts, type ChartFile, toAttachments, toRawFiles } from './charts.ts';
import { fetchIsForum, findForumPost, postToForum } from './forums.ts';
import { LIMITS, MAX_CLOCK_SKEW_MS } from './limits.ts';
import { discordErrorCode, type RunRequest, toPostFailureBeforeSend } from './outcome.ts';
import { hasDeliveryMarker, nonceFor, render, withDeliveryMarker } from './render.ts';

interface SenderDeps {
  readonly rest: REST;
  readonly runRequest: RunRequest;
  readonly attachCharts: AttachCharts;
  readonly botId: string;
}

const HISTORY_PAGE_SIZE = 100;

/** Forums, and channels that take no messages at all. */
const NOT_TEXT_CHANNEL_CODES: ReadonlySet<number | undefined> = new Set([
  RESTJSONErrorCodes.CannotSendAMessageInAForumChannel,
  RESTJSONErrorCodes.CannotSendMessagesInNonTextChannel,
  RESTJSONErrorCodes.CannotExecuteActionOnThisChannelType,
]);

/** Sends posts as silent messages, and finds them again. Requests aren't retried. */
export function createSender({
  rest,
  runRequest,
  attachCharts,
  botId,
}: SenderDeps): Pick<ChatPlatform, 'post' | 'update' | 'findPosted'> {
  const resolveChannel = createChannelResolver(rest);

  const withChannel = async (place: Place, send: (channel: string) => Promise<PostOutcome>): Promise<PostOutcome> => {
    const resolved = await runRequest(async () => ({ channel: await resolveChannel(place) }), toPostFailureBeforeSend);
    return 'channel' in resolved ? runRequest(() => send(resolved.channel)) : resolved;
  };

  return {
    post: (place, document, key) =>
      withChannel(place, (channel) =>
        attachCharts(document, (drawn, charts) => postMessage(rest, channel, { place, key }, drawn, charts)),
      ),
    update: (posted, document) =>
      withChannel(posted.place, async (channel) => {
        await attachCharts(document, (drawn, charts) => {
          // `attachments` drops the files that it doesn't list.
          const body = { ...render(drawn), attachments: toAttachments(charts) };
          return rest.patch(Routes.channelMessage(channel, posted.message), { body, files: toRawFiles(charts) });
        });
        return { kind: 'sent', posted };
      }),
    async findPosted(place, key, since) {
      const channel = await resolveChannel(place);
      const startId = SnowflakeUtil.generate({ timestamp: Date.parse(since) - MAX_CLOCK_SKEW_MS }).toString();
      // The message list of a forum is always empty (discord-api-docs#2831).
      if (channel === place.channel && (await fetchIsForum(rest, channel)))
        return findForumPost({ rest, botId }, { place, key, startId });
      for await (const message of listMessages(rest, channel, startId))
        if (hasDeliveryMarker(message, key, botId)) return { place, message: message.id };
      return undefined;
    },
  };
}

async function postMessage(
  rest: REST,
  channel: string,
  { place, key }: { readonly place: Place; readonly key: string },
  document: Document,
  charts: readonly ChartFile[],
): Promise<PostOutcome> {
  const message = withDeliveryMarker(render(document), key);
  const flags = message.flags | MessageFlags.SuppressNotifications;
  const body = { ...message, flags, ...(charts.length > 0 && { attachments: toAttachments(charts) }) };
  const files = toRawFiles(charts);
  try {
    const bodyWithNonce = { ...body, nonce: nonceFor(key), enforce_nonce: true };
    const { id } = (await rest.post(Routes.channelMessages(channel), { body: bodyWithNonce, files })) as APIMessage;
    return { kind: 'sent', posted: { place, message: id } };
  } catch (error) {
    const code = discordErrorCode(error);
    // Discord knows the nonce, but its message was deleted: this error is by design (discord-api-docs#6647).
    if (code === RESTJSONErrorCodes.UnknownMessage) return { kind: 'sent-then-deleted' };
    // Detecting forums by this error costs no request for other channels and is never out of date.
    const posted = NOT_TEXT_CHANNEL_CODES.has(code)
      ? await postToForum(rest, place, document, { body, files })
      : undefined;
    if (posted === undefined) throw error;
    return { kind: 'sent', posted };
  }
}

/** Lists the messages of a channel that are newer than the snowflake `startId`. */
async function* listMessages(rest: REST, channel: string, startId: string): AsyncGenerator<APIMessage, void> {
  for (let afterId = startId; ; ) {
    const query = new URLSearchParams({ after: afterId, limit: String(HISTORY_PAGE_SIZE) });
    const messages = (await rest.get(Routes.channelMessages(channel), { query })) as APIMessage[];
    yield* messages;
    if (messages.length === 0 && afterId === startId) await assertCanReadHistory(rest, channel, startId);
    if (messages.length < HISTORY_PAGE_SIZE) return;
    afterId = messages.map(({ id }) => id).reduce((newest, id) => (BigInt(id) > BigInt(newest) ? id : newest));
  }
}

/**
 * Without Read Message History Discord returns an empty list (discord-api-docs#455), but an error for a single message.
 *
 * @throws DiscordAPIError if the bot can't read the channel's history
 */
async function assertCanReadHistory(rest: REST, channel: string, message: string): Promise<void> {
  try {
    await rest.get(Routes.channelMessage(channel, message));
  } catch (error) {
    if (discordErrorCode(error) !== RESTJSONErrorCodes.UnknownMessage) throw error;
  }
}

/** Returns a function that finds the id of a place's channel. DM channels are opened once: their ids never change. */
function createChannelResolver(rest: REST): (place: Place) => Promise<string> {
  const directChannels = new LRUCache<string, string>({ max: LIMITS.cachedDirectChannels });
  return async (place) => {
    const userId = directMessageUserId(place);
    if (userId === undefined) return place.thread ?? place.channel;
    const cached = directChannels.get(userId);
    if (cached !== undefined) return cached;
    const { id } = (await rest.post(Routes.userChannels(), { body: { recipient_id: userId } })) as { id: string };
    directChannels.set(userId, id);
    return id;
  };
}
