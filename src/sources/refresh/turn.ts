import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceLedger } from '../live/source-ledger.ts';

/** The right to ask a source for its lists, which one process has at a time. */
export interface Turn {
  /** Holds it for longer. False where it ran out, and another process has it. */
  extend(): Promise<boolean>;
  end(): Promise<void>;
}

interface Dependencies {
  readonly ledger: SourceLedger;
  readonly owner: string;
  readonly now: () => Date;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  readonly patienceMs: number;
  /** Called once it is clear that another process has it. */
  readonly onWait?: () => void;
  readonly everyMs?: number;
  readonly holdEveryMs?: number;
}

/** A process that is killed keeps others out for no longer. One that lives holds its turn by itself, however long a list takes. */
const LEASE_MS = 2 * 60_000;
const HOLD_EVERY_MS = LEASE_MS / 4;
const EVERY_MS = 1000;

/** Waits for a source's turn; none where it does not come in time. */
export async function takeTurn(name: string, dependencies: Dependencies): Promise<Turn | undefined> {
  const {
    ledger,
    owner,
    now,
    signal,
    patienceMs,
    onWait,
    everyMs = EVERY_MS,
    holdEveryMs = HOLD_EVERY_MS,
  } = dependencies;
  const extend = (): Promise<boolean> => {
    const at = now();
    const until = new Date(at.getTime() + LEASE_MS).toISOString();
    return ledger.lease(name, { owner, until }, at.toISOString());
  };
  for (let waitedMs = 0; !signal.aborted; waitedMs += everyMs) {
    if (await extend()) {
      // Where it is lost all the same, the next `extend` tells.
      const holding = setInterval(() => void extend().catch(() => undefined), holdEveryMs).unref();
      const end = (): Promise<void> => {
        clearInterval(holding);
        return ledger.release(name, owner);
      };
      return { extend, end };
    }
    if (waitedMs >= patienceMs) return undefined;
    if (waitedMs === 0) onWait?.();
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
