import { inTime } from './in-time.ts';

/** Work that is under way, so that a stop can wait for it. */
export interface InHand {
  /** Begins work, and gives what comes of it. Once stopped it begins nothing, and gives nothing at once. */
  take<T>(work: () => Promise<T>): Promise<T> | undefined;
  /** Whether nothing is taken any more. */
  isStopped(): boolean;
  /** Takes nothing more, and waits for what is in hand, as long as anybody waits for that at an end. */
  stop(): Promise<void>;
}

/** How long an end waits for what is in hand: what comes behind it, such as a farewell, has a second more (`ending.ts`). */
export const LAST_WORK_MS = 7000;

/** Nothing in hand yet. */
export function createInHand(lastWorkMs = LAST_WORK_MS): InHand {
  const works = new Set<Promise<unknown>>();
  let isStopped = false;
  return {
    take(work) {
      if (isStopped) return undefined;
      // It is in hand before it begins: whatever it does first may be to stop all.
      const begun = Promise.resolve().then(work);
      works.add(begun);
      const forget = (): void => void works.delete(begun);
      begun.then(forget, forget);
      return begun;
    },
    isStopped: () => isStopped,
    async stop() {
      isStopped = true;
      await inTime(Promise.allSettled(works), lastWorkMs);
    },
  };
}
