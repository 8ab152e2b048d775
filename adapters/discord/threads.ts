import { type APIThreadChannel, type REST, Routes, SnowflakeUtil } from 'discord.js';
import { directMessageUserId, type Place } from '../../src/chat/place.ts';
import type { ChatPlatform, OpenThreadOutcome, PostFailure, ReadThreadOutcome } from '../../src/chat/platform.ts';
import { discordErrorCode, RESTJSONErrorCodes, toPostFailureBeforeSend } from './outcome.ts';
import type { RequestRunner } from './requests.ts';
import { threadName } from './thread-name.ts';

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
