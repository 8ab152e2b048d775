import type { webApi } from '@slack/bolt';
import { channelsNamedBy } from '../../src/chat/channels-named.ts';
import type { Core } from '../../src/chat/context.ts';
import type { Deed, Invocation } from '../../src/chat/invocation.ts';
import { inTime } from '../../src/in-time.ts';
import type { Log } from '../../src/log.ts';
import type { Profile } from './people.ts';

/** Who may change what a channel gets: its members, or those alone who run the workspace. */
export type Managers = 'members' | 'admins';

interface Dependencies extends Pick<Core, 'commands' | 'keepsakes'> {
  readonly reads: webApi.WebClient;
  readonly managers: Managers;
  readonly log: Log;
}

const PATIENCE_MS = 2000;
const PAGE = 1000;
/** A channel of more members than these pages hold takes too long to read: it counts as not theirs. */
const MOST_PAGES = 10;

/** Tells whether somebody may change what everybody gets in the channels that an invocation is about. Their own things they always may. */
export function createRights({ reads, managers, commands, keepsakes, log }: Dependencies) {
  const isMember = async (channel: string, user: string): Promise<boolean> => {
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const call = { channel, limit: PAGE, ...(cursor && { cursor }) };
      const { members = [], response_metadata: next } = await reads.conversations.members(call);
      if (members.includes(user)) return true;
      cursor = next?.next_cursor;
      if (!cursor) return false;
    }
    return false;
  };

  const isIn = async (channel: string, user: string): Promise<boolean> => {
    try {
      return (await inTime(isMember(channel, user), PATIENCE_MS)) ?? false;
    } catch (error) {
      // Of a private channel without the bot Slack says nothing. Nothing can be posted there either.
      log.info({ err: error }, 'the members of a channel in Slack can not be read');
      return false;
    }
  };

  return async ({ place, person, ...deed }: Invocation, { isAdmin, teams }: Profile): Promise<boolean> => {
    // Whoever runs another workspace has nothing to say in this one.
    if (managers === 'admins') return isAdmin && teams.includes(place.tenant);
    const named = channelsNamedBy(deed as Deed, { commands, keepsakes });
    // Who types or presses something in a channel is in it. A form can be about any channel.
    const isForm = deed.kind === 'form submitted';
    const about = isForm && place.channel !== '' ? [...named, place.channel] : named;
    const others = [...new Set(about)].filter((id) => isForm || id !== place.channel);
    const are = await Promise.all(others.map((channel) => isIn(channel, person.id)));
    return are.every(Boolean);
  };
}
