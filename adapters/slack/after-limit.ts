import { setTimeout as sleep } from 'node:timers/promises';
import { RespondError, webApi } from '@slack/bolt';

/** Nobody waits longer for an answer. */
const LONGEST_S = 30;
/** At a response URL Bolt does not give on what Slack says of the time to wait. */
const UNTOLD_S = 1;

/** Sends an answer, and once more where Slack asked to wait a little: that it was not taken is certain then. */
export async function afterLimit<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const seconds = waitAskedFor(error);
    if (seconds === undefined || seconds > LONGEST_S) throw error;
    await sleep(seconds * 1000);
    return send();
  }
}

function waitAskedFor(error: unknown): number | undefined {
  if (error instanceof webApi.WebAPIRateLimitedError) return error.retryAfter;
  return error instanceof RespondError && error.statusCode === 429 ? UNTOLD_S : undefined;
}
