import { setTimeout as sleep } from 'node:timers/promises';
import { SourceError } from '../live/source.ts';
import { MAX_RETRY_AFTER_MS } from './rate-limit.ts';

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
