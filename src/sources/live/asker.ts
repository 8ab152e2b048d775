import { inTime } from '../../in-time.ts';
import type { Log } from '../../log.ts';
import { SourceError } from './source.ts';
import type { Trouble } from './source-trouble.ts';

/** What came of asking a source for somebody who waits. */
type Asked<T> = { readonly kind: 'answer'; readonly value: T } | Trouble;

/** Asks sources for people who wait: not for long, and for the same thing once at a time. */
export interface Asker {
  /** @param key what is asked for: others who ask for it meanwhile get the same answer */
  ask<T>(key: string, work: () => Promise<T>): Promise<Asked<T>>;
}

interface Dependencies {
  readonly log: Log;
  readonly patienceMs: number;
  /** Aborted once nothing can be kept any more. */
  readonly closing: AbortSignal;
}

/** Whoever has waited `patienceMs` is told that it is late; the work goes on, and others who ask for the same join it. */
export function createAsker({ log, patienceMs, closing }: Dependencies): Asker {
  const inHand = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const known = inHand.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const begun = work().finally(() => inHand.delete(key));
    inHand.set(key, begun);
    return begun;
  };

  return {
    async ask(key, work) {
      const asked = once(key, work);
      try {
        const answered = asked.then((value) => ({ kind: 'answer' as const, value }));
        const answer = await inTime(answered, patienceMs);
        if (answer !== undefined) return answer;
        asked.catch((error: unknown) => {
          // That a source fails is known to its circuit.
          if (error instanceof SourceError || closing.aborted) return;
          log.error({ err: error }, 'what a source answered late could not be kept');
        });
        return { kind: 'late' };
      } catch (error) {
        if (error instanceof SourceError) return { kind: 'failed', error };
        throw error;
      }
    },
  };
}
