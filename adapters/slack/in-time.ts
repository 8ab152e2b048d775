import { setTimeout as sleep } from 'node:timers/promises';

/** What a promise gives, or nothing where that takes longer. */
export function inTime<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return Promise.race([promise, sleep(ms, undefined, { ref: false })]);
}
