import type { FakeMessage, World } from './state.ts';

/** The most users in `reply_users`. */
const MAX_LISTED_REPLIERS = 5;

/** The public replies to a message. */
export function repliesOf(world: World, { channel, ts }: Pick<FakeMessage, 'channel' | 'ts'>): FakeMessage[] {
  return allReplies(world, { channel, ts }).filter(({ deleted }) => !deleted);
}

/** A message's properties about its thread. */
export function threadResource(world: World, message: FakeMessage): object {
  if (allReplies(world, message).length === 0) return {};
  const replies = repliesOf(world, message);
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    // The value after all replies were deleted (llimllib/limbo#191).
    latest_reply: replies.at(-1)?.ts ?? '0000000000.000000',
    reply_users: users.slice(0, MAX_LISTED_REPLIERS),
    is_locked: message.isLocked ?? false,
    subscribed: false,
  };
}

/** Whether a deleted message is kept because it has replies. */
export function isTombstone(world: World, message: FakeMessage): boolean {
  return message.deleted && repliesOf(world, message).length > 0;
}

/** Takes its place (hackclub/toriel#238). */
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

function allReplies(world: World, { channel, ts }: Pick<FakeMessage, 'channel' | 'ts'>): FakeMessage[] {
  return [...world.messages.values()].filter(
    (one) => one.channel === channel && one.threadTs === ts && one.onlyFor === undefined,
  );
}
