import type { webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { ChatInteraction, InteractionHandler } from '../../src/chat/interaction.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import { cacheClock } from './requests.ts';

/** Interactions whose response doesn't depend on the user. */
const KINDS_WITHOUT_USER: ReadonlySet<ChatInteraction['kind']> = new Set([
  'autocomplete',
  'link-shared',
  'installed',
  'uninstalled',
]);

const DEFAULT_USER_NAME = 'someone';

/** Adds what Slack's payloads don't contain to interactions: the user's display name, time zone and permissions. */
export function withUserProfile(
  dispatch: InteractionHandler,
  userProfiles: UserProfiles,
  canManage: (interaction: ChatInteraction, profile: UserProfile) => Promise<boolean>,
): InteractionHandler {
  return async (interaction) => {
    const { id, name } = interaction.person;
    if (KINDS_WITHOUT_USER.has(interaction.kind) || id === '') return dispatch(interaction);
    const profile = await userProfiles.get(id);
    const person = {
      id,
      name: profile.name ?? (name || DEFAULT_USER_NAME),
      ...(profile.zone && { zone: profile.zone }),
    };
    return dispatch({ ...interaction, person, canManage: await canManage(interaction, profile) });
  };
}

export interface UserProfile {
  /** The display name. */
  readonly name?: string;
  /** The IANA time zone. */
  readonly zone?: string;
  /** Ids of the user's workspaces. In a channel shared with another organization, these may all be theirs. */
  readonly teams: readonly string[];
  /** Whether the user is an admin or owner of their workspace. */
  readonly isAdmin: boolean;
}

export interface UserProfiles {
  /** A profile without details if Slack doesn't return it within two seconds. */
  get(userId: string): Promise<UserProfile>;
}

const UNKNOWN_PROFILE: UserProfile = { teams: [], isAdmin: false };
const MAX_CACHED_PROFILES = 5000;
const PROFILE_TIMEOUT_MS = 2000;
/** Short enough for a former admin to lose their permissions soon. */
const PROFILE_TTL_MS = 15 * 60_000;

/** Loads user profiles from Slack and caches them. */
export function createUserProfiles(
  readClient: webApi.WebClient,
  { log, now }: { readonly log: Log; readonly now: () => Date },
): UserProfiles {
  const profiles = new LRUCache<string, Promise<UserProfile>>({
    max: MAX_CACHED_PROFILES,
    ttl: PROFILE_TTL_MS,
    ...cacheClock(now),
  });

  const loadProfile = async (userId: string): Promise<UserProfile> => {
    try {
      const { user } = await readClient.users.info({ user: userId });
      const name = user?.profile?.display_name || user?.real_name || user?.name;
      const isAdmin = user?.is_admin === true || user?.is_owner === true;
      const teams = [...(user?.team_id === undefined ? [] : [user.team_id]), ...(user?.enterprise_user?.teams ?? [])];
      return { teams, isAdmin, ...(name && { name }), ...(user?.tz && { zone: user.tz }) };
    } catch (error) {
      profiles.delete(userId);
      log.warn({ err: error }, 'failed to load Slack user profile');
      return UNKNOWN_PROFILE;
    }
  };

  return {
    async get(userId) {
      let profile = profiles.get(userId);
      if (profile === undefined) {
        profile = loadProfile(userId);
        profiles.set(userId, profile);
      }
      return (await withTimeout(profile, PROFILE_TIMEOUT_MS)) ?? UNKNOWN_PROFILE;
    },
  };
}
