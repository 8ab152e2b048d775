import type { FakeMessage, World } from './state.ts';

/** How many of those who replied Slack names. */
const MOST_NAMED = 5;

/** What stands below a message for all to see. */
export function repliesOf(world: World, { channel, ts }: Pick<FakeMessage, 'channel' | 'ts'>): FakeMessage[] {
  return everReplied(world, { channel, ts }).filter(({ deleted }) => !deleted);
}

/** What a message says of the thread below it, once there was one. */
export function threadResource(world: World, message: FakeMessage): object {
  if (everReplied(world, message).length === 0) return {};
  const replies = repliesOf(world, message);
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    // Said so where all replies were deleted (llimllib/limbo#191).
    latest_reply: replies.at(-1)?.ts ?? '0000000000.000000',
    reply_users: users.slice(0, MOST_NAMED),
    is_locked: message.isLocked ?? false,
    subscribed: false,
  };
}

/** Whether a message was deleted and still stands there, for the sake of its replies. */
export function isTombstone(world: World, message: FakeMessage): boolean {
  return message.deleted && repliesOf(world, message).length > 0;
}

/** What Slack gives out in place of it (hackclub/toriel#238). */
export function tombstoneResource(world: World, message: FakeMessage): object {
  return {
    subtype: 'tombstone',
    text: 'This message was deleted.',
    user: 'USLACKBOT',
    hidden: true,
    type: 'message',
    ts: message.ts,
    parent_user_id: 'USLACKBOT',
    ...threadResource(world, message),
  };
}

function everReplied(world: World, { channel, ts }: Pick<FakeMessage, 'channel' | 'ts'>): FakeMessage[] {
  return [...world.messages.values()].filter(
    (one) => one.channel === channel && one.threadTs === ts && one.onlyFor === undefined,
  );
}
