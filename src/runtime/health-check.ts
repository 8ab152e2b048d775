import type { Log } from './log.ts';
import { withTimeout } from './retry.ts';

/** What came of asking something that may hang. */
export type HealthCheckResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Asks, and gives in time what came of it. It never rejects. */
export type HealthCheck<T> = () => Promise<HealthCheckResult<T>>;

interface HealthCheckDeps {
  /** How long an answer may take. */
  readonly timeoutMs: number;
  readonly log: Log;
  /** What lacks an answer, and who gave none, as in "not ready: the store". */
  readonly what: string;
}

/**
 * A question with a time limit. While an answer is outstanding nobody asks again, but waits for that one: a store that hangs would
 * otherwise be asked once more with every scrape, until all its connections hang.
 *
 * What went wrong is logged once for each change: this is asked every few seconds.
 */
export function createHealthCheck<T>(ask: () => Promise<T>, { timeoutMs, log, what }: HealthCheckDeps): HealthCheck<T> {
  let inFlight: Promise<HealthCheckResult<T>> | undefined;
  let lastOutput: string | undefined;

  const logChange = (reading: HealthCheckResult<T>): void => {
    const output = describeResult(reading);
    if (reading.kind !== 'ok' && output !== lastOutput) {
      log.warn({ ...(reading.kind === 'failed' && { err: reading.error }) }, `${what} gave ${output}`);
    }
    lastOutput = output;
  };

  const start = async (): Promise<HealthCheckResult<T>> => {
    try {
      return { kind: 'ok', value: await ask() };
    } catch (error) {
      return { kind: 'failed', error };
    }
  };

  return async () => {
    inFlight ??= start().finally(() => {
      inFlight = undefined;
    });
    const reading: HealthCheckResult<T> = (await withTimeout(inFlight, timeoutMs)) ?? {
      kind: 'timed-out',
      afterMs: timeoutMs,
    };
    logChange(reading);
    return reading;
  };
}

/** What came, in words that hold nothing of it: an error of a database may hold its address. */
export function describeResult(reading: HealthCheckResult<unknown>): string {
  switch (reading.kind) {
    case 'ok':
      return 'an answer';
    case 'timed-out':
      return `no answer within ${reading.afterMs / 1000} s`;
    case 'failed':
      return 'an error, which is in the log';
  }
}
