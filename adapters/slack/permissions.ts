import type { ActionStore } from '../../src/chat/action.ts';
import type { CommandDefinition } from '../../src/chat/command.ts';
import { type ChatInteraction, findTargetChannels, type InteractionPayload } from '../../src/chat/interaction.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import type { SlackClients } from './requests.ts';
import type { UserProfile } from './users.ts';

/** Who may change what a channel gets: its members, or only the workspace's admins. */
export type ManagerPolicy = 'members' | 'admins';

interface ManagerCheckDeps extends Pick<SlackClients, 'readClient'> {
  readonly managers: ManagerPolicy;
  readonly commands: readonly CommandDefinition[];
  readonly actionStore: ActionStore;
  readonly log: Log;
}

const MEMBERS_TIMEOUT_MS = 2000;
const MEMBERS_PAGE_SIZE = 1000;
/** In larger channels, users that aren't found within these pages count as non-members. */
const MAX_MEMBER_PAGES = 10;

/** Returns whether a user may change what everyone gets in the channels that an interaction is about. */
export function createManagerCheck({ readClient, managers, commands, actionStore, log }: ManagerCheckDeps) {
  const findMember = async (channel: string, user: string): Promise<boolean> => {
    let cursor: string | undefined;
    for (let page = 0; page < MAX_MEMBER_PAGES; page += 1) {
      const request = { channel, limit: MEMBERS_PAGE_SIZE, ...(cursor && { cursor }) };
      const { members = [], response_metadata: next } = await readClient.conversations.members(request);
      if (members.includes(user)) return true;
      cursor = next?.next_cursor;
      if (!cursor) return false;
    }
    return false;
  };

  const isMember = async (channel: string, user: string): Promise<boolean> => {
    try {
      return (await withTimeout(findMember(channel, user), MEMBERS_TIMEOUT_MS)) ?? false;
    } catch (error) {
      // Expected for private channels without the bot, where it can't post either.
      log.info({ err: error }, 'failed to read the members of a Slack channel');
      return false;
    }
  };

  return async (
    { place, person, ...interaction }: ChatInteraction,
    { isAdmin, teams }: UserProfile,
  ): Promise<boolean> => {
    // Admins of another workspace have no rights in this one.
    if (managers === 'admins') return isAdmin && teams.includes(place.tenant);
    const targetChannels = findTargetChannels(interaction as InteractionPayload, { commands, actionStore });
    // People are members of the channel where they type a command or use a button. A form can name any channel.
    const isForm = interaction.kind === 'form-submitted';
    const channels = isForm && place.channel !== '' ? [...targetChannels, place.channel] : targetChannels;
    const channelsToCheck = [...new Set(channels)].filter((id) => isForm || id !== place.channel);
    const memberships = await Promise.all(channelsToCheck.map((channel) => isMember(channel, person.id)));
    return memberships.every(Boolean);
  };
}
