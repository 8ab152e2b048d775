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

/** Whether the bot may do something in a channel. In private it may do everything. */
export function may(world: World, { guildId }: FakeChannel, permission: bigint): boolean {
  return guildId === undefined || ((world.guilds.get(guildId)?.permissions ?? 0n) & permission) !== 0n;
}

/** Refuses where the bot may not. */
export function demandPermission(world: World, channel: FakeChannel, permission: bigint): void {
  if (!may(world, channel, PERMISSION.view)) throw new ApiError(403, 50001, 'Missing Access');
  if (!may(world, channel, permission)) throw new ApiError(403, 50013, 'Missing Permissions');
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
