import type { webApi } from '@slack/bolt';
import { UserError } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import { slackErrorCode } from './outcome.ts';
import { SCOPES } from './scopes.ts';

/** Who Paperboy is in a workspace. */
export interface BotIdentity {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
}

/**
 * Asks Slack whose token this is, and says in the log which scopes it lacks and what does not work without them.
 *
 * @throws what the request throws
 */
export async function fetchBotIdentity(readClient: webApi.WebClient, log: Log): Promise<BotIdentity> {
  const {
    team_id: teamId = '',
    user_id: botUserId = '',
    bot_id: botId = '',
    response_metadata: responseMetadata,
  } = await readClient.auth.test();
  const granted = responseMetadata?.scopes;
  const missingScopes = granted === undefined ? [] : SCOPES.filter(({ scope }) => !granted.includes(scope));
  if (missingScopes.length > 0) {
    const scopeList = missingScopes.map(({ scope, reason }) => `${scope} (${reason})`).join(', ');
    log.warn(
      {},
      `the Slack app lacks ${scopeList}: add it at https://api.slack.com/apps (OAuth & Permissions, Scopes) and install the app again`,
    );
  }
  return { teamId, botUserId, botId };
}

/** Where the host finds each token at https://api.slack.com/apps, and how it starts. */
const TOKEN_SETTINGS = {
  SLACK_BOT_TOKEN: { prefix: 'xoxb-', settingsPage: 'OAuth & Permissions' },
  SLACK_APP_TOKEN: { prefix: 'xapp-', settingsPage: 'Basic Information, App-Level Tokens' },
} as const;

type TokenName = keyof typeof TOKEN_SETTINGS;

/** What the host can do about an error that no repetition mends. @param name the token that the request was made with */
export function toFatalError(error: unknown, name: TokenName): UserError | undefined {
  if (error instanceof UserError) return error;
  const advice = ADVICE_BY_ERROR_CODE[slackErrorCode(error) ?? '']?.(name);
  return advice === undefined ? undefined : new UserError(advice, { cause: error });
}

/** Nothing can be said in the workspace any more. */
export function createAppRemovedError(): UserError {
  return new UserError(
    'Slack takes the SLACK_BOT_TOKEN no more. If the app was removed from its workspace, install it again at https://api.slack.com/apps and set the new token.',
  );
}

/** Slack has closed the socket for good. */
export const SOCKET_MODE_DISABLED =
  'Socket Mode is off: switch it on at https://api.slack.com/apps (Socket Mode), or use HTTP with SLACK_SIGNING_SECRET.';

const adviseInvalidToken = (name: TokenName): string =>
  `Slack does not take the ${name}: copy it once more from https://api.slack.com/apps (${TOKEN_SETTINGS[name].settingsPage}). It starts with ${TOKEN_SETTINGS[name].prefix}.`;
const adviseRevokedToken = (name: TokenName): string =>
  name === 'SLACK_BOT_TOKEN'
    ? `The ${name} was revoked: install the app again at https://api.slack.com/apps and set the new one.`
    : `The ${name} was revoked: make a new one at https://api.slack.com/apps (${TOKEN_SETTINGS[name].settingsPage}).`;

const ADVICE_BY_ERROR_CODE: Readonly<Record<string, (name: TokenName) => string>> = {
  invalid_auth: adviseInvalidToken,
  not_authed: adviseInvalidToken,
  not_allowed_token_type: adviseInvalidToken,
  account_inactive: adviseRevokedToken,
  token_revoked: adviseRevokedToken,
  token_expired: () =>
    'The SLACK_BOT_TOKEN has expired: switch token rotation off at https://api.slack.com/apps, install the app again and set the new one.',
  // `auth.test` needs no scope.
  missing_scope: () =>
    'The SLACK_APP_TOKEN lacks the scope connections:write: make a new one at https://api.slack.com/apps (Basic Information, App-Level Tokens).',
};
