import { setTimeout as sleep } from 'node:timers/promises';
import { type RespondArguments, RespondError, type RespondFn, type types, webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { PostFailure } from '../../src/chat/platform.ts';
import type { Log } from '../../src/runtime/log.ts';
import { plainTextObject } from './escape.ts';
import { LIMITS } from './limits.ts';
import { isInvalidTokenError, slackErrorCode, toPostFailure } from './outcome.ts';

/** The default size of a cache. */
export const MAX_CACHE_ENTRIES = 10_000;

/** Options that make an `LRUCache` measure the age of its entries with the given clock. */
export function cacheClock(now: () => Date) {
  return { ttlResolution: 0, perf: { now: () => now().getTime() } } as const;
}

export interface SlackClients {
  /** Rejects when rate limited, and never retries: if a response were lost, a retry would post twice. */
  readonly web: webApi.WebClient;
  /** With retries, for requests that change nothing. */
  readonly readClient: webApi.WebClient;
}

interface RequestRunnerDeps {
  readonly now: () => Date;
  /** Whether the token was revoked. */
  readonly isAppRemoved: () => boolean;
  readonly onAppRemoved: () => void;
}

/**
 * Runs a request once and returns its result, or why it failed. While Slack limits the rate under a key, requests with
 * that key fail without being sent: the caller decides when to retry.
 *
 * @param rateLimitKey what Slack counts requests by: a method, and a channel if each has its own limit
 * @throws errors that aren't request errors
 */
export type RunRequest = <T>(rateLimitKey: string, request: () => Promise<T>) => Promise<T | PostFailure>;

export function createRequestRunner({ now, isAppRemoved, onAppRemoved }: RequestRunnerDeps): RunRequest {
  const rateLimits = new LRUCache<string, true>({ max: MAX_CACHE_ENTRIES, ...cacheClock(now) });
  return async (rateLimitKey, request) => {
    if (isAppRemoved()) return { kind: 'unavailable', reason: 'Slack rejects the bot token' };
    const retryAfterMs = rateLimits.getRemainingTTL(rateLimitKey);
    if (retryAfterMs > 0) return { kind: 'rate-limited', retryAfterMs };
    try {
      return await request();
    } catch (error) {
      if (isInvalidTokenError(error)) onAppRemoved();
      const failure = toPostFailure(error);
      if (failure.kind === 'rate-limited') rateLimits.set(rateLimitKey, true, { ttl: failure.retryAfterMs });
      return failure;
    }
  };
}

/** The longest that a reply is held back. */
const MAX_RETRY_AFTER_S = 30;
/** Bolt doesn't pass on the `Retry-After` header of a response URL. */
const DEFAULT_RETRY_AFTER_S = 1;

/** Sends a reply, and once more if Slack limits the rate, as it's certain then that the first one wasn't accepted. */
async function withRateLimitRetry<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const retryAfterS = parseRetryAfterSeconds(error);
    if (retryAfterS === undefined || retryAfterS > MAX_RETRY_AFTER_S) throw error;
    await sleep(retryAfterS * 1000);
    return send();
  }
}

function parseRetryAfterSeconds(error: unknown): number | undefined {
  if (error instanceof webApi.WebAPIRateLimitedError) return error.retryAfter;
  return error instanceof RespondError && error.statusCode === 429 ? DEFAULT_RETRY_AFTER_S : undefined;
}

/** Slack rejects whole messages, views and unfurls with these codes. */
const INVALID_CONTENT_ERRORS: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_arguments',
  'invalid_unfurls_format',
]);

/**
 * Sends a message, view or unfurls, and if Slack rejects them, the same without images: Slack fetches each image, and
 * rejects everything if one isn't available. Charts are replaced with their alternative texts.
 */
export async function sendWithImageFallback<T, R>(content: T, send: (content: T) => Promise<R>): Promise<R> {
  try {
    return await send(content);
  } catch (error) {
    const contentWithoutImages = removeImages(content);
    if (!isInvalidContentError(error) || JSON.stringify(contentWithoutImages) === JSON.stringify(content)) throw error;
    return send(contentWithoutImages);
  }
}

/** `sendWithImageFallback` for replies: it also retries once if Slack limits the rate. */
export function sendReply<T, R>(content: T, send: (content: T) => Promise<R>): Promise<R> {
  return sendWithImageFallback(content, (attempted) => withRateLimitRetry(() => send(attempted)));
}

/** A response URL only returns status 400 (java-slack-sdk#1017). */
function isInvalidContentError(error: unknown): boolean {
  return (
    INVALID_CONTENT_ERRORS.has(slackErrorCode(error) ?? '') ||
    (error instanceof RespondError && error.statusCode === 400)
  );
}

/** An image block or element: of a URL, or of an uploaded chart. */
interface ImagePart {
  readonly type: 'image';
  readonly alt_text: string;
  readonly slack_file?: object;
}

/** The same content without images. Charts are replaced with their alternative texts. */
export function removeImages<T>(part: T): T {
  if (Array.isArray(part))
    return part.flatMap((item) => (isImage(item) ? altTextBlocks(item) : [removeImages(item)])) as T;
  if (typeof part !== 'object' || part === null) return part;
  const keptEntries = Object.entries(part).filter(([, value]) => !isImage(value));
  return Object.fromEntries(keptEntries.map(([key, value]) => [key, removeImages(value)])) as T;
}

/** None for thumbnails, as the paper's text says the same. */
function altTextBlocks(image: ImagePart): types.ContextBlock[] {
  if (image.slack_file === undefined) return [];
  return [{ type: 'context', elements: [plainTextObject(image.alt_text, LIMITS.contextText)] }];
}

function isImage(part: unknown): part is ImagePart {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'image';
}

/**
 * Sends a reply and returns whether Slack accepted it. Failures are only logged. A response URL works five times within
 * 30 minutes (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
 */
export async function sendToResponseUrl(respond: RespondFn, message: RespondArguments, log: Log): Promise<boolean> {
  try {
    await sendReply(message, respond);
    return true;
  } catch (error) {
    const isExpired = error instanceof RespondError && error.statusCode === 404;
    log.warn({ err: error }, isExpired ? 'Slack response URL expired' : 'failed to send a reply to Slack');
    return false;
  }
}
