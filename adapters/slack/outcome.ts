import { webApi } from '@slack/bolt';
import type { PostFailure } from '../../src/chat/platform.ts';
import { UserError } from '../../src/runtime/errors.ts';

const APPS_URL = 'https://api.slack.com/apps';

type RejectionKind = Exclude<PostFailure['kind'], 'rate-limited' | 'unknown'>;

/** https://docs.slack.dev/reference/methods/chat.postMessage#errors. After any other code the outcome is unknown. */
// biome-ignore format: one code per line would take 50 lines.
const ERROR_CODES_BY_KIND: Readonly<Record<RejectionKind, readonly string[]>> = {
  forbidden: [
    'not_in_channel', 'restricted_action', 'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel', 'restricted_action_non_threadable_channel',
    'restricted_action_thread_locked', 'cannot_dm_bot', 'cannot_reply_to_message', 'user_disabled',
    'messages_tab_disabled', 'no_permission', 'team_access_not_granted', 'user_not_in_channel',
  ],
  // `channel_not_found` is also returned for private channels that the bot isn't in.
  gone: ['channel_not_found', 'is_archived', 'message_not_found', 'thread_not_found', 'user_not_found', 'is_inactive'],
  unavailable: [
    'invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'missing_scope',
    'not_allowed_token_type', 'org_login_required', 'ekm_access_denied', 'enterprise_is_restricted',
    'team_added_to_org', 'access_denied', 'accesslimited',
  ],
  failed: [
    'msg_too_long', 'msg_blocks_too_long', 'invalid_blocks', 'invalid_blocks_format', 'no_text', 'too_many_attachments',
    'markdown_text_conflict', 'metadata_too_large', 'metadata_must_be_sent_from_app', 'invalid_metadata_format',
    'invalid_metadata_schema', 'invalid_arguments', 'invalid_arg_name', 'invalid_array_arg', 'invalid_charset',
    'invalid_form_data', 'invalid_post_type', 'missing_post_type', 'invalid_json', 'json_not_object',
    'method_deprecated', 'unknown_method', 'cant_update_message', 'edit_window_closed', 'duplicate_channel_not_found',
    'duplicate_message_not_found',
  ],
};

/** Errors that all requests with the token will return. */
// biome-ignore format: a list of codes.
const INVALID_TOKEN_ERRORS: ReadonlySet<string> = new Set([
  'invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired',
]);

const KIND_BY_ERROR_CODE = new Map(
  Object.entries(ERROR_CODES_BY_KIND).flatMap(([kind, codes]) => codes.map((code) => [code, kind as RejectionKind])),
);

const DEFAULT_RETRY_AFTER_MS = 10_000;

/**
 * Classifies a failed request. A known error code means that nothing was posted. After anything else, such as a timeout,
 * the message may have been posted. The client reports unreadable responses as unknown error codes.
 *
 * @throws the error itself if it isn't a request error
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
  if (kind !== undefined && code !== undefined) return { kind, reason: `Slack returned ${code}` };
  if (error instanceof webApi.WebAPIHTTPError) {
    return { kind: 'unknown', reason: `Slack returned HTTP ${error.statusCode}` };
  }
  if (!isRequestError(error)) throw error;
  return { kind: 'unknown', reason: `no valid response from Slack (${describeRequestError(error)})` };
}

/** The error code of a response from Slack, such as `not_in_channel`. */
export function slackErrorCode(error: unknown): string | undefined {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
}

/** Whether Slack rejected the token itself. */
export function isInvalidTokenError(error: unknown): boolean {
  return INVALID_TOKEN_ERRORS.has(slackErrorCode(error) ?? '');
}

/** The client has no error class for a 429 without a `Retry-After` header. */
function isRateLimitWithoutRetryAfter(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Retry header did not contain a valid timeout');
}

/** The client's errors, and fetch's that it lets through, such as a DOMException for a timeout while reading a body. */
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

export function createAppRemovedError(): UserError {
  return new UserError(
    `Slack rejects SLACK_BOT_TOKEN. If the app was removed from the workspace, reinstall it at ${APPS_URL} and set the new token.`,
  );
}

export const SOCKET_MODE_DISABLED = `Socket Mode is off. Turn it on at ${APPS_URL} (Socket Mode), or use HTTP with SLACK_SIGNING_SECRET.`;

type TokenName = 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN';

/** The error to show to the operator if retrying can't help. @param name the token used for the request */
export function toFatalError(error: unknown, name: TokenName): UserError | undefined {
  if (error instanceof UserError) return error;
  const advice = adviseOperator(slackErrorCode(error), name);
  return advice === undefined ? undefined : new UserError(advice, { cause: error });
}

function adviseOperator(errorCode: string | undefined, name: TokenName): string | undefined {
  const [prefix, settingsPage] =
    name === 'SLACK_BOT_TOKEN' ? ['xoxb-', 'OAuth & Permissions'] : ['xapp-', 'Basic Information, App-Level Tokens'];
  switch (errorCode) {
    case 'invalid_auth':
    case 'not_authed':
    case 'not_allowed_token_type':
      return `Slack rejects ${name}. Copy it again from ${APPS_URL} (${settingsPage}). It starts with ${prefix}.`;
    case 'account_inactive':
    case 'token_revoked':
      return name === 'SLACK_BOT_TOKEN'
        ? `${name} was revoked. Reinstall the app at ${APPS_URL} and set the new token.`
        : `${name} was revoked. Generate a new token at ${APPS_URL} (${settingsPage}).`;
    case 'token_expired':
      return `${name} has expired. Turn token rotation off at ${APPS_URL}, reinstall the app and set the new token.`;
    case 'missing_scope':
      // Only the app-level token gets here: `auth.test` needs no scope.
      return `SLACK_APP_TOKEN is missing the scope connections:write. Generate a new token at ${APPS_URL} (${settingsPage}).`;
    default:
      return undefined;
  }
}
