import { setTimeout as sleep } from 'node:timers/promises';

/** What a control means may be kept elsewhere: that may take so much of the three seconds that Slack gives. */
export const FETCH_MS = 600;

/** What a promise gives, or nothing where that takes longer. */
export function inTime<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  return Promise.race([promise, sleep(ms, undefined, { ref: false })]);
}
