import { withTimeout } from '../../in-time.ts';
import type { Log } from '../../log.ts';
import { SourceError } from './source.ts';
import type { LookupFailure } from './source-trouble.ts';

/** What came of asking a source for somebody who waits. */
type InteractiveResult<T> = { readonly kind: 'value'; readonly value: T } | LookupFailure;

/** Asks sources for people who wait: not for long, and for the same thing once at a time. */
export interface InteractiveRequests {
  /** @param key what is asked for: others who ask for it meanwhile get the same answer */
  run<T>(key: string, work: () => Promise<T>): Promise<InteractiveResult<T>>;
}

interface InteractiveRequestsDeps {
  readonly log: Log;
  readonly timeoutMs: number;
  /** Aborted once nothing can be kept any more. */
  readonly shutdownSignal: AbortSignal;
}

/** Whoever has waited `patienceMs` is told that it is late; the work goes on, and others who ask for the same join it. */
export function createInteractiveRequests({
  log,
  timeoutMs,
  shutdownSignal,
}: InteractiveRequestsDeps): InteractiveRequests {
  const inFlight = new Map<string, Promise<unknown>>();
  const joinOrStart = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const running = inFlight.get(key) as Promise<T> | undefined;
    if (running !== undefined) return running;
    const started = work().finally(() => inFlight.delete(key));
    inFlight.set(key, started);
    return started;
  };

  return {
    async run(key, work) {
      const task = joinOrStart(key, work);
      try {
        const tagged = task.then((value) => ({ kind: 'value' as const, value }));
        const result = await withTimeout(tagged, timeoutMs);
        if (result !== undefined) return result;
        task.catch((error: unknown) => {
          // That a source fails is known to its circuit.
          if (error instanceof SourceError || shutdownSignal.aborted) return;
          log.error({ err: error }, 'what a source answered late could not be kept');
        });
        return { kind: 'timed-out' };
      } catch (error) {
        if (error instanceof SourceError) return { kind: 'failed', error };
        throw error;
      }
    },
  };
}
