import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import type { PostOutcome } from '../../src/chat/platform.ts';

type Failure = Exclude<PostOutcome, { kind: 'sent' | 'sent and deleted' }>;

/** Error codes with a meaning of their own (https://discord.com/developers/docs/topics/opcodes-and-status-codes#json). */
export const CODES = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  deadWebhook: 10015,
  unknownInteraction: 10062,
  slowMode: 20016,
  channelWriteLimit: 20028,
  alreadyAcknowledged: 40060,
  deadInteractionToken: 50027,
  threadExists: 160004,
} as const;

/** Rules of the server against the text, whatever the status. */
const AGAINST_RULES: ReadonlySet<number> = new Set([200000, 240000]);
/** Channel, server or message are not there any more. */
const GONE: ReadonlySet<number> = new Set([CODES.unknownChannel, CODES.unknownMessage, 10004]);
const WAIT: ReadonlySet<number> = new Set([CODES.slowMode, CODES.channelWriteLimit]);
const WAIT_MS = 10_000;

/**
 * What a failed post means. A refusal is certain; after a server error, a cut or a time-out nobody can say whether the message is there.
 *
 * @throws what is no failure of a request
 */
export function outcomeOf(error: unknown): Failure {
  if (error instanceof RateLimitError) return { kind: 'rate limited', retryAfterMs: error.retryAfter || WAIT_MS };
  if (error instanceof DiscordAPIError) return refusal(error);
  if (error instanceof HTTPError) return { kind: 'unknown', reason: `Discord answered ${error.status}` };
  if (isConnectionFailure(error)) return { kind: 'unknown', reason: `no answer from Discord (${nameOf(error)})` };
  throw error;
}

function refusal({ code, status, message, rawError }: DiscordAPIError): Failure {
  const reason = `${message} (${code})`;
  if (WAIT.has(Number(code))) {
    const seconds = 'retry_after' in rawError ? Number(rawError.retry_after) : Number.NaN;
    return { kind: 'rate limited', retryAfterMs: seconds > 0 ? seconds * 1000 : WAIT_MS };
  }
  if (status === 401) return { kind: 'unavailable', reason };
  if (AGAINST_RULES.has(Number(code))) return { kind: 'failed', reason };
  if (GONE.has(Number(code)) || status === 404) return { kind: 'gone', reason };
  if (status === 403) return { kind: 'forbidden', reason };
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
