import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from './errors.ts';
import type { Log } from './log.ts';

interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs?: number;
  /** At least 0 and less than 1. Spreads delays by 25% both ways, so that processes don't retry together. */
  readonly random?: () => number;
}

/** The delay after `failures` failures in a row, in milliseconds. It doubles each time. */
export function backoffMs(failures: number, { baseMs, maxMs = Infinity, random }: BackoffOptions): number {
  return Math.min(baseMs * 2 ** (failures - 1), maxMs) * (random === undefined ? 1 : 0.75 + random() / 2);
}

interface RetryOptions {
  /** The delay before the next attempt in milliseconds, or `undefined` to give up. */
  readonly delayMs: (error: unknown, failures: number) => number | undefined;
  readonly onRetry?: (error: unknown, delayMs: number) => void;
  /** Ends the retries. */
  readonly signal: AbortSignal;
}

/** Attempts until it works. @throws the last error, once it gives up or is aborted */
export async function withRetry<T>(attempt: () => Promise<T>, { delayMs, onRetry, signal }: RetryOptions): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const ms = signal.aborted ? undefined : delayMs(error, failures);
      if (ms === undefined) throw error;
      onRetry?.(error, ms);
      await sleep(ms, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw error;
    }
  }
}

interface ConnectOptions {
  /** For the log: "failed to connect to Discord". */
  readonly failureMessage: string;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/**
 * Attempts until it works, at least once a minute. Returns `undefined` if it is aborted.
 *
 * @throws UserError of an attempt, since only the operator can fix that
 */
export async function connectWithRetry<T>(
  attempt: () => Promise<T>,
  { failureMessage, signal, log }: ConnectOptions,
): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  try {
    return await withRetry(attempt, {
      delayMs: (error, failures) =>
        error instanceof UserError ? undefined : backoffMs(failures, { baseMs: 1000, maxMs: 60_000 }),
      onRetry: (error, delayMs) => log.warn({ err: error, delayMs }, `${failureMessage}, retrying`),
      signal,
    });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** The result of a promise, or `undefined` if it takes longer. The work itself isn't cancelled. */
export async function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined).unref();
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
