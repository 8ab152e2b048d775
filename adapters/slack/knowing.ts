import type { InteractionHandler } from '../../src/chat/dispatch.ts';
import type { ChatInteraction } from '../../src/chat/invocation.ts';
import type { UserProfile, UserProfiles } from './people.ts';

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
