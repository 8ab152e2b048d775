import { withTimeout } from './retry.ts';

/** Tasks in flight, so that a shutdown can wait for them. */
export interface TaskTracker {
  /** Starts a task and returns its result. Once stopping, it starts nothing and returns `undefined`. */
  run<T>(task: () => Promise<T>): Promise<T> | undefined;
  isStopping(): boolean;
  /** Starts no more tasks, and waits for those in flight up to the drain timeout. */
  stop(): Promise<void>;
}

/** How long a shutdown waits for tasks in flight. It is a second less than the shutdown step has (`shutdown.ts`). */
export const DRAIN_TIMEOUT_MS = 7000;

export function createTaskTracker(drainTimeoutMs = DRAIN_TIMEOUT_MS): TaskTracker {
  const inFlight = new Set<Promise<unknown>>();
  let isStopping = false;
  return {
    run(task) {
      if (isStopping) return undefined;
      // Tracked before it starts, as the first thing it does may be to call `stop`.
      const promise = Promise.resolve().then(task);
      inFlight.add(promise);
      const untrack = (): void => void inFlight.delete(promise);
      promise.then(untrack, untrack);
      return promise;
    },
    isStopping: () => isStopping,
    async stop() {
      isStopping = true;
      await withTimeout(Promise.allSettled(inFlight), drainTimeoutMs);
    },
  };
}
