import type { webApi } from '@slack/bolt';
import type { ChatPlatform, ThreadOutcome, ThreadReading } from '../../src/chat/platform.ts';
import type { Attempt } from './attempt.ts';
import type { DirectChannels } from './direct-channels.ts';

/** The threads below Paperboy's own messages. */
export type Threads = Pick<ChatPlatform, 'openThread' | 'readThread'>;

interface Dependencies {
  /** With retries: nothing is said here. */
  readonly reads: webApi.WebClient;
  readonly attempt: Attempt;
  readonly directChannels: DirectChannels;
}

/** A message that others stand below, as Slack tells of it. */
type Parent = NonNullable<webApi.ConversationsRepliesResponse['messages']>[number];

/** What is left of a message that was deleted while it had replies (hackclub/toriel#238). */
const TOMBSTONE = 'tombstone';

/** Threads as Slack tells of them; nothing of what people say there is read. */
export function createThreads({ reads, attempt, directChannels }: Dependencies): Threads {
  return {
    // A thread of Slack's has no name, is there as soon as somebody answers, and never sleeps: only the way to it is missing. Whether
    // somebody has locked it can be read.
    openThread: ({ place, message }) =>
      attempt<ThreadOutcome>('chat.getPermalink', async () => {
        const channel = await directChannels.channelOf(place);
        const { permalink: url } = await reads.chat.getPermalink({ channel, message_ts: message });
        return { kind: 'open', thread: { place: { ...place, thread: message }, ...(url !== undefined && { url }) } };
      }),
    // The first message alone is asked for, which counts the others. In a channel that was archived Paperboy is no member any more
    // (elastic/connectors#1972), so Slack says the same of it as of one that Paperboy was removed from: it may come back, and the thread
    // with it.
    readThread: (place) =>
      attempt<ThreadReading>('conversations.replies', async () => {
        const call = { channel: await directChannels.channelOf(place), ts: place.thread ?? '', limit: 1 };
        const { messages: [parent] = [] } = await reads.conversations.replies(call);
        return parent === undefined || isDeleted(parent)
          ? { kind: 'gone', reason: 'the message that the thread starts from was deleted' }
          : readingOf(parent);
      }),
  };
}

function isDeleted(parent: Parent): boolean {
  return 'subtype' in parent && parent.subtype === TOMBSTONE;
}

function readingOf(parent: Parent): ThreadReading {
  const { reply_count: replies = 0, latest_reply: last, is_locked: isLocked } = parent;
  return {
    kind: 'read',
    state: isLocked === true ? 'locked' : 'open',
    replies,
    people: peopleIn(parent),
    // Once all replies were deleted, the last one was at 0000000000.000000 (llimllib/limbo#191).
    ...(replies > 0 && last !== undefined && { lastAt: new Date(Number(last) * 1000).toISOString() }),
  };
}

/**
 * Those who replied, without Paperboy, which is whoever wrote the first message. Slack counts all and names some; where Paperboy is not
 * among those nobody can tell, and it may count as one of them.
 */
function peopleIn({
  user,
  bot_id: bot,
  reply_users: named = [],
  reply_users_count: all = named.length,
}: Parent): number {
  // An app may be named by either id (slackapi/slack-api-specs#72).
  return all - named.filter((id) => id === user || id === bot).length;
}
