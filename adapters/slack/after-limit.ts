import { setTimeout as sleep } from 'node:timers/promises';
import { RespondError, webApi } from '@slack/bolt';

/** Nobody waits longer for an answer. */
const MAX_RETRY_AFTER_S = 30;
/** At a response URL Bolt does not give on what Slack says of the time to wait. */
const DEFAULT_RETRY_AFTER_S = 1;

/** Sends an answer, and once more where Slack asked to wait a little: that it was not taken is certain then. */
export async function withRateLimitRetry<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const retryAfterS = parseRetryAfterSeconds(error);
    if (retryAfterS === undefined || retryAfterS > MAX_RETRY_AFTER_S) throw error;
    await sleep(retryAfterS * 1000);
    return send();
  }
}

function parseRetryAfterSeconds(error: unknown): number | undefined {
  if (error instanceof webApi.WebAPIRateLimitedError) return error.retryAfter;
  return error instanceof RespondError && error.statusCode === 429 ? DEFAULT_RETRY_AFTER_S : undefined;
}
