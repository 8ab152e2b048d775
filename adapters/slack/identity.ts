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

/** Where the host finds each token at https://api.slack.com/apps, and how it starts. */
const TOKENS = {
  SLACK_BOT_TOKEN: { start: 'xoxb-', page: 'OAuth & Permissions' },
  SLACK_APP_TOKEN: { start: 'xapp-', page: 'Basic Information, App-Level Tokens' },
} as const;

type TokenName = keyof typeof TOKENS;

/** What the host can do about an error that no repetition mends. @param name the token that the request was made with */
export function fatalError(error: unknown, name: TokenName): UserError | undefined {
  if (error instanceof UserError) return error;
  const advice = ADVICE[refusalOf(error) ?? '']?.(name);
  return advice === undefined ? undefined : new UserError(advice, { cause: error });
}

/** Nothing can be said in the workspace any more. */
export function removed(): UserError {
  return new UserError(
    'Slack takes the SLACK_BOT_TOKEN no more. If the app was removed from its workspace, install it again at https://api.slack.com/apps and set the new token.',
  );
}

/** Slack has closed the socket for good. */
export const SWITCHED_OFF =
  'Socket Mode is off: switch it on at https://api.slack.com/apps (Socket Mode), or use HTTP with SLACK_SIGNING_SECRET.';

const copyAgain = (name: TokenName): string =>
  `Slack does not take the ${name}: copy it once more from https://api.slack.com/apps (${TOKENS[name].page}). It starts with ${TOKENS[name].start}.`;
const makeNew = (name: TokenName): string =>
  name === 'SLACK_BOT_TOKEN'
    ? `The ${name} was revoked: install the app again at https://api.slack.com/apps and set the new one.`
    : `The ${name} was revoked: make a new one at https://api.slack.com/apps (${TOKENS[name].page}).`;

const ADVICE: Readonly<Record<string, (name: TokenName) => string>> = {
  invalid_auth: copyAgain,
  not_authed: copyAgain,
  not_allowed_token_type: copyAgain,
  account_inactive: makeNew,
  token_revoked: makeNew,
  token_expired: () =>
    'The SLACK_BOT_TOKEN has expired: switch token rotation off at https://api.slack.com/apps, install the app again and set the new one.',
  // `auth.test` needs no scope.
  missing_scope: () =>
    'The SLACK_APP_TOKEN lacks the scope connections:write: make a new one at https://api.slack.com/apps (Basic Information, App-Level Tokens).',
};
