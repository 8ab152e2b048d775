import { setTimeout as sleep } from 'node:timers/promises';
import { webApi } from '@slack/bolt';

/** Nobody waits longer for an answer. */
const LONGEST_S = 30;

/** Sends an answer, and once more where Slack asked to wait a little: that it was not taken is certain then. */
export async function afterLimit<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof webApi.WebAPIRateLimitedError) || error.retryAfter > LONGEST_S) throw error;
    await sleep(error.retryAfter * 1000);
    return send();
  }
}
