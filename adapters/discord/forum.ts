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
import { plainText } from '../../src/text/span.ts';
import { bearsMark } from './delivery-mark.ts';
import { fittingTags } from './forum-tags.ts';
import { CODES, codeOf } from './outcome.ts';
import type { DiscordMessage } from './render.ts';
import { threadName } from './thread-name.ts';

/** A message with the files that go along. */
interface Sent {
  readonly body: DiscordMessage;
  readonly files: RawFile[];
}

/** Forums and media channels, which are made of threads alone: what is posted there begins one, whose id the message has too. */
export interface Forums {
  /** Posts into a forum. Gives nothing, and posts nothing, where the place is none. */
  post(place: Place, document: Document, message: Sent): Promise<Posted | undefined>;
  /** Looks for the post of a delivery since the snowflake `start`: no nonce protects this call, so it has to be found (openclaw#103867). */
  find(place: Place, key: string, start: string): Promise<Posted | undefined>;
}

/** A channel as Discord gives it, as far as it is of interest. */
interface Channel {
  readonly type: ChannelType;
  readonly flags?: number;
  readonly available_tags?: readonly APIGuildForumTag[];
}

interface ArchivedThreads {
  readonly threads: readonly APIThreadChannel[];
  readonly has_more: boolean;
}

const PAGE = 100;

/** Whether a channel is made of threads alone. */
export async function isForum(rest: REST, id: string): Promise<boolean> {
  return takesThreads((await rest.get(Routes.channel(id))) as Channel);
}

/** Forums as one bot sees them: only threads that it began itself are looked through. */
export function createForums({ rest, botId }: { readonly rest: REST; readonly botId: string }): Forums {
  /** The bot's threads in a forum that are not older than `start`: those that are active, then those that are not any more. */
  async function* threadsOf({ tenant, channel }: Place, start: string): AsyncGenerator<APIThreadChannel> {
    const isIt = ({ id, owner_id, parent_id }: APIThreadChannel): boolean =>
      parent_id === channel && owner_id === botId && BigInt(id) >= BigInt(start);
    const active = (await rest.get(Routes.guildActiveThreads(tenant))) as Pick<ArchivedThreads, 'threads'>;
    yield* active.threads.filter(isIt);
    for (let before: string | undefined; ; ) {
      const query = new URLSearchParams({ limit: String(PAGE), ...(before !== undefined && { before }) });
      const archived = (await rest.get(Routes.channelThreads(channel, 'public'), { query })) as ArchivedThreads;
      yield* archived.threads.filter(isIt);
      // They come by the instant at which they were archived, the last one first: none was archived before it began.
      before = archived.threads.at(-1)?.thread_metadata?.archive_timestamp;
      if (!archived.has_more || before === undefined) return;
      if (Date.parse(before) < SnowflakeUtil.timestampFrom(start)) return;
    }
  }

  const starterOf = async (thread: string): Promise<APIMessage | undefined> => {
    try {
      return (await rest.get(Routes.channelMessage(thread, thread))) as APIMessage;
    } catch (error) {
      if (codeOf(error) === CODES.unknownMessage) return undefined;
      throw error;
    }
  };

  return {
    async post(place, document, { body: message, files }) {
      const forum = (await rest.get(Routes.channel(place.channel))) as Channel;
      if (!takesThreads(forum)) return undefined;
      const name = threadName(titleOf(document));
      const begin = async (isTagRequired: boolean): Promise<Posted> => {
        const applied_tags = fittingTags(forum.available_tags ?? [], document, isTagRequired);
        const body = { name, message, applied_tags };
        const { id } = (await rest.post(Routes.threads(place.channel), { body, files })) as APIThreadChannel;
        return { place: { ...place, thread: id }, message: id };
      };
      const isTagRequired = ((forum.flags ?? 0) & ChannelFlags.RequireTag) !== 0;
      try {
        return await begin(isTagRequired);
      } catch (error) {
        // Somebody has made it so just now.
        if (codeOf(error) === CODES.tagRequired && !isTagRequired) return begin(true);
        throw error;
      }
    },
    async find(place, key, start) {
      for await (const { id } of threadsOf(place, start)) {
        const starter = await starterOf(id);
        if (starter !== undefined && bearsMark(starter, key, botId)) {
          return { place: { ...place, thread: id }, message: id };
        }
      }
      return undefined;
    },
  };
}

function takesThreads({ type }: Channel): boolean {
  return type === ChannelType.GuildForum || type === ChannelType.GuildMedia;
}

/** What a document is about, in a line: its first paper, else what stands above it. */
function titleOf({ blocks }: Document): string {
  const paper = blocks.find((block) => block.kind === 'paper');
  const heading = blocks.find((block) => block.kind === 'heading');
  return plainText(paper?.title ?? heading?.spans ?? []);
}
