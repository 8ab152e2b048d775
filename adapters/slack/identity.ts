import type { webApi } from '@slack/bolt';
import { UserError } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import { refusalOf } from './outcome.ts';
import { SCOPES } from './scopes.ts';

/** Who Paperboy is in a workspace. */
export interface Identity {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
}

/**
 * Asks Slack whose token this is, and says in the log which scopes it lacks and what does not work without them.
 *
 * @throws what the request throws
 */
export async function identify(reads: webApi.WebClient, log: Log): Promise<Identity> {
  const {
    team_id: teamId = '',
    user_id: botUserId = '',
    bot_id: botId = '',
    response_metadata: more,
  } = await reads.auth.test();
  const granted = more?.scopes;
  const missing = granted === undefined ? [] : SCOPES.filter(({ scope }) => !granted.includes(scope));
  if (missing.length > 0) {
    const scopes = missing.map(({ scope, why }) => `${scope} (${why})`).join(', ');
    log.warn(
      {},
      `the Slack app lacks ${scopes}: add it at https://api.slack.com/apps (OAuth & Permissions, Scopes) and install the app again`,
    );
  }
  return { teamId, botUserId, botId };
}

/** What the host can do about an error that no repetition mends. */
export function fatalError(error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  const advice = ADVICE[refusalOf(error) ?? ''];
  return advice === undefined ? undefined : new UserError(advice, { cause: error });
}

/** Nothing can be said in the workspace any more. */
export function removed(): UserError {
  return new UserError(`Slack takes the SLACK_BOT_TOKEN no more. ${ADVICE['account_inactive']}`);
}

const REFUSED =
  'Slack does not take the tokens: copy SLACK_BOT_TOKEN (OAuth & Permissions) and, for Socket Mode, SLACK_APP_TOKEN (Basic Information, App-Level Tokens) once more from https://api.slack.com/apps';

const ADVICE: Readonly<Record<string, string>> = {
  invalid_auth: `${REFUSED}.`,
  not_authed: `${REFUSED}.`,
  not_allowed_token_type: `${REFUSED}: the first starts with xoxb-, the second with xapp-.`,
  account_inactive:
    'If the app was removed from its workspace, install it again at https://api.slack.com/apps and set the new SLACK_BOT_TOKEN.',
  token_revoked:
    'The SLACK_BOT_TOKEN was revoked: install the app again at https://api.slack.com/apps and set the new one.',
  token_expired:
    'The SLACK_BOT_TOKEN has expired: switch token rotation off at https://api.slack.com/apps, install the app again and set the new one.',
  missing_scope:
    'SLACK_APP_TOKEN lacks the scope connections:write: make a new one at https://api.slack.com/apps (Basic Information, App-Level Tokens).',
  link_disabled:
    'Socket Mode is off: switch it on at https://api.slack.com/apps (Socket Mode), or use HTTP with SLACK_SIGNING_SECRET.',
};
