import { withTimeout } from './retry.ts';

/** Work that is under way, so that a stop can wait for it. */
export interface TaskTracker {
  /** Begins work, and gives what comes of it. Once stopped it begins nothing, and gives nothing at once. */
  run<T>(work: () => Promise<T>): Promise<T> | undefined;
  /** Whether nothing is taken any more. */
  isStopping(): boolean;
  /** Takes nothing more, and waits for what is in hand, as long as anybody waits for that at an end. */
  stop(): Promise<void>;
}

/** How long an end waits for what is in hand: what comes behind it, such as a farewell, has a second more (`ending.ts`). */
export const DRAIN_TIMEOUT_MS = 7000;

/** Nothing in hand yet. */
export function createTaskTracker(drainTimeoutMs = DRAIN_TIMEOUT_MS): TaskTracker {
  const inFlight = new Set<Promise<unknown>>();
  let isStopping = false;
  return {
    run(work) {
      if (isStopping) return undefined;
      // It is in hand before it begins: whatever it does first may be to stop all.
      const task = Promise.resolve().then(work);
      inFlight.add(task);
      const forget = (): void => void inFlight.delete(task);
      task.then(forget, forget);
      return task;
    },
    isStopping: () => isStopping,
    async stop() {
      isStopping = true;
      await withTimeout(Promise.allSettled(inFlight), drainTimeoutMs);
    },
  };
}
