import type { BlockAction, types } from '@slack/bolt';

const OWNER_BLOCK_ID = /^for (\S+) /;

/**
 * Notes in a message for whom it is, so that only they turn its pages. The note is the id of the first block, which Slack gives back with
 * everything that is pressed in the message, also after a restart.
 *
 * @param version another one at each change of the message, as Slack wants block ids to be new then
 */
export function withMessageOwner<T extends { readonly blocks: types.KnownBlock[] }>(
  userId: string,
  message: T,
  version: string,
): T {
  const [first, ...rest] = message.blocks;
  if (first === undefined) return message;
  return { ...message, blocks: [{ ...first, block_id: `for ${userId} ${version}`.slice(0, 255) }, ...rest] };
}

/** Whether the message in which something was pressed is for the one who pressed it. */
export function isMessageOwner({ message, user }: BlockAction): boolean {
  const blocks: readonly { readonly block_id?: string }[] = message?.['blocks'] ?? [];
  return OWNER_BLOCK_ID.exec(blocks[0]?.block_id ?? '')?.[1] === user.id;
}
