import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceRepository } from './source-repository.ts';

/** The exclusive right to fetch a source's listings. Renewed automatically. */
export interface SourceLease {
  /** False if it expired, and another process has it. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

interface SourceLeaseDeps {
  readonly repository: SourceRepository;
  readonly owner: string;
  readonly now: () => Date;
  /** Stops waiting. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Called once if another process has the lease. */
  readonly onWait?: () => void;
  readonly pollIntervalMs?: number;
  readonly renewIntervalMs?: number;
}

/** How long a killed process keeps others out. */
const LEASE_MS = 2 * 60_000;
const RENEW_INTERVAL_MS = LEASE_MS / 4;
const POLL_INTERVAL_MS = 1000;

/** Waits for the lease. @returns `undefined` if the wait timed out or was aborted */
export async function acquireSourceLease(
  name: string,
  {
    repository,
    owner,
    now,
    signal,
    timeoutMs,
    onWait,
    pollIntervalMs = POLL_INTERVAL_MS,
    renewIntervalMs = RENEW_INTERVAL_MS,
  }: SourceLeaseDeps,
): Promise<SourceLease | undefined> {
  const renew = (): Promise<boolean> => {
    const at = now();
    const until = new Date(at.getTime() + LEASE_MS).toISOString();
    return repository.acquireLease(name, { owner, until }, at.toISOString());
  };
  for (let waitedMs = 0; !signal.aborted; waitedMs += pollIntervalMs) {
    if (await renew()) {
      // If this fails and the lease is lost, the holder's next `renew` notices.
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
