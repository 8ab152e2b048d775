import { DRAIN_TIMEOUT_MS } from '../../in-hand.ts';
import { withTimeout } from '../../in-time.ts';
import { startScheduler } from '../../tick.ts';
import type { PaperSource } from '../live/source.ts';
import { createSourcePoll, type SourcePollDeps } from './refresh-source.ts';

/** Keeps the papers current: looks every minute for what is due at the sources. */
export interface SourcePoller {
  /** Looks now. */
  pollNow(): void;
  /** Finishes the part in hand, in time; what comes later is not kept. */
  stop(): Promise<void>;
  /** Milliseconds since the last minute that was heard of. */
  lastRunAgeMs(): number;
}

interface SourcePollerDeps extends Omit<SourcePollDeps, 'abortSignal'> {
  readonly sources: readonly PaperSource[];
  readonly drainTimeoutMs?: number;
}

/** Looks at once and at every full minute. A source that fails keeps no other from being asked. */
export function startSourcePoller({
  sources,
  drainTimeoutMs = DRAIN_TIMEOUT_MS,
  ...dependencies
}: SourcePollerDeps): SourcePoller {
  const [stopController, abortController] = [new AbortController(), new AbortController()];
  const { repository, owner, log } = dependencies;
  const polls = sources.map((source) =>
    createSourcePoll(source, { ...dependencies, abortSignal: abortController.signal }),
  );
  const run = async (): Promise<void> => {
    const results = await Promise.allSettled(polls.map((poll) => poll(stopController.signal)));
    const failed = results.find((result) => result.status === 'rejected');
    // Whoever stopped it may have closed the store since.
    if (failed !== undefined && !abortController.signal.aborted) throw failed.reason;
  };
  const scheduler = startScheduler({ run, log });

  return {
    pollNow: scheduler.wake,
    lastRunAgeMs: scheduler.lastTickAgeMs,
    async stop() {
      stopController.abort();
      const isDrained = await withTimeout(
        scheduler.stop().then(() => true),
        drainTimeoutMs,
      );
      abortController.abort();
      if (!isDrained) await Promise.all(sources.map(({ name }) => repository.releaseLease(name, owner)));
    },
  };
}
