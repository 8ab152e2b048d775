import { webApi } from '@slack/bolt';
import type { PostFailure } from '../../src/chat/platform.ts';
import { UserError } from '../../src/runtime/errors.ts';

/** What Slack's words for a refusal mean (https://docs.slack.dev/reference/methods/chat.postMessage#errors). All others may mean anything. */
const ERROR_CODES_BY_KIND: Readonly<
  Record<Exclude<PostFailure['kind'], 'rate-limited' | 'unknown'>, readonly string[]>
> = {
  forbidden: [
    'not_in_channel',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'restricted_action_thread_locked',
    'cannot_dm_bot',
    'cannot_reply_to_message',
    'user_disabled',
    'messages_tab_disabled',
    'no_permission',
    'team_access_not_granted',
    'user_not_in_channel',
  ],
  // Slack says the same of a channel that is private and one that never was.
  gone: ['channel_not_found', 'is_archived', 'message_not_found', 'thread_not_found', 'user_not_found', 'is_inactive'],
  unavailable: [
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'missing_scope',
    'not_allowed_token_type',
    'org_login_required',
    'ekm_access_denied',
    'enterprise_is_restricted',
    'team_added_to_org',
    'access_denied',
    'accesslimited',
  ],
  failed: [
    'msg_too_long',
    'msg_blocks_too_long',
    'invalid_blocks',
    'invalid_blocks_format',
    'no_text',
    'too_many_attachments',
    'markdown_text_conflict',
    'metadata_too_large',
    'metadata_must_be_sent_from_app',
    'invalid_metadata_format',
    'invalid_metadata_schema',
    'invalid_arguments',
    'invalid_arg_name',
    'invalid_array_arg',
    'invalid_charset',
    'invalid_form_data',
    'invalid_post_type',
    'missing_post_type',
    'invalid_json',
    'json_not_object',
    'method_deprecated',
    'unknown_method',
    'cant_update_message',
    'edit_window_closed',
    'duplicate_channel_not_found',
    'duplicate_message_not_found',
  ],
};

/** Tokens that Slack will not take again, whatever is sent. */
const INVALID_TOKEN_ERRORS: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
]);

const KIND_BY_ERROR_CODE = new Map(
  Object.entries(ERROR_CODES_BY_KIND).flatMap(([kind, codes]) =>
    codes.map((code) => [code, kind as keyof typeof ERROR_CODES_BY_KIND]),
  ),
);

const DEFAULT_RETRY_AFTER_MS = 10_000;

/**
 * What a failed request means. A refusal that Slack has a word for is certain; after a server error, a cut or a time-out nobody can say
 * whether the message is there. An answer that can't be read looks like a refusal whose word is nonsense, and is unknown too.
 *
 * @throws what is no failure of a request
 */
export function toPostFailure(error: unknown): PostFailure {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: 'rate-limited', retryAfterMs: error.retryAfter * 1000 || DEFAULT_RETRY_AFTER_MS };
  }
  const code = slackErrorCode(error);
  if (code === 'ratelimited' || code === 'rate_limited' || isRateLimitWithoutRetryAfter(error)) {
    return { kind: 'rate-limited', retryAfterMs: DEFAULT_RETRY_AFTER_MS };
  }
  const kind = code === undefined ? undefined : KIND_BY_ERROR_CODE.get(code);
  if (kind !== undefined && code !== undefined) return { kind, reason: `Slack says ${code}` };
  if (error instanceof webApi.WebAPIHTTPError) return { kind: 'unknown', reason: `Slack answered ${error.statusCode}` };
  if (isRequestError(error))
    return { kind: 'unknown', reason: `no answer from Slack that could be read (${describeRequestError(error)})` };
  throw error;
}

/** The word by which Slack refused a request, where it did. */
export function slackErrorCode(error: unknown): string | undefined {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
}

/** Whether Slack takes the token no more. */
export function isInvalidTokenError(error: unknown): boolean {
  return INVALID_TOKEN_ERRORS.has(slackErrorCode(error) ?? '');
}

/** The client knows no error of its own for a 429 that does not say how long. */
function isRateLimitWithoutRetryAfter(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Retry header did not contain a valid timeout');
}

/** The client's own errors, and those of fetch that it lets through: a time-out within a body is a bare DOMException. */
function isRequestError(error: unknown): error is Error {
  return (
    error instanceof webApi.WebAPIPlatformError ||
    error instanceof webApi.WebAPIRequestError ||
    (error instanceof Error && /^(AbortError|TimeoutError)$/.test(error.name)) ||
    (error instanceof TypeError && error.cause instanceof Error)
  );
}

function describeRequestError(error: Error): string {
  const original = 'original' in error && error.original instanceof Error ? error.original : error;
  const cause = original.cause instanceof Error ? original.cause : original;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
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
