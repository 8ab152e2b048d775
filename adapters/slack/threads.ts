import type { webApi } from '@slack/bolt';
import type { ChatPlatform, OpenThreadOutcome, ReadThreadOutcome } from '../../src/chat/platform.ts';
import type { RunRequest, SlackClients } from './requests.ts';
import type { DirectChannels } from './send.ts';

export type Threads = Pick<ChatPlatform, 'openThread' | 'readThread'>;

interface ThreadsDeps extends Pick<SlackClients, 'readClient'> {
  readonly runRequest: RunRequest;
  readonly directChannels: DirectChannels;
}

/** The message that a thread starts from. */
type ParentMessage = NonNullable<webApi.ConversationsRepliesResponse['messages']>[number];

/** Takes the place of a deleted message that has replies (hackclub/toriel#238). */
const TOMBSTONE_SUBTYPE = 'tombstone';

/** The threads below Paperboy's own messages. It never reads what people write there. */
export function createThreads({ readClient, runRequest, directChannels }: ThreadsDeps): Threads {
  return {
    // Slack's threads have no title, begin with the first reply and are never archived: only the link is missing.
    openThread: ({ place, message }) =>
      runRequest<OpenThreadOutcome>('chat.getPermalink', async () => {
        const channel = await directChannels.resolveChannel(place);
        const { permalink: url } = await readClient.chat.getPermalink({ channel, message_ts: message });
        return { kind: 'open', thread: { place: { ...place, thread: message }, ...(url !== undefined && { url }) } };
      }),
    // Only the first message is requested, which has the counts. Archiving a channel removes the bot from it
    // (elastic/connectors#1972), so the error is the same as when people removed it. Both may be undone.
    readThread: (place) =>
      runRequest<ReadThreadOutcome>('conversations.replies', async () => {
        const request = { channel: await directChannels.resolveChannel(place), ts: place.thread ?? '', limit: 1 };
        const { messages: [parent] = [] } = await readClient.conversations.replies(request);
        return parent === undefined || isDeleted(parent)
          ? { kind: 'gone', reason: "the thread's first message was deleted" }
          : toReadThreadOutcome(parent);
      }),
  };
}

function isDeleted(parent: ParentMessage): boolean {
  return 'subtype' in parent && parent.subtype === TOMBSTONE_SUBTYPE;
}

function toReadThreadOutcome(parent: ParentMessage): ReadThreadOutcome {
  const { reply_count: replies = 0, latest_reply: latestReply, is_locked: isLocked } = parent;
  return {
    kind: 'read',
    state: isLocked === true ? 'locked' : 'open',
    replies,
    people: countParticipants(parent),
    // After all replies were deleted, `latest_reply` is 0000000000.000000 (llimllib/limbo#191).
    ...(replies > 0 && latestReply !== undefined && { lastAt: new Date(Number(latestReply) * 1000).toISOString() }),
  };
}

/** Repliers except Paperboy, the author of the first message, unless Slack doesn't list it: it lists only some. */
function countParticipants({
  user,
  bot_id: bot,
  reply_users: knownRepliers = [],
  reply_users_count: replierCount = knownRepliers.length,
}: ParentMessage): number {
  // Apps are listed by either id (slackapi/slack-api-specs#72).
  return replierCount - knownRepliers.filter((id) => id === user || id === bot).length;
}
