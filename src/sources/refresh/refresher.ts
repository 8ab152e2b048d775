import { LAST_WORK_MS } from '../../in-hand.ts';
import { inTime } from '../../in-time.ts';
import { startTick } from '../../tick.ts';
import type { LiveSource } from '../live/source.ts';
import { createRefreshSource, type RefreshDependencies } from './refresh-source.ts';

/** Keeps the papers current: looks every minute for what is due at the sources. */
export interface Refresher {
  /** Looks now. */
  wake(): void;
  /** Finishes the part in hand, in time; what comes later is not kept. */
  stop(): Promise<void>;
  /** Milliseconds since the last minute that was heard of. */
  tickAge(): number;
}

interface Dependencies extends Omit<RefreshDependencies, 'over'> {
  readonly sources: readonly LiveSource[];
  readonly lastPartMs?: number;
}

/** Looks at once and at every full minute. A source that fails keeps no other from being asked. */
export function startRefresher({ sources, lastPartMs = LAST_WORK_MS, ...dependencies }: Dependencies): Refresher {
  const [stopped, over] = [new AbortController(), new AbortController()];
  const { ledger, owner, log } = dependencies;
  const refreshes = sources.map((source) => createRefreshSource(source, { ...dependencies, over: over.signal }));
  const run = async (): Promise<void> => {
    const rounds = await Promise.allSettled(refreshes.map((refresh) => refresh(stopped.signal)));
    const failed = rounds.find((round) => round.status === 'rejected');
    // Whoever stopped it may have closed the store since.
    if (failed !== undefined && !over.signal.aborted) throw failed.reason;
  };
  const tick = startTick({ run, log });

  return {
    wake: tick.wake,
    tickAge: tick.age,
    async stop() {
      stopped.abort();
      const isDone = await inTime(
        tick.stop().then(() => true),
        lastPartMs,
      );
      over.abort();
      if (!isDone) await Promise.all(sources.map(({ name }) => ledger.release(name, owner)));
    },
  };
}
