import type { webApi } from '@slack/bolt';
import type { AppServices } from '../../src/chat/context.ts';
import type { ChatInteraction, InteractionPayload } from '../../src/chat/interaction.ts';
import { findTargetChannels } from '../../src/chat/reply-plan.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import type { UserProfile } from './users.ts';

/** Who may change what a channel gets: its members, or those alone who run the workspace. */
export type ManagerPolicy = 'members' | 'admins';

interface ManagerCheckDeps extends Pick<AppServices, 'commands' | 'actionStore'> {
  readonly readClient: webApi.WebClient;
  readonly managers: ManagerPolicy;
  readonly log: Log;
}

const MEMBERS_TIMEOUT_MS = 2000;
const MEMBERS_PAGE_SIZE = 1000;
/** A channel of more members than these pages hold takes too long to read: it counts as not theirs. */
const MAX_MEMBER_PAGES = 10;

/** Tells whether somebody may change what everybody gets in the channels that an invocation is about. Their own things they always may. */
export function createManagerCheck({ readClient, managers, commands, actionStore, log }: ManagerCheckDeps) {
  const isMember = async (channel: string, user: string): Promise<boolean> => {
    let cursor: string | undefined;
    for (let page = 0; page < MAX_MEMBER_PAGES; page += 1) {
      const call = { channel, limit: MEMBERS_PAGE_SIZE, ...(cursor && { cursor }) };
      const { members = [], response_metadata: next } = await readClient.conversations.members(call);
      if (members.includes(user)) return true;
      cursor = next?.next_cursor;
      if (!cursor) return false;
    }
    return false;
  };

  const isMemberInTime = async (channel: string, user: string): Promise<boolean> => {
    try {
      return (await withTimeout(isMember(channel, user), MEMBERS_TIMEOUT_MS)) ?? false;
    } catch (error) {
      // Of a private channel without the bot Slack says nothing. Nothing can be posted there either.
      log.info({ err: error }, 'the members of a channel in Slack can not be read');
      return false;
    }
  };

  return async (
    { place, person, ...interaction }: ChatInteraction,
    { isAdmin, teams }: UserProfile,
  ): Promise<boolean> => {
    // Whoever runs another workspace has nothing to say in this one.
    if (managers === 'admins') return isAdmin && teams.includes(place.tenant);
    const namedChannels = findTargetChannels(interaction as InteractionPayload, { commands, actionStore });
    // Who types or presses something in a channel is in it. A form can be about any channel.
    const isForm = interaction.kind === 'form-submitted';
    const channels = isForm && place.channel !== '' ? [...namedChannels, place.channel] : namedChannels;
    const otherChannels = [...new Set(channels)].filter((id) => isForm || id !== place.channel);
    const memberships = await Promise.all(otherChannels.map((channel) => isMemberInTime(channel, person.id)));
    return memberships.every(Boolean);
  };
}
