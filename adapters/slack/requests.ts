import { setTimeout as sleep } from 'node:timers/promises';
import { type RespondArguments, RespondError, type RespondFn, type types, webApi } from '@slack/bolt';
import type { PostFailure } from '../../src/chat/platform.ts';
import type { Log } from '../../src/runtime/log.ts';
import { plainTextObject } from './escape.ts';
import { LIMITS } from './limits.ts';
import { isInvalidTokenError, slackErrorCode, toPostFailure } from './outcome.ts';

interface RequestRunnerDeps {
  readonly now: () => Date;
  /** Whether Slack takes the token no more: nothing is sent from then on. */
  readonly isAppRemoved: () => boolean;
  /** Called when Slack says so. */
  readonly onAppRemoved: () => void;
}

/**
 * Does what nobody waits for with Slack, once, and gives what came of it, or why nothing did. What Slack limited is left alone for the time
 * that it asked for: whether and when to try again is decided where it is known what for.
 *
 * @param limit what Slack counts it under: a method, and a channel where each has a limit of its own
 * @throws what is no failure of a request
 */
export type RunRequest = <T>(rateLimitKey: string, work: () => Promise<T>) => Promise<T | PostFailure>;

/** Remembers, for all that go through it, how long each limit stays full. */
export function createRequestRunner({ now, isAppRemoved, onAppRemoved }: RequestRunnerDeps): RunRequest {
  const limitedUntil = new Map<string, number>();
  return async (rateLimitKey, work) => {
    if (isAppRemoved()) return { kind: 'unavailable', reason: 'Slack takes the token no more' };
    const retryAfterMs = (limitedUntil.get(rateLimitKey) ?? 0) - now().getTime();
    if (retryAfterMs > 0) return { kind: 'rate-limited', retryAfterMs };
    limitedUntil.delete(rateLimitKey);
    try {
      return await work();
    } catch (error) {
      if (isInvalidTokenError(error)) onAppRemoved();
      const outcome = toPostFailure(error);
      if (outcome.kind === 'rate-limited') limitedUntil.set(rateLimitKey, now().getTime() + outcome.retryAfterMs);
      return outcome;
    }
  };
}

/** Nobody waits longer for an answer. */
const MAX_RETRY_AFTER_S = 30;
/** At a response URL Bolt does not give on what Slack says of the time to wait. */
const DEFAULT_RETRY_AFTER_S = 1;

/** Sends an answer, and once more where Slack asked to wait a little: that it was not taken is certain then. */
export async function withRateLimitRetry<T>(send: () => Promise<T>): Promise<T> {
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

/** A block or an element with a picture: of an address, or of a file that Slack has. */
interface ImagePart {
  readonly type: 'image';
  readonly alt_text: string;
  readonly slack_file?: object;
}

/** What Slack says of blocks, of a view and of cards that it does not take. */
const INVALID_CONTENT_ERRORS: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_arguments',
  'invalid_unfurls_format',
]);

/**
 * Sends a message, a view or cards, and where Slack refuses that, the same without pictures: Slack fetches each, and refuses the whole
 * when one can't be had. A chart is told in words then. A refusal is certain, so nothing is said twice.
 */
export async function sendWithImageFallback<T, R>(content: T, send: (what: T) => Promise<R>): Promise<R> {
  try {
    return await send(content);
  } catch (error) {
    const contentWithoutImages = removeImages(content);
    if (!isInvalidContentError(error) || JSON.stringify(contentWithoutImages) === JSON.stringify(content)) throw error;
    return send(contentWithoutImages);
  }
}

/** The same without any picture in its blocks, and with what a chart shows in words. */
export function removeImages<T>(part: T): T {
  if (Array.isArray(part))
    return part.flatMap((item) => (isImage(item) ? altTextBlocks(item) : [removeImages(item)])) as T;
  if (typeof part !== 'object' || part === null) return part;
  const keptEntries = Object.entries(part).filter(([, value]) => !isImage(value));
  return Object.fromEntries(keptEntries.map(([key, value]) => [key, removeImages(value)])) as T;
}

/** A picture of a paper says nothing that its paper does not. */
function altTextBlocks(image: ImagePart): types.ContextBlock[] {
  if (image.slack_file === undefined) return [];
  return [{ type: 'context', elements: [plainTextObject(image.alt_text, LIMITS.contextText)] }];
}

function isImage(part: unknown): part is ImagePart {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'image';
}

/** A response URL says no more than 400 (java-slack-sdk#1017). */
function isInvalidContentError(error: unknown): boolean {
  return (
    INVALID_CONTENT_ERRORS.has(slackErrorCode(error) ?? '') ||
    (error instanceof RespondError && error.statusCode === 400)
  );
}

/**
 * Says something through the address that Slack gives with a deed, and tells whether Slack took it. Where it did not, nobody can do
 * anything about it, so that is only logged. An address works five times within half an hour
 * (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
 */
export async function sendToResponseUrl(respond: RespondFn, message: RespondArguments, log: Log): Promise<boolean> {
  try {
    await sendWithImageFallback(message, (request) => withRateLimitRetry(() => respond(request)));
    return true;
  } catch (error) {
    const isExpired = error instanceof RespondError && error.statusCode === 404;
    log.warn({ err: error }, isExpired ? 'too late to answer in Slack' : 'an answer may not have reached Slack');
    return false;
  }
}

const MAX_CACHE_ENTRIES = 10_000;

/** Puts a value into a map that forgets its oldest ones, and gives it. */
export function setBounded<T>(values: Map<string, T>, key: string, value: T): T {
  values.set(key, value);
  const oldest = values.keys().next().value;
  if (values.size > MAX_CACHE_ENTRIES && oldest !== undefined) values.delete(oldest);
  return value;
}
