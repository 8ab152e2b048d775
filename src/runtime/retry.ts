import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from './errors.ts';
import type { Log } from './log.ts';

const MIN_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 60_000;

/**
 * Tries until it works, waiting longer each time, up to a minute. Gives nothing where it is stopped meanwhile.
 *
 * @param what for the log: "Discord can not be reached"
 * @throws UserError of an attempt: what only the host can mend is not tried again
 */
export async function withRetry<T>(
  attempt: () => Promise<T>,
  { what: failure, stopped: signal, log }: { readonly what: string; readonly stopped: AbortSignal; readonly log: Log },
): Promise<T | undefined> {
  for (let backoffMs = MIN_BACKOFF_MS; !signal.aborted; backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof UserError) throw error;
      log.warn({ err: error, waitMs: backoffMs }, `${failure}, trying again`);
      await sleep(backoffMs, undefined, { signal: signal }).catch(() => undefined);
    }
  }
  return undefined;
}

/** What a promise comes to, or nothing where that takes longer. It goes on all the same, and what it does then is its own affair. */
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
