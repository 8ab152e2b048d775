import { type APIThreadChannel, type REST, Routes, SnowflakeUtil } from 'discord.js';
import { type Place, personOf } from '../../src/chat/place.ts';
import type { ChatPlatform, PostFailure, ThreadOutcome, ThreadReading } from '../../src/chat/platform.ts';
import { CODES, codeOf, outcomeBefore } from './outcome.ts';
import type { Requests } from './requests.ts';
import { threadName } from './thread-name.ts';

type Threads = Pick<ChatPlatform, 'openThread' | 'readThread'>;

interface Dependencies {
  readonly rest: REST;
  readonly requests: Requests;
  /** The bot's own id. */
  readonly botId: string;
}

/**
 * Opens threads and looks at them (https://discord.com/developers/docs/topics/threads). A message has one thread at most, which has the
 * message's id and outlives it.
 */
export function createThreads({ rest, requests, botId }: Dependencies): Threads {
  /** The thread that is there already, woken where it sleeps. */
  const wake = async (place: Place, thread: string): Promise<ThreadOutcome> => {
    const { thread_metadata: now } = (await rest.get(Routes.channel(thread))) as APIThreadChannel;
    if (now?.locked) return { kind: 'locked' };
    if (now?.archived) await unarchive(thread);
    return opened(place, thread);
  };

  const unarchive = async (thread: string): Promise<void> => {
    try {
      await rest.patch(Routes.channel(thread), { body: { archived: false } });
    } catch (error) {
      // Who is in no thread may not wake it so. The next message of anybody does.
      if (codeOf(error) !== CODES.noPermission && codeOf(error) !== CODES.noAccess) throw error;
    }
  };

  return {
    async openThread({ place, message }, title) {
      // A private conversation has no threads: there one simply speaks on.
      if (personOf(place) !== undefined) return { kind: 'open', thread: { place } };
      const { thread } = place;
      // A thread has none in it, and what was posted in a forum is one.
      if (thread !== undefined) return requests.attempt(() => wake(place, thread));
      return requests.attempt(async () => {
        try {
          await rest.post(Routes.threads(place.channel, message), { body: { name: threadName(title) } });
          return opened(place, message);
        } catch (error) {
          const code = codeOf(error);
          // Its message may be gone, and the thread still there.
          if (code === CODES.threadExists || code === CODES.unknownMessage) return wake(place, message);
          throw error;
        }
      });
    },
    readThread: (place) =>
      personOf(place) === undefined
        ? requests.attempt(async () => {
            const thread = (await rest.get(Routes.channel(place.thread ?? place.channel))) as APIThreadChannel;
            return readingOf(thread, botId);
          }, outcomeBefore)
        : // What is said there is no reply to anything.
          Promise.resolve({ kind: 'read', state: 'open', replies: 0, people: 0 }),
  };
}

function opened({ platform, tenant, channel }: Place, thread: string): ThreadOutcome {
  const url = `https://discord.com/channels/${tenant}/${thread}`;
  return { kind: 'open', thread: { place: { platform, tenant, channel, thread }, url } };
}

/** What Discord tells of a thread. It counts no more than 50 people, and the messages that are deleted it counts no more. */
function readingOf(thread: APIThreadChannel, botId: string): ThreadReading | PostFailure {
  const { id, thread_metadata: metadata, message_count: replies = 0, member_count = 0, last_message_id: last } = thread;
  if (metadata === undefined) return { kind: 'failed', reason: `${id} is no thread` };
  // It is in the threads that it has opened; of others Discord says so.
  const isIn = thread.member !== undefined || thread.owner_id === botId;
  return {
    kind: 'read',
    state: metadata.locked ? 'locked' : metadata.archived ? 'archived' : 'open',
    replies,
    people: Math.max(0, member_count - (isIn ? 1 : 0)),
    ...(replies > 0 && last && { lastAt: new Date(SnowflakeUtil.timestampFrom(last)).toISOString() }),
  };
}
