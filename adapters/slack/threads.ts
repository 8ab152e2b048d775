import type { webApi } from '@slack/bolt';
import type { ChatPlatform, OpenThreadOutcome, ReadThreadOutcome } from '../../src/chat/platform.ts';
import type { RunRequest } from './requests.ts';
import type { DirectChannels } from './send.ts';

/** The threads below Paperboy's own messages. */
export type Threads = Pick<ChatPlatform, 'openThread' | 'readThread'>;

interface ThreadsDeps {
  /** With retries: nothing is said here. */
  readonly readClient: webApi.WebClient;
  readonly runRequest: RunRequest;
  readonly directChannels: DirectChannels;
}

/** A message that others stand below, as Slack tells of it. */
type ParentMessage = NonNullable<webApi.ConversationsRepliesResponse['messages']>[number];

/** What is left of a message that was deleted while it had replies (hackclub/toriel#238). */
const TOMBSTONE_SUBTYPE = 'tombstone';

/** Threads as Slack tells of them; nothing of what people say there is read. */
export function createThreads({ readClient, runRequest, directChannels }: ThreadsDeps): Threads {
  return {
    // A thread of Slack's has no name, is there as soon as somebody answers, and never sleeps: only the way to it is missing. Whether
    // somebody has locked it can be read.
    openThread: ({ place, message }) =>
      runRequest<OpenThreadOutcome>('chat.getPermalink', async () => {
        const channel = await directChannels.resolveChannel(place);
        const { permalink: url } = await readClient.chat.getPermalink({ channel, message_ts: message });
        return { kind: 'open', thread: { place: { ...place, thread: message }, ...(url !== undefined && { url }) } };
      }),
    // The first message alone is asked for, which counts the others. In a channel that was archived Paperboy is no member any more
    // (elastic/connectors#1972), so Slack says the same of it as of one that Paperboy was removed from: it may come back, and the thread
    // with it.
    readThread: (place) =>
      runRequest<ReadThreadOutcome>('conversations.replies', async () => {
        const call = { channel: await directChannels.resolveChannel(place), ts: place.thread ?? '', limit: 1 };
        const { messages: [parent] = [] } = await readClient.conversations.replies(call);
        return parent === undefined || isDeleted(parent)
          ? { kind: 'gone', reason: 'the message that the thread starts from was deleted' }
          : toThreadReading(parent);
      }),
  };
}

function isDeleted(parent: ParentMessage): boolean {
  return 'subtype' in parent && parent.subtype === TOMBSTONE_SUBTYPE;
}

function toThreadReading(parent: ParentMessage): ReadThreadOutcome {
  const { reply_count: replies = 0, latest_reply: latestReply, is_locked: isLocked } = parent;
  return {
    kind: 'read',
    state: isLocked === true ? 'locked' : 'open',
    replies,
    people: countParticipants(parent),
    // Once all replies were deleted, the last one was at 0000000000.000000 (llimllib/limbo#191).
    ...(replies > 0 && latestReply !== undefined && { lastAt: new Date(Number(latestReply) * 1000).toISOString() }),
  };
}

/**
 * Those who replied, without Paperboy, which is whoever wrote the first message. Slack counts all and names some; where Paperboy is not
 * among those nobody can tell, and it may count as one of them.
 */
function countParticipants({
  user,
  bot_id: bot,
  reply_users: knownRepliers = [],
  reply_users_count: replierCount = knownRepliers.length,
}: ParentMessage): number {
  // An app may be named by either id (slackapi/slack-api-specs#72).
  return replierCount - knownRepliers.filter((id) => id === user || id === bot).length;
}
