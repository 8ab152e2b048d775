import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { SourceError } from './source.ts';

/** Who may ask a site, and when. */
export interface RequestQueue {
  /** Does a piece of work when its turn has come. Whoever is in a hurry comes first. Throws the signal's reason once that is aborted. */
  run<T>(
    task: () => Promise<T>,
    options: { readonly isInteractive: boolean; readonly signal: AbortSignal },
  ): Promise<T>;
}

/** How a site is asked. */
export interface RequestLimits {
  /** The rest between the end of a request and the begin of the next, in milliseconds. */
  readonly minIntervalMs: number;
  /** Who takes turns, one request at a time: everyone, or all but those that somebody waits for. */
  readonly queued: 'all' | 'background';
}

/** Turns at one site, of this process alone. */
export function createRequestQueue({ minIntervalMs, queued }: RequestLimits, now: () => Date): RequestQueue {
  const queue = new PQueue({ concurrency: 1 });
  let lastEndedAt: number | undefined;

  /** A clock that was set meanwhile makes nobody wait longer than the spacing. */
  const remainingIntervalMs = (): number =>
    lastEndedAt === undefined ? 0 : Math.min(Math.max(lastEndedAt + minIntervalMs - now().getTime(), 0), minIntervalMs);

  return {
    async run(task, { isInteractive, signal }) {
      signal.throwIfAborted();
      if (isInteractive && queued !== 'all') return task();
      const runInTurn = async () => {
        signal.throwIfAborted();
        const waitMs = remainingIntervalMs();
        if (waitMs > 0) await sleep(waitMs, undefined, { signal });
        try {
          return await task();
        } finally {
          lastEndedAt = now().getTime();
        }
      };
      // The queue is not given the signal: it would start the next request before this one has let go of its line.
      return await raceWithAbort(queue.add(runInTurn, { priority: isInteractive ? 1 : 0 }), signal);
    },
  };
}

async function raceWithAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let rejectOnAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    rejectOnAbort = () => reject(signal.reason);
  });
  signal.addEventListener('abort', rejectOnAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', rejectOnAbort);
  }
}

/** Stands before a site that asked to wait. */
export interface HostRateLimiter {
  /** @returns what to tell whoever asked now */
  pause(pauseMs: number): SourceError;
  /** @throws SourceError where the wait is longer than whoever asks wants */
  throwIfPaused(maxWaitMs: number): void;
  /** Waits until it is open, or throws as `check` does. */
  waitWhilePaused(maxWaitMs: number, signal: AbortSignal): Promise<void>;
}

/** An open gate. It closes for an hour at most, whatever a site asks for. @param host as errors name it */
export function createHostRateLimiter(host: string, now: () => Date): HostRateLimiter {
  let pausedUntil = 0;

  /** A clock that was set back closes nothing for ever. */
  const remainingMs = (): number => Math.min(Math.max(pausedUntil - now().getTime(), 0), MAX_RETRY_AFTER_MS);
  const createRateLimitError = (retryAfterMs: number): SourceError =>
    new SourceError('rate-limited', `${host} asks to wait ${Math.ceil(retryAfterMs / 1000)} s`, { retryAfterMs });
  const throwIfPaused = (maxWaitMs: number): void => {
    const pauseMs = remainingMs();
    if (pauseMs > maxWaitMs) throw createRateLimitError(pauseMs);
  };

  return {
    pause(pauseMs) {
      pausedUntil = Math.max(pausedUntil, now().getTime() + pauseMs);
      return createRateLimitError(pauseMs);
    },
    throwIfPaused,
    async waitWhilePaused(maxWaitMs, signal) {
      throwIfPaused(maxWaitMs);
      const pauseMs = remainingMs();
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal });
    },
  };
}

/** No source is believed to mean more than this. */
const MAX_RETRY_AFTER_MS = 60 * 60_000;

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** How long a source asks to wait before the next request; nothing where it asks for nothing. */
export function parseRetryDelayMs(headers: Pick<Headers, 'get'>, now: Date): number | undefined {
  const waits = [parseRateLimitResetMs(headers.get('ratelimit')), parseRetryAfterMs(headers.get('retry-after'), now)];
  const knownWaits = waits.filter((wait) => wait !== undefined);
  return knownWaits.length === 0 ? undefined : Math.max(...knownWaits);
}

/**
 * When a window of requests that is used up ends, in milliseconds from now: `"api";r=0;t=55`.
 *
 * https://huggingface.co/docs/hub/rate-limits, https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-09
 */
export function parseRateLimitResetMs(rateLimit: string | null): number | undefined {
  const waits = (rateLimit ?? '').split(',').flatMap((policy) => {
    const { 1: remaining } = /;\s*r=(\d+)/.exec(policy) ?? [];
    const { 1: seconds } = /;\s*t=(\d+)/.exec(policy) ?? [];
    return remaining !== undefined && Number(remaining) === 0 && seconds !== undefined ? [Number(seconds) * 1000] : [];
  });
  return waits.length === 0 ? undefined : Math.min(Math.max(...waits), MAX_RETRY_AFTER_MS);
}

/** In seconds, or as a date (RFC 9110, 10.2.3). */
function parseRetryAfterMs(text: string | null, now: Date): number | undefined {
  const value = text?.trim() ?? '';
  const waitMs = /^\d+$/.test(value)
    ? Number(value) * 1000
    : HTTP_DATE.test(value)
      ? Date.parse(value) - now.getTime()
      : Number.NaN;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}
