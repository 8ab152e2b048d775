import type { Log } from './log.ts';
import { withTimeout } from './retry.ts';

export type HealthCheckResult<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Never rejects, and always returns within its timeout. */
export type HealthCheck<T> = () => Promise<HealthCheckResult<T>>;

interface HealthCheckDeps {
  readonly timeoutMs: number;
  readonly log: Log;
  /** What is logged if it fails: "database health check failed". */
  readonly failureMessage: string;
}

/**
 * A check with a timeout. Calls share the check in flight: a database that hangs would otherwise get another query with every scrape, until
 * all its connections hang. Failures are logged when the output changes, as checks run every few seconds.
 */
export function createHealthCheck<T>(
  check: () => Promise<T>,
  { timeoutMs, log, failureMessage }: HealthCheckDeps,
): HealthCheck<T> {
  let inFlight: Promise<HealthCheckResult<T>> | undefined;
  let lastOutput: string | undefined;

  const logChange = (result: HealthCheckResult<T>): void => {
    const output = formatHealthCheckResult(result);
    if (result.kind !== 'ok' && output !== lastOutput) {
      log.warn({ output, ...(result.kind === 'failed' && { err: result.error }) }, failureMessage);
    }
    lastOutput = output;
  };

  const run = async (): Promise<HealthCheckResult<T>> => {
    try {
      return { kind: 'ok', value: await check() };
    } catch (error) {
      return { kind: 'failed', error };
    }
  };

  return async () => {
    inFlight ??= run().finally(() => {
      inFlight = undefined;
    });
    const result: HealthCheckResult<T> = (await withTimeout(inFlight, timeoutMs)) ?? {
      kind: 'timed-out',
      afterMs: timeoutMs,
    };
    logChange(result);
    return result;
  };
}

/** For people outside: without the error itself, as database errors may contain addresses. */
export function formatHealthCheckResult(result: HealthCheckResult<unknown>): string {
  switch (result.kind) {
    case 'ok':
      return 'ok';
    case 'timed-out':
      return `timed out after ${result.afterMs / 1000} s`;
    case 'failed':
      return 'failed; the log has the error';
  }
}
