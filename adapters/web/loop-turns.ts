import { setImmediate as nextTurn } from 'node:timers/promises';
import PQueue from 'p-queue';

/** Turns of the event loop, one for each who waits. */
export interface YieldQueue {
  /** Waits for a turn of one's own. What is done then without a pause keeps nobody waiting but those who take turns too. */
  yield(): Promise<void>;
  /** How many wait. */
  waitingCount(): number;
}

/**
 * A search keeps the whole process busy while it lasts. Many at once are done one in a turn, so that heartbeats, ticks, and answers to
 * others come in between.
 */
export function createYieldQueue(): YieldQueue {
  const queue = new PQueue({ concurrency: 1 });
  return {
    yield: () => queue.add(() => nextTurn()),
    waitingCount: () => queue.size + queue.pending,
  };
}
