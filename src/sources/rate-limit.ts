import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { SourceError } from './source-error.ts';

export interface RequestLimits {
  /** From the end of a request to the start of the next. */
  readonly minIntervalMs: number;
  /** Which requests run one at a time: all of them, or only those that nobody waits for. */
  readonly queued: 'all' | 'background';
}

/** Runs requests to one site one at a time, interactive ones first. */
export interface RequestQueue {
  /** Throws the signal's reason if it's aborted first. */
  run<T>(
    task: () => Promise<T>,
    options: { readonly isInteractive: boolean; readonly signal: AbortSignal },
  ): Promise<T>;
}

/** The queue covers this process only. */
export function createRequestQueue({ minIntervalMs, queued }: RequestLimits, now: () => Date): RequestQueue {
  const queue = new PQueue({ concurrency: 1 });
  let lastEndedAt: number | undefined;

  // Capped, because the clock may have been set back.
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
      // p-queue isn't given the signal: it would start the next request before this one has released its connection.
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

/** Holds back requests to a site that asked for a pause. */
export interface HostRateLimiter {
  /** Starts or extends the pause. @returns the error for the request that was rate limited */
  pause(pauseMs: number): SourceError;
  /** @throws SourceError if the pause lasts longer than `maxWaitMs` */
  throwIfPaused(maxWaitMs: number): void;
  /** Waits for the pause to end; throws like `throwIfPaused`. */
  waitWhilePaused(maxWaitMs: number, signal: AbortSignal): Promise<void>;
}

export function createHostRateLimiter(host: string, now: () => Date): HostRateLimiter {
  let pausedUntil = 0;

  // Capped, because the clock may have been set back.
  const remainingMs = (): number => Math.min(Math.max(pausedUntil - now().getTime(), 0), MAX_RETRY_AFTER_MS);
  const createRateLimitError = (retryAfterMs: number): SourceError => {
    const seconds = Math.ceil(retryAfterMs / 1000);
    return new SourceError('rate-limited', `${host} rate limited the request, retry in ${seconds} s`, { retryAfterMs });
  };
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

/** Longer pauses are shortened to this. */
const MAX_RETRY_AFTER_MS = 60 * 60_000;

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** How long a response asks to wait before the next request; `undefined` if it doesn't. */
export function parseRetryDelayMs(headers: Pick<Headers, 'get'>, now: Date): number | undefined {
  const delays = [parseRateLimitResetMs(headers.get('ratelimit')), parseRetryAfterMs(headers.get('retry-after'), now)];
  const known = delays.filter((delay) => delay !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/**
 * How long until an exhausted quota resets: `"api";r=0;t=55`.
 *
 * https://huggingface.co/docs/hub/rate-limits, https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-09
 */
export function parseRateLimitResetMs(rateLimit: string | null): number | undefined {
  const delays = (rateLimit ?? '').split(',').flatMap((policy) => {
    const { 1: remaining } = /;\s*r=(\d+)/.exec(policy) ?? [];
    const { 1: seconds } = /;\s*t=(\d+)/.exec(policy) ?? [];
    return remaining !== undefined && Number(remaining) === 0 && seconds !== undefined ? [Number(seconds) * 1000] : [];
  });
  return delays.length === 0 ? undefined : Math.min(Math.max(...delays), MAX_RETRY_AFTER_MS);
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function parseRetryAfterMs(header: string | null, now: Date): number | undefined {
  const value = header?.trim() ?? '';
  const delayMs = /^\d+$/.test(value)
    ? Number(value) * 1000
    : HTTP_DATE.test(value)
      ? Date.parse(value) - now.getTime()
      : Number.NaN;
  return Number.isNaN(delayMs) ? undefined : Math.min(Math.max(delayMs, 0), MAX_RETRY_AFTER_MS);
}
