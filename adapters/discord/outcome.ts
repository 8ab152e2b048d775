import {
  DiscordAPIError,
  HTTPError,
  type InvalidRequestWarningData,
  RateLimitError,
  type REST,
  RESTEvents,
} from 'discord.js';
import type { PostFailure } from '../../src/chat/platform.ts';
import { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { LIMITS } from './limits.ts';

/** Error codes with a meaning of their own (https://discord.com/developers/docs/topics/opcodes-and-status-codes#json). */
export const RESTJSONErrorCodes = {
  UnknownChannel: 10003,
  UnknownMessage: 10008,
  UnknownWebhook: 10015,
  UnknownInteraction: 10062,
  ActionCannotBePerformedDueToSlowmodeRateLimit: 20016,
  ChannelWriteRateLimit: 20028,
  OpeningDirectMessagesTooFast: 40003,
  RequestEntityTooLarge: 40005,
  CannotSendAMessageInAForumChannel: 40058,
  InteractionHasAlreadyBeenAcknowledged: 40060,
  ThereAreNoTagsAvailableThatCanBeSetByNonModerators: 40066,
  TagRequiredToCreateAForumPostInThisChannel: 40067,
  MissingAccess: 50001,
  CannotSendMessagesToThisUser: 50007,
  CannotSendMessagesInNonTextChannel: 50008,
  MissingPermissions: 50013,
  CannotExecuteActionOnThisChannelType: 50024,
  InvalidWebhookToken: 50027,
  InvalidFormBodyOrContentType: 50035,
  InvalidRecipients: 50033,
  CannotSendMessagesToThisUserDueToHavingNoMutualGuilds: 50278,
  CannotReplyWithoutPermissionToReadMessageHistory: 160002,
  ThreadAlreadyCreatedForMessage: 160004,
  MaximumActiveThreads: 160006,
  MaximumActiveAnnouncementThreads: 160007,
} as const;

/** Rules of the server against the text, whatever the status. */
const BLOCKED_CONTENT_CODES: ReadonlySet<number> = new Set([200000, 240000]);
/** Channel, server, message or person are not there any more. */
const GONE_CODES: ReadonlySet<number> = new Set([
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.InvalidRecipients,
  10004,
  10013,
]);
/** The person does not want it. Opening the conversation says so with status 400 (discord-api-docs#1905). */
const RECIPIENT_REFUSED_CODES: ReadonlySet<number> = new Set([
  RESTJSONErrorCodes.CannotSendMessagesToThisUser,
  RESTJSONErrorCodes.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
]);
/** How long to wait where Discord does not say it. A bot that opens many conversations at once may lose the right to, so that takes longest. */
const RETRY_AFTER_MS_BY_CODE: ReadonlyMap<number, number> = new Map([
  [RESTJSONErrorCodes.ActionCannotBePerformedDueToSlowmodeRateLimit, 10_000],
  [RESTJSONErrorCodes.ChannelWriteRateLimit, 10_000],
  [RESTJSONErrorCodes.OpeningDirectMessagesTooFast, 600_000],
]);
const DEFAULT_RETRY_AFTER_MS = 10_000;
const TOO_MANY_THREADS_REASON =
  'This server has as many active threads as Discord allows. Close some that nobody needs, then try again';
const NO_USABLE_TAG_REASON =
  'Each post in this forum needs a tag, and it has none that members may use. Somebody who manages the forum can add one, such as "papers"';
/** What Discord says too briefly for whoever can do something about it. */
const REASON_BY_CODE: ReadonlyMap<number, string> = new Map([
  [RESTJSONErrorCodes.MaximumActiveThreads, TOO_MANY_THREADS_REASON],
  [RESTJSONErrorCodes.MaximumActiveAnnouncementThreads, TOO_MANY_THREADS_REASON],
  [RESTJSONErrorCodes.ThereAreNoTagsAvailableThatCanBeSetByNonModerators, NO_USABLE_TAG_REASON],
  [RESTJSONErrorCodes.TagRequiredToCreateAForumPostInThisChannel, NO_USABLE_TAG_REASON],
]);

/** The code of Discord's error, where it is one. */
export function discordErrorCode(error: unknown): number | undefined {
  return error instanceof DiscordAPIError ? Number(error.code) : undefined;
}

/**
 * What a failed post means. A refusal is certain; after a server error, a cut or a time-out nobody can say whether the message is there.
 *
 * @throws what is no failure of a request
 */
function toPostFailure(error: unknown): PostFailure {
  if (error instanceof RateLimitError)
    return { kind: 'rate-limited', retryAfterMs: error.retryAfter || DEFAULT_RETRY_AFTER_MS };
  if (error instanceof DiscordAPIError) return classifyApiError(error);
  if (error instanceof HTTPError) return { kind: 'unknown', reason: `Discord answered ${error.status}` };
  if (isConnectionFailure(error))
    return { kind: 'unknown', reason: `no answer from Discord (${requestErrorName(error)})` };
  throw error;
}

/**
 * The same for a request without which nothing was sent: of that one can be certain, so it may be tried again.
 *
 * @throws what is no failure of a request
 */
export function toPostFailureBeforeSend(error: unknown): PostFailure {
  const outcome = toPostFailure(error);
  return outcome.kind === 'unknown' ? { kind: 'rate-limited', retryAfterMs: DEFAULT_RETRY_AFTER_MS } : outcome;
}

function classifyApiError({ code, status, message, rawError }: DiscordAPIError): PostFailure {
  const reason = `${REASON_BY_CODE.get(Number(code)) ?? message} (${code})`;
  const defaultRetryAfterMs = RETRY_AFTER_MS_BY_CODE.get(Number(code));
  if (defaultRetryAfterMs !== undefined) {
    const retryAfterSeconds = 'retry_after' in rawError ? Number(rawError.retry_after) : Number.NaN;
    return {
      kind: 'rate-limited',
      retryAfterMs: retryAfterSeconds > 0 ? retryAfterSeconds * 1000 : defaultRetryAfterMs,
    };
  }
  if (status === 401) return { kind: 'unavailable', reason };
  if (BLOCKED_CONTENT_CODES.has(Number(code))) return { kind: 'failed', reason };
  if (GONE_CODES.has(Number(code)) || status === 404) return { kind: 'gone', reason };
  if (status === 403 || RECIPIENT_REFUSED_CODES.has(Number(code))) return { kind: 'forbidden', reason };
  return status >= 500 ? { kind: 'unknown', reason } : { kind: 'failed', reason };
}

/** undici's and Node's errors of sockets and time-outs, and an answer that is no JSON. */
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

/** Does what asks Discord for something unasked. A failed request is a value: whether to try again is decided where it is known why. */
export interface RequestRunner {
  /**
   * Gives what the work gives, or why its request failed. It does not begin while nothing may be sent.
   *
   * @param toFailure what a failure means, where that is not `outcomeOf`
   */
  run<T>(work: () => Promise<T>, toFailure?: (error: unknown) => PostFailure): Promise<T | PostFailure>;
}

interface RequestRunnerDeps {
  readonly invalidRequestLimiter: InvalidRequestLimiter;
  /** Called when Discord takes the token no more: nothing will be sent from then on. */
  readonly onUnauthorized: () => void;
}

/** Once Discord has refused the token every attempt is `unavailable`, without a request. */
export function createRequestRunner({ invalidRequestLimiter, onUnauthorized }: RequestRunnerDeps): RequestRunner {
  let isUnauthorized = false;

  return {
    async run(work, toFailure = toPostFailure) {
      // After a 401 discord.js has dropped the token, and its requests fail in ways that say nothing.
      if (isUnauthorized) return { kind: 'unavailable', reason: 'Discord takes the token no more' };
      const retryAfterMs = invalidRequestLimiter.pauseMs();
      if (retryAfterMs > 0) return { kind: 'rate-limited', retryAfterMs };
      try {
        return await work();
      } catch (error) {
        if (error instanceof DiscordAPIError && error.status === 401) {
          isUnauthorized = true;
          onUnauthorized();
        }
        return toFailure(error);
      }
    },
  };
}

/** Counts the requests that Discord refuses. At 10,000 in ten minutes it bans the address, so sending stops long before. */
export interface InvalidRequestLimiter {
  /** Watches one more manager. Its `invalidRequestWarningInterval` has to be on. */
  watch(rest: REST): void;
  /** How long nothing may be sent; 0 while all is well. */
  pauseMs(): number;
}

/** Counts for all managers together, as Discord does: what it counts is the address. */
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
          log.error({ pauseMs: remainingMs }, 'sending to Discord stops: too many requests were refused');
        else log.warn({ count }, 'Discord refuses requests');
      });
    },
    pauseMs,
  };
}

/** A token that Discord does not take. */
export function createInvalidTokenError(): UserError {
  return new UserError(
    'Discord does not know this DISCORD_TOKEN. Make a new one at https://discord.com/developers/applications (your application, Bot, Reset Token) and set it.',
  );
}
