import { randomBytes } from 'node:crypto';
import { teamOf } from './resources.ts';
import type { FakeChannel, FakeUser, FakeView, Trigger, World } from './state.ts';

/** Who acts, and where: Ada in the first channel, unless told. */
export interface Caller {
  readonly user?: FakeUser;
  readonly channel?: string;
}

export interface Scene {
  readonly user: FakeUser;
  readonly channel: FakeChannel;
}

export function sceneOf(world: World, { user = world.person, channel }: Caller): Scene {
  const first = world.channels.values().next().value;
  const known = channel === undefined ? first : world.channels.get(channel);
  if (!known) throw new Error(`there is no channel ${channel ?? ''}`);
  return { user, channel: known };
}

/** Works once, and for three seconds. */
export function newTrigger(
  world: World,
  user: FakeUser,
  { from, channel }: { readonly from?: FakeView | undefined; readonly channel?: string | undefined },
): { readonly id: string; trigger: Trigger } {
  const id = `${world.newId('')}.${Date.now()}.${randomBytes(16).toString('hex')}`;
  const trigger = {
    sentAt: Date.now(),
    user: user.id,
    isUsed: false,
    isExpired: false,
    ...(from && { from: from.id }),
    ...(channel !== undefined && { channel }),
  };
  world.triggers.set(id, trigger);
  return { id, trigger };
}

/** What all interactions have in common. */
export function commonOf(world: World, user: FakeUser): object {
  const { id, name } = user;
  const team = teamOf(world, user);
  return {
    team: { id: team, domain: 'lab' },
    user: { id, username: name, name, team_id: team },
    api_app_id: world.appId,
    token: 'verification',
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** What somebody typed, as Slack hands it on. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The same in a message, in which addresses become links. */
export function escapedMessage(text: string): string {
  return escaped(text).replaceAll(/https?:\/\/[^\s|]+/g, '<$&>');
}
