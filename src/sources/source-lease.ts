import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceRepository } from './source-repository.ts';

/** The right to ask a source for its lists, which one process has at a time. */
export interface SourceLease {
  /** Holds it for longer. False where it ran out, and another process has it. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

interface SourceLeaseDeps {
  readonly repository: SourceRepository;
  readonly owner: string;
  readonly now: () => Date;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Called once it is clear that another process has it. */
  readonly onWait?: () => void;
  readonly pollIntervalMs?: number;
  readonly renewIntervalMs?: number;
}

/** A process that is killed keeps others out for no longer. One that lives holds its turn by itself, however long a list takes. */
const LEASE_MS = 2 * 60_000;
const RENEW_INTERVAL_MS = LEASE_MS / 4;
const POLL_INTERVAL_MS = 1000;

/** Waits for a source's turn; none where it does not come in time. */
export async function acquireSourceLease(
  name: string,
  dependencies: SourceLeaseDeps,
): Promise<SourceLease | undefined> {
  const {
    repository,
    owner,
    now,
    signal,
    timeoutMs,
    onWait,
    pollIntervalMs = POLL_INTERVAL_MS,
    renewIntervalMs = RENEW_INTERVAL_MS,
  } = dependencies;
  const renew = (): Promise<boolean> => {
    const at = now();
    const until = new Date(at.getTime() + LEASE_MS).toISOString();
    return repository.acquireLease(name, { owner, until }, at.toISOString());
  };
  for (let waitedMs = 0; !signal.aborted; waitedMs += pollIntervalMs) {
    if (await renew()) {
      // Where it is lost all the same, the next `extend` tells.
      const renewTimer = setInterval(() => void renew().catch(() => undefined), renewIntervalMs).unref();
      const release = (): Promise<void> => {
        clearInterval(renewTimer);
        return repository.releaseLease(name, owner);
      };
      return { renew, release };
    }
    if (waitedMs >= timeoutMs) return undefined;
    if (waitedMs === 0) onWait?.();
    await sleep(pollIntervalMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
