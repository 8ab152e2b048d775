import type { webApi } from '@slack/bolt';
import { withTimeout } from '../../src/in-time.ts';
import type { Log } from '../../src/log.ts';

/** What Slack tells of a person. */
export interface UserProfile {
  /** The name that others see. */
  readonly name?: string;
  /** Their IANA time zone. */
  readonly zone?: string;
  /** The workspaces that they belong to: in a channel that is shared with another organization, maybe theirs alone. */
  readonly teams: readonly string[];
  /** Whether they run it. */
  readonly isAdmin: boolean;
}

/** The people of a workspace, by their ids. */
export interface UserProfiles {
  /** Nothing but the id is known of whom Slack does not tell about in time. */
  get(userId: string): Promise<UserProfile>;
}

const UNKNOWN_PROFILE: UserProfile = { teams: [], isAdmin: false };
const MAX_CACHED_PROFILES = 5000;
/** A profile is not worth a longer wait. */
const PROFILE_TIMEOUT_MS = 2000;
/** Names and zones change seldom, and whoever stops to be an admin should not stay one here. */
const PROFILE_TTL_MS = 15 * 60_000;

/** Asks Slack for each person, once in a while. */
export function createUserProfiles(
  readClient: webApi.WebClient,
  { log, now }: { log: Log; now: () => Date },
): UserProfiles {
  const cache = new Map<string, { readonly profile: Promise<UserProfile>; readonly since: number }>();
  const fetchProfile = async (user: string): Promise<UserProfile> => {
    try {
      const { user: found } = await readClient.users.info({ user });
      const name = found?.profile?.display_name || found?.real_name || found?.name;
      const isAdmin = found?.is_admin === true || found?.is_owner === true;
      const { team_id: team, enterprise_user: enterprise } = found ?? {};
      const teams = [...(team === undefined ? [] : [team]), ...(enterprise?.teams ?? [])];
      return { teams, isAdmin, ...(name && { name }), ...(found?.tz && { zone: found.tz }) };
    } catch (error) {
      cache.delete(user);
      log.warn({ err: error }, 'who a person in Slack is can not be had');
      return UNKNOWN_PROFILE;
    }
  };
  return {
    async get(userId) {
      const nowMs = now().getTime();
      const cached = cache.get(userId);
      const entry =
        cached !== undefined && nowMs - cached.since < PROFILE_TTL_MS
          ? cached
          : { profile: fetchProfile(userId), since: nowMs };
      if (cache.size >= MAX_CACHED_PROFILES) cache.clear();
      cache.set(userId, entry);
      return (await withTimeout(entry.profile, PROFILE_TIMEOUT_MS)) ?? UNKNOWN_PROFILE;
    },
  };
}
