import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from './errors.ts';
import type { Log } from './log.ts';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Tries until it works, waiting longer each time, up to a minute. Gives nothing where it is stopped meanwhile.
 *
 * @param what for the log: "Discord can not be reached"
 * @throws UserError of an attempt: what only the host can mend is not tried again
 */
export async function keepTrying<T>(
  attempt: () => Promise<T>,
  { what, stopped, log }: { readonly what: string; readonly stopped: AbortSignal; readonly log: Log },
): Promise<T | undefined> {
  for (let waitMs = FIRST_WAIT_MS; !stopped.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (stopped.aborted) return undefined;
      if (error instanceof UserError) throw error;
      log.warn({ err: error, waitMs }, `${what}, trying again`);
      await sleep(waitMs, undefined, { signal: stopped }).catch(() => undefined);
    }
  }
  return undefined;
}
