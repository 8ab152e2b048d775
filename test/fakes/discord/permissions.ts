import { ApiError, unknown } from './api-error.ts';
import type { FakeChannel, FakeMessage, World } from './state.ts';

export const PERMISSION = {
  view: 1n << 10n,
  send: 1n << 11n,
  attachFiles: 1n << 15n,
  readHistory: 1n << 16n,
  manageThreads: 1n << 34n,
  createThreads: 1n << 35n,
  sendInThreads: 1n << 38n,
} as const;

/** Whether the bot has a permission in a channel. In DMs it has all. */
export function hasPermission(world: World, { guildId }: FakeChannel, permission: bigint): boolean {
  return guildId === undefined || ((world.guilds.get(guildId)?.permissions ?? 0n) & permission) !== 0n;
}

/** @throws ApiError if the bot doesn't have the permission */
export function assertPermission(world: World, channel: FakeChannel, permission: bigint): void {
  if (!hasPermission(world, channel, PERMISSION.view)) throw new ApiError(403, 50001, 'Missing Access');
  if (!hasPermission(world, channel, permission)) throw new ApiError(403, 50013, 'Missing Permissions');
}

export function channelIn(world: World, id: string): FakeChannel {
  const known = world.channels.get(id);
  if (!known) throw unknown.channel();
  return known;
}

export function messageIn(world: World, channelId: string, id: string): FakeMessage {
  channelIn(world, channelId);
  const known = world.messages.get(id);
  if (!known || known.deleted || known.ephemeral || known.channelId !== channelId) throw unknown.message();
  return known;
}
