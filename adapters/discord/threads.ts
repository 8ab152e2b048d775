import { type APIThreadChannel, type REST, RESTJSONErrorCodes, Routes, SnowflakeUtil } from 'discord.js';
import { directMessageUserId, type Place } from '../../src/chat/place.ts';
import type { ChatPlatform, OpenThreadOutcome, PostFailure, ReadThreadOutcome } from '../../src/chat/platform.ts';
import { truncate } from '../../src/text/format.ts';
import { plainLabel } from './escape.ts';
import { LIMITS } from './limits.ts';
import { discordErrorCode, type RunRequest, toPostFailureBeforeSend } from './outcome.ts';

interface ThreadsDeps {
  readonly rest: REST;
  readonly runRequest: RunRequest;
  readonly botId: string;
}

/**
 * Opens and reads threads (https://discord.com/developers/docs/topics/threads). A message has at most one thread, which
 * has the message's id and outlives it. DMs have no threads: there the discussion goes on in the DM.
 */
export function createThreads({
  rest,
  runRequest,
  botId,
}: ThreadsDeps): Pick<ChatPlatform, 'openThread' | 'readThread'> {
  return {
    async openThread({ place, message }, title) {
      if (directMessageUserId(place) !== undefined) return { kind: 'open', thread: { place } };
      const { thread } = place;
      // Threads can't be nested, and a forum post is a thread.
      if (thread !== undefined) return runRequest(() => openExistingThread(rest, place, thread));
      return runRequest(async () => {
        try {
          await rest.post(Routes.threads(place.channel, message), { body: { name: threadName(title) } });
          return openThreadOutcome(place, message);
        } catch (error) {
          const code = discordErrorCode(error);
          // The thread may still exist after its message was deleted.
          if (code === RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage || code === RESTJSONErrorCodes.UnknownMessage)
            return openExistingThread(rest, place, message);
          throw error;
        }
      });
    },
    async readThread(place) {
      // Messages in a DM aren't replies to anything.
      if (directMessageUserId(place) !== undefined) return { kind: 'read', state: 'open', replies: 0, people: 0 };
      return runRequest(async () => {
        const thread = (await rest.get(Routes.channel(place.thread ?? place.channel))) as APIThreadChannel;
        return toReadThreadOutcome(thread, botId);
      }, toPostFailureBeforeSend);
    },
  };
}

async function openExistingThread(rest: REST, place: Place, thread: string): Promise<OpenThreadOutcome> {
  const { thread_metadata: metadata } = (await rest.get(Routes.channel(thread))) as APIThreadChannel;
  if (metadata?.locked) return { kind: 'locked' };
  if (metadata?.archived) await unarchive(rest, thread);
  return openThreadOutcome(place, thread);
}

async function unarchive(rest: REST, thread: string): Promise<void> {
  try {
    await rest.patch(Routes.channel(thread), { body: { archived: false } });
  } catch (error) {
    // Only members of a thread can unarchive it, but anyone's next message does so too.
    const code = discordErrorCode(error);
    if (code !== RESTJSONErrorCodes.MissingPermissions && code !== RESTJSONErrorCodes.MissingAccess) throw error;
  }
}

function openThreadOutcome({ platform, tenant, channel }: Place, thread: string): OpenThreadOutcome {
  const url = `https://discord.com/channels/${tenant}/${thread}`;
  return { kind: 'open', thread: { place: { platform, tenant, channel, thread }, url } };
}

/** Discord counts at most 50 members, and leaves deleted messages out of the message count. */
function toReadThreadOutcome(
  { id, owner_id, member, thread_metadata: metadata, ...thread }: APIThreadChannel,
  botId: string,
): ReadThreadOutcome | PostFailure {
  if (metadata === undefined) return { kind: 'failed', reason: `${id} is not a thread` };
  const { message_count: replies = 0, member_count: members = 0, last_message_id: lastMessageId } = thread;
  // The bot is a member of the threads it opened; `member` is only set for others it joined.
  const isBotMember = member !== undefined || owner_id === botId;
  return {
    kind: 'read',
    state: metadata.locked ? 'locked' : metadata.archived ? 'archived' : 'open',
    replies,
    people: Math.max(0, members - (isBotMember ? 1 : 0)),
    ...(replies > 0 && lastMessageId && { lastAt: new Date(SnowflakeUtil.timestampFrom(lastMessageId)).toISOString() }),
  };
}

/** The name of a thread or forum post. */
export function threadName(title: string): string {
  return truncate(plainLabel(title), LIMITS.threadName) || 'Discussion';
}
