import {
  type APIGuildForumTag,
  type APIMessage,
  type APIThreadChannel,
  ChannelFlags,
  ChannelType,
  type RawFile,
  type REST,
  Routes,
  SnowflakeUtil,
} from 'discord.js';
import type { Document } from '../../src/chat/document.ts';
import type { Place, Posted } from '../../src/chat/place.ts';
import { spansToText } from '../../src/text/span.ts';
import { hasDeliveryMarker } from './delivery-mark.ts';
import { selectForumTags } from './forum-tags.ts';
import { discordErrorCode, RESTJSONErrorCodes } from './outcome.ts';
import type { DiscordMessage } from './render.ts';
import { threadName } from './thread-name.ts';

/** A message with the files that go along. */
interface MessageWithFiles {
  readonly body: DiscordMessage;
  readonly files: RawFile[];
}

/** Forums and media channels, which are made of threads alone: what is posted there begins one, whose id the message has too. */
export interface Forums {
  /** Posts into a forum. Gives nothing, and posts nothing, where the place is none. */
  post(place: Place, document: Document, message: MessageWithFiles): Promise<Posted | undefined>;
  /** Looks for the post of a delivery since the snowflake `start`: no nonce protects this call, so it has to be found (openclaw#103867). */
  find(place: Place, key: string, startId: string): Promise<Posted | undefined>;
}

/** A channel as Discord gives it, as far as it is of interest. */
interface ChannelInfo {
  readonly type: ChannelType;
  readonly flags?: number;
  readonly available_tags?: readonly APIGuildForumTag[];
}

interface ArchivedThreadsPage {
  readonly threads: readonly APIThreadChannel[];
  readonly has_more: boolean;
}

const ARCHIVED_THREADS_PAGE_SIZE = 100;

/** Whether a channel is made of threads alone. */
export async function isForumChannel(rest: REST, id: string): Promise<boolean> {
  return isForumType((await rest.get(Routes.channel(id))) as ChannelInfo);
}

/** Forums as one bot sees them: only threads that it began itself are looked through. */
export function createForums({ rest, botId }: { readonly rest: REST; readonly botId: string }): Forums {
  /** The bot's threads in a forum that are not older than `start`: those that are active, then those that are not any more. */
  async function* listBotThreads({ tenant, channel }: Place, startId: string): AsyncGenerator<APIThreadChannel> {
    const isOwnThread = ({ id, owner_id, parent_id }: APIThreadChannel): boolean =>
      parent_id === channel && owner_id === botId && BigInt(id) >= BigInt(startId);
    const active = (await rest.get(Routes.guildActiveThreads(tenant))) as Pick<ArchivedThreadsPage, 'threads'>;
    yield* active.threads.filter(isOwnThread);
    for (let before: string | undefined; ; ) {
      const query = new URLSearchParams({
        limit: String(ARCHIVED_THREADS_PAGE_SIZE),
        ...(before !== undefined && { before }),
      });
      const archived = (await rest.get(Routes.channelThreads(channel, 'public'), { query })) as ArchivedThreadsPage;
      yield* archived.threads.filter(isOwnThread);
      // They come by the instant at which they were archived, the last one first: none was archived before it began.
      before = archived.threads.at(-1)?.thread_metadata?.archive_timestamp;
      if (!archived.has_more || before === undefined) return;
      if (Date.parse(before) < SnowflakeUtil.timestampFrom(startId)) return;
    }
  }

  const fetchStarterMessage = async (thread: string): Promise<APIMessage | undefined> => {
    try {
      return (await rest.get(Routes.channelMessage(thread, thread))) as APIMessage;
    } catch (error) {
      if (discordErrorCode(error) === RESTJSONErrorCodes.UnknownMessage) return undefined;
      throw error;
    }
  };

  return {
    async post(place, document, { body: message, files }) {
      const forum = (await rest.get(Routes.channel(place.channel))) as ChannelInfo;
      if (!isForumType(forum)) return undefined;
      const name = threadName(documentTitle(document));
      const createForumPost = async (isTagRequired: boolean): Promise<Posted> => {
        const applied_tags = selectForumTags(forum.available_tags ?? [], document, isTagRequired);
        const body = { name, message, applied_tags };
        const { id } = (await rest.post(Routes.threads(place.channel), { body, files })) as APIThreadChannel;
        return { place: { ...place, thread: id }, message: id };
      };
      const isTagRequired = ((forum.flags ?? 0) & ChannelFlags.RequireTag) !== 0;
      try {
        return await createForumPost(isTagRequired);
      } catch (error) {
        // Somebody has made it so just now.
        if (discordErrorCode(error) === RESTJSONErrorCodes.TagRequiredToCreateAForumPostInThisChannel && !isTagRequired)
          return createForumPost(true);
        throw error;
      }
    },
    async find(place, key, startId) {
      for await (const { id } of listBotThreads(place, startId)) {
        const starter = await fetchStarterMessage(id);
        if (starter !== undefined && hasDeliveryMarker(starter, key, botId)) {
          return { place: { ...place, thread: id }, message: id };
        }
      }
      return undefined;
    },
  };
}

function isForumType({ type }: ChannelInfo): boolean {
  return type === ChannelType.GuildForum || type === ChannelType.GuildMedia;
}

/** What a document is about, in a line: its first paper, else what stands above it. */
function documentTitle({ blocks }: Document): string {
  const paper = blocks.find((block) => block.kind === 'paper');
  const heading = blocks.find((block) => block.kind === 'heading');
  return spansToText(paper?.title ?? heading?.spans ?? []);
}
