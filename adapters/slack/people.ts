import type { webApi } from '@slack/bolt';
import { inTime } from '../../src/in-time.ts';
import type { Log } from '../../src/log.ts';

/** What Slack tells of a person. */
export interface Profile {
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
export interface People {
  /** Nothing but the id is known of whom Slack does not tell about in time. */
  of(userId: string): Promise<Profile>;
}

const UNKNOWN: Profile = { teams: [], isAdmin: false };
const MOST = 5000;
/** A profile is not worth a longer wait. */
const PATIENCE_MS = 2000;
/** Names and zones change seldom, and whoever stops to be an admin should not stay one here. */
const FRESH_MS = 15 * 60_000;

/** Asks Slack for each person, once in a while. */
export function createPeople(reads: webApi.WebClient, { log, now }: { log: Log; now: () => Date }): People {
  const known = new Map<string, { readonly profile: Promise<Profile>; readonly since: number }>();
  const ask = async (user: string): Promise<Profile> => {
    try {
      const { user: found } = await reads.users.info({ user });
      const name = found?.profile?.display_name || found?.real_name || found?.name;
      const isAdmin = found?.is_admin === true || found?.is_owner === true;
      const { team_id: team, enterprise_user: enterprise } = found ?? {};
      const teams = [...(team === undefined ? [] : [team]), ...(enterprise?.teams ?? [])];
      return { teams, isAdmin, ...(name && { name }), ...(found?.tz && { zone: found.tz }) };
    } catch (error) {
      known.delete(user);
      log.warn({ err: error }, 'who a person in Slack is can not be had');
      return UNKNOWN;
    }
  };
  return {
    async of(userId) {
      const at = now().getTime();
      const one = known.get(userId);
      const fresh = one !== undefined && at - one.since < FRESH_MS ? one : { profile: ask(userId), since: at };
      if (known.size >= MOST) known.clear();
      known.set(userId, fresh);
      return (await inTime(fresh.profile, PATIENCE_MS)) ?? UNKNOWN;
    },
  };
}
