import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import type { PostFailure } from '../../src/chat/platform.ts';

/** Error codes with a meaning of their own (https://discord.com/developers/docs/topics/opcodes-and-status-codes#json). */
export const CODES = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  deadWebhook: 10015,
  unknownInteraction: 10062,
  slowMode: 20016,
  channelWriteLimit: 20028,
  openingTooFast: 40003,
  requestTooLarge: 40005,
  isForum: 40058,
  alreadyAcknowledged: 40060,
  onlyModeratedTags: 40066,
  tagRequired: 40067,
  noAccess: 50001,
  takesNoMessages: 50007,
  isNoTextChannel: 50008,
  noPermission: 50013,
  wrongChannelKind: 50024,
  deadInteractionToken: 50027,
  invalidForm: 50035,
  noSuchRecipient: 50033,
  noServerInCommon: 50278,
  replyNeedsHistory: 160002,
  threadExists: 160004,
  tooManyThreads: 160006,
  tooManyAnnouncementThreads: 160007,
} as const;

/** Rules of the server against the text, whatever the status. */
const AGAINST_RULES: ReadonlySet<number> = new Set([200000, 240000]);
/** Channel, server, message or person are not there any more. */
const GONE: ReadonlySet<number> = new Set([
  CODES.unknownChannel,
  CODES.unknownMessage,
  CODES.noSuchRecipient,
  10004,
  10013,
]);
/** The person does not want it. Opening the conversation says so with status 400 (discord-api-docs#1905). */
const UNWANTED: ReadonlySet<number> = new Set([CODES.takesNoMessages, CODES.noServerInCommon]);
/** How long to wait where Discord does not say it. A bot that opens many conversations at once may lose the right to, so that takes longest. */
const WAITS: ReadonlyMap<number, number> = new Map([
  [CODES.slowMode, 10_000],
  [CODES.channelWriteLimit, 10_000],
  [CODES.openingTooFast, 600_000],
]);
const WAIT_MS = 10_000;
const TOO_MANY_THREADS =
  'This server has as many active threads as Discord allows. Close some that nobody needs, then try again';
const NO_TAG =
  'Each post in this forum needs a tag, and it has none that members may use. Somebody who manages the forum can add one, such as "papers"';
/** What Discord says too briefly for whoever can do something about it. */
const IN_WORDS: ReadonlyMap<number, string> = new Map([
  [CODES.tooManyThreads, TOO_MANY_THREADS],
  [CODES.tooManyAnnouncementThreads, TOO_MANY_THREADS],
  [CODES.onlyModeratedTags, NO_TAG],
  [CODES.tagRequired, NO_TAG],
]);

/** The code of Discord's error, where it is one. */
export function codeOf(error: unknown): number | undefined {
  return error instanceof DiscordAPIError ? Number(error.code) : undefined;
}

/**
 * What a failed post means. A refusal is certain; after a server error, a cut or a time-out nobody can say whether the message is there.
 *
 * @throws what is no failure of a request
 */
export function outcomeOf(error: unknown): PostFailure {
  if (error instanceof RateLimitError) return { kind: 'rate limited', retryAfterMs: error.retryAfter || WAIT_MS };
  if (error instanceof DiscordAPIError) return refusal(error);
  if (error instanceof HTTPError) return { kind: 'unknown', reason: `Discord answered ${error.status}` };
  if (isConnectionFailure(error)) return { kind: 'unknown', reason: `no answer from Discord (${nameOf(error)})` };
  throw error;
}

/**
 * The same for a request without which nothing was sent: of that one can be certain, so it may be tried again.
 *
 * @throws what is no failure of a request
 */
export function outcomeBefore(error: unknown): PostFailure {
  const outcome = outcomeOf(error);
  return outcome.kind === 'unknown' ? { kind: 'rate limited', retryAfterMs: WAIT_MS } : outcome;
}

function refusal({ code, status, message, rawError }: DiscordAPIError): PostFailure {
  const reason = `${IN_WORDS.get(Number(code)) ?? message} (${code})`;
  const wait = WAITS.get(Number(code));
  if (wait !== undefined) {
    const seconds = 'retry_after' in rawError ? Number(rawError.retry_after) : Number.NaN;
    return { kind: 'rate limited', retryAfterMs: seconds > 0 ? seconds * 1000 : wait };
  }
  if (status === 401) return { kind: 'unavailable', reason };
  if (AGAINST_RULES.has(Number(code))) return { kind: 'failed', reason };
  if (GONE.has(Number(code)) || status === 404) return { kind: 'gone', reason };
  if (status === 403 || UNWANTED.has(Number(code))) return { kind: 'forbidden', reason };
  return status >= 500 ? { kind: 'unknown', reason } : { kind: 'failed', reason };
}

/** undici's and Node's errors of sockets and time-outs, and an answer that is no JSON. */
function isConnectionFailure(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (
    /^(AbortError|TimeoutError|SocketError|SyntaxError)$/.test(error.name) ||
    /^(E[A-Z_]+|UND_ERR_\w+)$/.test(nameOf(error))
  );
}

function nameOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
