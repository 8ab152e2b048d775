import { setTimeout as sleep } from 'node:timers/promises';
import { SourceError } from '../live/source.ts';
import { LONGEST_WAIT_MS } from './rate-limit.ts';

/** Stands before a site that asked to wait. */
export interface Gate {
  /** @returns what to tell whoever asked now */
  close(waitMs: number): SourceError;
  /** @throws SourceError where the wait is longer than whoever asks wants */
  check(patienceMs: number): void;
  /** Waits until it is open, or throws as `check` does. */
  pass(patienceMs: number, signal: AbortSignal): Promise<void>;
}

/** An open gate. It closes for an hour at most, whatever a site asks for. @param host as errors name it */
export function createGate(host: string, now: () => Date): Gate {
  let closedUntil = 0;

  /** A clock that was set back closes nothing for ever. */
  const waitMs = (): number => Math.min(Math.max(closedUntil - now().getTime(), 0), LONGEST_WAIT_MS);
  const limited = (retryAfterMs: number): SourceError =>
    new SourceError('limited', `${host} asks to wait ${Math.ceil(retryAfterMs / 1000)} s`, { retryAfterMs });
  const check = (patienceMs: number): void => {
    const wait = waitMs();
    if (wait > patienceMs) throw limited(wait);
  };

  return {
    close(wait) {
      closedUntil = Math.max(closedUntil, now().getTime() + wait);
      return limited(wait);
    },
    check,
    async pass(patienceMs, signal) {
      check(patienceMs);
      const wait = waitMs();
      if (wait > 0) await sleep(wait, undefined, { signal });
    },
  };
}
