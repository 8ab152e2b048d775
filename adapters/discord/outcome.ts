import {
  DiscordAPIError,
  HTTPError,
  type InvalidRequestWarningData,
  RateLimitError,
  type REST,
  RESTEvents,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { PostFailure } from '../../src/chat/platform.ts';
import { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { LIMITS } from './limits.ts';

/** Discord sends these with different HTTP statuses. */
const BLOCKED_CONTENT_CODES: ReadonlySet<number> = new Set([
  RESTJSONErrorCodes.MessageWasBlockedByAutomaticModeration,
  RESTJSONErrorCodes.MessageBlockedByHarmfulLinksFilter,
]);
const GONE_CODES: ReadonlySet<number> = new Set([
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.InvalidRecipients,
  RESTJSONErrorCodes.UnknownGuild,
  RESTJSONErrorCodes.UnknownUser,
]);
/** The person doesn't accept direct messages. Opening the DM fails with status 400, not 403 (discord-api-docs#1905). */
const RECIPIENT_REFUSED_CODES: ReadonlySet<number> = new Set([
  RESTJSONErrorCodes.CannotSendMessagesToThisUser,
  RESTJSONErrorCodes.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
]);
const DEFAULT_RETRY_AFTER_MS = 10_000;
/** Rate limits that may come without `retry_after`. Discord may suspend a bot that opens DMs too fast. */
const RETRY_AFTER_MS_BY_CODE: ReadonlyMap<number, number> = new Map([
  [RESTJSONErrorCodes.ActionCannotBePerformedDueToSlowmodeRateLimit, DEFAULT_RETRY_AFTER_MS],
  [RESTJSONErrorCodes.ChannelWriteRateLimit, DEFAULT_RETRY_AFTER_MS],
  [RESTJSONErrorCodes.OpeningDirectMessagesTooFast, 600_000],
]);
const TOO_MANY_THREADS_REASON = 'This server has reached its limit of active threads. Close some, then try again';
const NO_USABLE_TAG_REASON =
  'Posts in this forum need a tag, but it has none that members can use. Ask someone who manages the forum to add one, such as "papers"';
/** Replaces Discord's message for people who can fix the cause. */
const REASON_BY_CODE: ReadonlyMap<number, string> = new Map([
  [RESTJSONErrorCodes.MaximumActiveThreads, TOO_MANY_THREADS_REASON],
  [RESTJSONErrorCodes.MaximumActiveAnnouncementThreads, TOO_MANY_THREADS_REASON],
  [RESTJSONErrorCodes.ThereAreNoTagsAvailableThatCanBeSetByNonModerators, NO_USABLE_TAG_REASON],
  [RESTJSONErrorCodes.TagRequiredToCreateAForumPostInThisChannel, NO_USABLE_TAG_REASON],
]);

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
export function discordErrorCode(error: unknown): number | undefined {
  return error instanceof DiscordAPIError ? Number(error.code) : undefined;
}

/**
 * Classifies the error of a request that sends a message. After a server error, a lost connection or a timeout the
 * message may have been sent, so the outcome is `unknown`.
 *
 * @throws the error, if it isn't a request error
 */
function toPostFailure(error: unknown): PostFailure {
  if (error instanceof RateLimitError)
    return { kind: 'rate-limited', retryAfterMs: error.retryAfter || DEFAULT_RETRY_AFTER_MS };
  if (error instanceof DiscordAPIError) return classifyApiError(error);
  if (error instanceof HTTPError) return { kind: 'unknown', reason: `Discord responded with ${error.status}` };
  if (isConnectionFailure(error))
    return { kind: 'unknown', reason: `no response from Discord (${requestErrorName(error)})` };
  throw error;
}

/** Classifies the error of a request that sends no message: instead of `unknown`, it can be retried. */
export function toPostFailureBeforeSend(error: unknown): PostFailure {
  const outcome = toPostFailure(error);
  return outcome.kind === 'unknown' ? { kind: 'rate-limited', retryAfterMs: DEFAULT_RETRY_AFTER_MS } : outcome;
}

function classifyApiError({ code: rawCode, status, message, rawError }: DiscordAPIError): PostFailure {
  const code = Number(rawCode);
  const reason = `${REASON_BY_CODE.get(code) ?? message} (${code})`;
  const defaultRetryAfterMs = RETRY_AFTER_MS_BY_CODE.get(code);
  if (defaultRetryAfterMs !== undefined) {
    const retryAfterMs = 'retry_after' in rawError ? Number(rawError.retry_after) * 1000 : 0;
    return { kind: 'rate-limited', retryAfterMs: retryAfterMs > 0 ? retryAfterMs : defaultRetryAfterMs };
  }
  if (status === 401) return { kind: 'unavailable', reason };
  if (BLOCKED_CONTENT_CODES.has(code)) return { kind: 'failed', reason };
  if (GONE_CODES.has(code) || status === 404) return { kind: 'gone', reason };
  if (status === 403 || RECIPIENT_REFUSED_CODES.has(code)) return { kind: 'forbidden', reason };
  return { kind: status >= 500 ? 'unknown' : 'failed', reason };
}

/** Socket errors and timeouts of undici and Node, and responses that aren't JSON. */
function isConnectionFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (
    /^(AbortError|TimeoutError|SocketError|SyntaxError)$/.test(error.name) ||
    /^(E[A-Z_]+|UND_ERR_\w+)$/.test(requestErrorName(error))
  );
}

function requestErrorName(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}

/**
 * Runs a background request once and returns its result, or why it failed: the caller decides when to retry.
 *
 * @param toFailure classifies errors, `toPostFailure` by default
 * @throws errors that aren't request errors
 */
export type RunRequest = <T>(
  request: () => Promise<T>,
  toFailure?: (error: unknown) => PostFailure,
) => Promise<T | PostFailure>;

/** After a 401, every request fails as `unavailable` without being sent. */
export function createRequestRunner(limiter: InvalidRequestLimiter, onUnauthorized: () => void): RunRequest {
  let isUnauthorized = false;

  return async (request, toFailure = toPostFailure) => {
    // discord.js drops the token after a 401, and later requests fail with unrelated errors.
    if (isUnauthorized) return { kind: 'unavailable', reason: 'Discord rejected the bot token' };
    const retryAfterMs = limiter.pauseMs();
    if (retryAfterMs > 0) return { kind: 'rate-limited', retryAfterMs };
    try {
      return await request();
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 401) {
        isUnauthorized = true;
        onUnauthorized();
      }
      return toFailure(error);
    }
  };
}

/** A circuit breaker for invalid requests: Discord bans an IP address after 10,000 in 10 minutes. */
export interface InvalidRequestLimiter {
  /** Counts the invalid requests of a REST manager, whose `invalidRequestWarningInterval` must be set. */
  watch(rest: REST): void;
  /** How long to send nothing; 0 if the circuit is closed. */
  pauseMs(): number;
}

/** Adds up the counts of all REST managers, because Discord counts by IP address. */
export function createInvalidRequestLimiter({ log, now }: { log: Log; now: () => Date }): InvalidRequestLimiter {
  const counts = new Map<REST, { count: number; until: number }>();
  const pauseMs = (): number => {
    const current = [...counts.values()].filter(({ until }) => until > now().getTime());
    const sum = current.reduce((total, { count }) => total + count, 0);
    return sum < LIMITS.invalidRequests ? 0 : Math.max(...current.map(({ until }) => until - now().getTime()));
  };
  return {
    watch(rest) {
      rest.on(RESTEvents.InvalidRequestWarning, ({ count, remainingTime }: InvalidRequestWarningData) => {
        counts.set(rest, { count, until: now().getTime() + remainingTime });
        const remainingMs = pauseMs();
        if (remainingMs > 0)
          log.error({ pauseMs: remainingMs }, 'Discord invalid-request limit reached, sending paused');
        else log.warn({ count }, 'Discord rejected requests');
      });
    },
    pauseMs,
  };
}

export function createInvalidTokenError(): UserError {
  return new UserError(
    'Discord rejected DISCORD_TOKEN. Reset it at https://discord.com/developers/applications (your application, Bot, Reset Token), then set the new one.',
  );
}
