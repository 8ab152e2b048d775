import type { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { inTime } from './in-time.ts';

/** The names by which people are shown, by their ids. */
export interface PeopleNames {
  of(userId: string): Promise<string>;
}

const MOST = 5000;
const NAMELESS = 'somebody';
/** A name is not worth a longer wait. */
const PATIENCE_MS = 2000;

/** Asks Slack for each person once. Whose name can't be had is called somebody. */
export function createPeopleNames(reads: webApi.WebClient, log: Log): PeopleNames {
  const known = new Map<string, Promise<string>>();
  const ask = async (user: string): Promise<string> => {
    try {
      const { user: found } = await reads.users.info({ user });
      return found?.profile?.display_name || found?.real_name || found?.name || NAMELESS;
    } catch (error) {
      known.delete(user);
      log.warn({ err: error }, 'the name of a person in Slack can not be had');
      return NAMELESS;
    }
  };
  return {
    async of(userId) {
      const name = known.get(userId) ?? ask(userId);
      if (known.size >= MOST) known.clear();
      known.set(userId, name);
      return (await inTime(name, PATIENCE_MS)) ?? NAMELESS;
    },
  };
}
