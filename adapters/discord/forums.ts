import {
  type APIGuildForumTag,
  type APIMessage,
  type APIThreadChannel,
  ChannelFlags,
  ChannelType,
  type RawFile,
  type REST,
  RESTJSONErrorCodes,
  Routes,
  SnowflakeUtil,
} from 'discord.js';
import type { Block, Document } from '../../src/chat/document.ts';
import type { Place, Posted } from '../../src/chat/place.ts';
import { type Span, spansToText } from '../../src/text/spans.ts';
import { LIMITS } from './limits.ts';
import { discordErrorCode } from './outcome.ts';
import { type DiscordMessage, hasDeliveryMarker } from './render.ts';
import { threadName } from './threads.ts';

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

/** Whether a channel is a forum or media channel. Each post in one is a thread with the id of its first message. */
export function isForum({ type }: { readonly type: ChannelType }): boolean {
  return type === ChannelType.GuildForum || type === ChannelType.GuildMedia;
}

export async function fetchIsForum(rest: REST, channel: string): Promise<boolean> {
  return isForum((await rest.get(Routes.channel(channel))) as ChannelInfo);
}

/** Posts to a forum. Returns `undefined` without posting if the channel isn't one. */
export async function postToForum(
  rest: REST,
  place: Place,
  document: Document,
  { body: message, files }: { readonly body: DiscordMessage; readonly files: RawFile[] },
): Promise<Posted | undefined> {
  const forum = (await rest.get(Routes.channel(place.channel))) as ChannelInfo;
  if (!isForum(forum)) return undefined;
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
    // The forum may have started to require tags since it was fetched.
    if (discordErrorCode(error) === RESTJSONErrorCodes.TagRequiredToCreateAForumPostInThisChannel && !isTagRequired)
      return createForumPost(true);
    throw error;
  }
}

/**
 * Finds the forum post of a delivery since the snowflake `startId`. Forum posts can't have a nonce, so this is the only
 * way to tell whether a post was created (openclaw#103867).
 */
export async function findForumPost(
  { rest, botId }: { readonly rest: REST; readonly botId: string },
  { place, key, startId }: { readonly place: Place; readonly key: string; readonly startId: string },
): Promise<Posted | undefined> {
  for await (const { id, owner_id, parent_id } of listThreads(rest, place, startId)) {
    if (parent_id !== place.channel || owner_id !== botId || BigInt(id) < BigInt(startId)) continue;
    const starter = await fetchStarterMessage(rest, id);
    if (starter !== undefined && hasDeliveryMarker(starter, key, botId))
      return { place: { ...place, thread: id }, message: id };
  }
  return undefined;
}

/** Lists the active threads of the server, then the channel's threads archived after the snowflake `startId`. */
async function* listThreads(
  rest: REST,
  { tenant, channel }: Place,
  startId: string,
): AsyncGenerator<APIThreadChannel, void> {
  const active = (await rest.get(Routes.guildActiveThreads(tenant))) as Pick<ArchivedThreadsPage, 'threads'>;
  yield* active.threads;
  for (let before: string | undefined; ; ) {
    const limit = String(ARCHIVED_THREADS_PAGE_SIZE);
    const query = new URLSearchParams({ limit, ...(before !== undefined && { before }) });
    const archived = (await rest.get(Routes.channelThreads(channel, 'public'), { query })) as ArchivedThreadsPage;
    yield* archived.threads;
    // Sorted by the time they were archived, newest first; no thread was archived before it was created.
    before = archived.threads.at(-1)?.thread_metadata?.archive_timestamp;
    if (!archived.has_more || before === undefined) return;
    if (Date.parse(before) < SnowflakeUtil.timestampFrom(startId)) return;
  }
}

async function fetchStarterMessage(rest: REST, thread: string): Promise<APIMessage | undefined> {
  try {
    return (await rest.get(Routes.channelMessage(thread, thread))) as APIMessage;
  } catch (error) {
    if (discordErrorCode(error) === RESTJSONErrorCodes.UnknownMessage) return undefined;
    throw error;
  }
}

/** The title of the first paper, or else the first heading. */
function documentTitle({ blocks }: Document): string {
  const paper = blocks.find((block) => block.kind === 'paper');
  const heading = blocks.find((block) => block.kind === 'heading');
  return spansToText(paper?.title ?? heading?.spans ?? []);
}

/** Names of tags that fit any post, best first. */
const GENERIC_TAG_NAMES = ['papers', 'paper', 'discussion', 'discussions', 'general', 'other', 'misc', 'miscellaneous'];

/**
 * Returns the ids of the tags whose names occur in the papers or headings of a document, without those reserved for
 * moderators. If a tag is required and none matches, returns a generic tag, or else the first one.
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

/** Lowercase words between spaces, so that `includes` matches whole words only. "C++" is a word, and isn't "C". */
function normalizeWords(text: string): string {
  const words = text.normalize('NFKC').toLowerCase();
  return ` ${(words.match(/[\p{L}\p{N}\p{M}+#]+/gu) ?? []).join(' ')} `;
}
