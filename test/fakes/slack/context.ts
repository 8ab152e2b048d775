import { randomBytes } from 'node:crypto';
import { teamOf } from './resources.ts';
import type { FakeChannel, FakeUser, FakeView, Trigger, World } from './state.ts';

/** Who interacts and where. By default, Ada in the first channel. */
export interface Caller {
  readonly user?: FakeUser;
  readonly channel?: string;
}

export interface InteractionContext {
  readonly user: FakeUser;
  readonly channel: FakeChannel;
}

export function resolveContext(world: World, { user = world.person, channel }: Caller): InteractionContext {
  const first = world.channels.values().next().value;
  const known = channel === undefined ? first : world.channels.get(channel);
  if (!known) throw new Error(`there is no channel ${channel ?? ''}`);
  return { user, channel: known };
}

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

/** The common properties of interaction payloads. */
export function commonPayload(world: World, user: FakeUser): object {
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

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Escapes text and marks up URLs as links, as Slack does in messages. */
export function escapeMessage(text: string): string {
  return escapeText(text).replaceAll(/https?:\/\/[^\s|]+/g, '<$&>');
}
