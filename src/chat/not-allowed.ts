import { UserError } from '../errors.ts';
import type { CallContext } from './context.ts';

/** Who may change what a channel gets, and who can make somebody one of these, as the platform names it. */
const MANAGER_REQUIREMENTS: Readonly<Record<string, string>> = {
  discord:
    'you need the permission Manage Server or Manage Channels. Who runs the server can give it to you, or do this for you.',
  slack:
    'you have to be in it, and so does Paperboy: type /invite @Paperboy there. Some workspaces leave it to their admins alone.',
};

/** @param purpose what they wanted: "subscribe a channel" */
export function notAllowedError(purpose: string, { place: { platform } }: CallContext): UserError {
  const requirement = MANAGER_REQUIREMENTS[platform] ?? 'that is for those who manage it. Ask one of them.';
  return new UserError(`To ${purpose}, ${requirement}`);
}
