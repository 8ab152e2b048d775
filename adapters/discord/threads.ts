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
import type { Block, Document } from '../../src/chat/document.ts';
import { directMessageUserId, type Place, type Posted } from '../../src/chat/place.ts';
import type { ChatPlatform, OpenThreadOutcome, PostFailure, ReadThreadOutcome } from '../../src/chat/platform.ts';
import { truncate } from '../../src/text/format.ts';
import { type Span, spansToText } from '../../src/text/spans.ts';
import { plainLabel } from './escape.ts';
import { LIMITS } from './limits.ts';
import { discordErrorCode, RESTJSONErrorCodes, type RequestRunner, toPostFailureBeforeSend } from './outcome.ts';
import { type DiscordMessage, hasDeliveryMarker } from './render.ts';

type Threads = Pick<ChatPlatform, 'openThread' | 'readThread'>;

interface ThreadsDeps {
  readonly rest: REST;
  readonly requestRunner: RequestRunner;
  /** The bot's own id. */
  readonly botId: string;
}

/**
 * Opens threads and looks at them (https://discord.com/developers/docs/topics/threads). A message has one thread at most, which has the
 * message's id and outlives it.
 */
export function createThreads({ rest, requestRunner, botId }: ThreadsDeps): Threads {
  /** The thread that is there already, woken where it sleeps. */
  const openExistingThread = async (place: Place, thread: string): Promise<OpenThreadOutcome> => {
    const { thread_metadata: metadata } = (await rest.get(Routes.channel(thread))) as APIThreadChannel;
    if (metadata?.locked) return { kind: 'locked' };
    if (metadata?.archived) await unarchive(thread);
    return openThreadOutcome(place, thread);
  };

  const unarchive = async (thread: string): Promise<void> => {
    try {
      await rest.patch(Routes.channel(thread), { body: { archived: false } });
    } catch (error) {
      // Who is in no thread may not wake it so. The next message of anybody does.
      if (
        discordErrorCode(error) !== RESTJSONErrorCodes.MissingPermissions &&
        discordErrorCode(error) !== RESTJSONErrorCodes.MissingAccess
      )
        throw error;
    }
  };

  return {
    async openThread({ place, message }, title) {
      // A private conversation has no threads: there one simply speaks on.
      if (directMessageUserId(place) !== undefined) return { kind: 'open', thread: { place } };
      const { thread } = place;
      // A thread has none in it, and what was posted in a forum is one.
      if (thread !== undefined) return requestRunner.run(() => openExistingThread(place, thread));
      return requestRunner.run(async () => {
        try {
          await rest.post(Routes.threads(place.channel, message), { body: { name: threadName(title) } });
          return openThreadOutcome(place, message);
        } catch (error) {
          const code = discordErrorCode(error);
          // Its message may be gone, and the thread still there.
          if (code === RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage || code === RESTJSONErrorCodes.UnknownMessage)
            return openExistingThread(place, message);
          throw error;
        }
      });
    },
    readThread: (place) =>
      directMessageUserId(place) === undefined
        ? requestRunner.run(async () => {
            const thread = (await rest.get(Routes.channel(place.thread ?? place.channel))) as APIThreadChannel;
            return toThreadReading(thread, botId);
          }, toPostFailureBeforeSend)
        : // What is said there is no reply to anything.
          Promise.resolve({ kind: 'read', state: 'open', replies: 0, people: 0 }),
  };
}

function openThreadOutcome({ platform, tenant, channel }: Place, thread: string): OpenThreadOutcome {
  const url = `https://discord.com/channels/${tenant}/${thread}`;
  return { kind: 'open', thread: { place: { platform, tenant, channel, thread }, url } };
}

/** What Discord tells of a thread. It counts no more than 50 people, and the messages that are deleted it counts no more. */
function toThreadReading(thread: APIThreadChannel, botId: string): ReadThreadOutcome | PostFailure {
  const {
    id,
    thread_metadata: metadata,
    message_count: replies = 0,
    member_count = 0,
    last_message_id: lastMessageId,
  } = thread;
  if (metadata === undefined) return { kind: 'failed', reason: `${id} is no thread` };
  // It is in the threads that it has opened; of others Discord says so.
  const isMember = thread.member !== undefined || thread.owner_id === botId;
  return {
    kind: 'read',
    state: metadata.locked ? 'locked' : metadata.archived ? 'archived' : 'open',
    replies,
    people: Math.max(0, member_count - (isMember ? 1 : 0)),
    ...(replies > 0 && lastMessageId && { lastAt: new Date(SnowflakeUtil.timestampFrom(lastMessageId)).toISOString() }),
  };
}

/** A title as the name of a thread or of a post in a forum. */
function threadName(title: string): string {
  return truncate(plainLabel(title), LIMITS.threadName) || 'Discussion';
}

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

/** Names of tags that fit whatever a post is about, the best one first. */
const GENERIC_TAG_NAMES = ['papers', 'paper', 'discussion', 'discussions', 'general', 'other', 'misc', 'miscellaneous'];

/**
 * The tags of a forum that fit a document, by their ids: those whose names stand in its papers or headings, word for word. None is
 * one that only moderators apply. Where a tag is required and none fits, it is one that says little, else the first.
 */
export function selectForumTags(
  available: readonly APIGuildForumTag[],
  document: Document,
  isRequired: boolean,
): readonly string[] {
  const subjects = document.blocks.flatMap(subjectSpans).map((spans) => normalizeWords(spansToText(spans)));
  const usableTags = available.filter(({ moderated }) => !moderated);
  const matchingTags = usableTags.filter(({ name }) => {
    const words = normalizeWords(name);
    return words.trim() !== '' && subjects.some((text) => text.includes(words));
  });
  const selected = matchingTags.length > 0 || !isRequired ? matchingTags : [findGenericTag(usableTags)];
  return selected.flatMap((tag) => tag?.id ?? []).slice(0, LIMITS.forumTags);
}

function findGenericTag(tags: readonly APIGuildForumTag[]): APIGuildForumTag | undefined {
  const candidates = GENERIC_TAG_NAMES.map((name) => tags.find((tag) => normalizeWords(tag.name).trim() === name));
  return candidates.find((tag) => tag !== undefined) ?? tags[0];
}

/** What a block says about its subject. */
function subjectSpans(block: Block): (readonly Span[])[] {
  switch (block.kind) {
    case 'heading':
      return [block.spans];
    case 'paper':
      return [block.title, block.abstract ?? [], ...block.facts.map(({ spans }) => spans)];
    default:
      return [];
  }
}

/** The words of a text between spaces, so that one text stands in another only with whole words. "C++" is a word, and is not "C". */
function normalizeWords(text: string): string {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}+#]+/gu) ?? [];
  return ` ${words.join(' ')} `;
}
