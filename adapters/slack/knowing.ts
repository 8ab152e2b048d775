import type { Dispatch } from '../../src/chat/dispatch.ts';
import type { Invocation } from '../../src/chat/invocation.ts';
import type { People, Profile } from './people.ts';

interface Dependencies {
  readonly people: People;
  /** Whether somebody may change what everybody gets in the channels that an invocation is about. */
  readonly mayManage: (invocation: Invocation, profile: Profile) => Promise<boolean>;
}

/** Of these nobody needs to know who did it. */
const ANONYMOUS: ReadonlySet<Invocation['kind']> = new Set(['suggest', 'link shared', 'installed', 'uninstalled']);

const NAMELESS = 'somebody';

/** Adds to what somebody did what Slack does not send with it: by what name others know them, their time zone, and what they may. */
export function knowingPeople(dispatch: Dispatch, { people, mayManage }: Dependencies): Dispatch {
  return async (invocation) => {
    const { id, name } = invocation.person;
    if (ANONYMOUS.has(invocation.kind) || id === '') return dispatch(invocation);
    const profile = await people.of(id);
    const person = { id, name: profile.name ?? (name || NAMELESS), ...(profile.zone && { zone: profile.zone }) };
    return dispatch({ ...invocation, person, manages: await mayManage(invocation, profile) });
  };
}
