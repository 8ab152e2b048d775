import type { webApi } from '@slack/bolt';
import type { ChatInteraction, InteractionHandler } from '../../src/chat/interaction.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withTimeout } from '../../src/runtime/retry.ts';

interface UserProfileDeps {
  readonly userProfiles: UserProfiles;
  /** Whether somebody may change what everybody gets in the channels that an invocation is about. */
  readonly canManage: (invocation: ChatInteraction, profile: UserProfile) => Promise<boolean>;
}

/** Of these nobody needs to know who did it. */
const KINDS_WITHOUT_USER: ReadonlySet<ChatInteraction['kind']> = new Set([
  'autocomplete',
  'link-shared',
  'installed',
  'uninstalled',
]);

const DEFAULT_USER_NAME = 'somebody';

/** Adds to what somebody did what Slack does not send with it: by what name others know them, their time zone, and what they may. */
export function withUserProfile(
  dispatch: InteractionHandler,
  { userProfiles, canManage }: UserProfileDeps,
): InteractionHandler {
  return async (invocation) => {
    const { id, name } = invocation.person;
    if (KINDS_WITHOUT_USER.has(invocation.kind) || id === '') return dispatch(invocation);
    const profile = await userProfiles.get(id);
    const person = {
      id,
      name: profile.name ?? (name || DEFAULT_USER_NAME),
      ...(profile.zone && { zone: profile.zone }),
    };
    return dispatch({ ...invocation, person, canManage: await canManage(invocation, profile) });
  };
}

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
