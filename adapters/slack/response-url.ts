import { type RespondArguments, RespondError, type RespondFn } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { withRateLimitRetry } from './after-limit.ts';
import { sendWithImageFallback } from './pictures.ts';

/**
 * Says something through the address that Slack gives with a deed, and tells whether Slack took it. Where it did not, nobody can do
 * anything about it, so that is only logged. An address works five times within half an hour
 * (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
 */
export async function sendToResponseUrl(respond: RespondFn, message: RespondArguments, log: Log): Promise<boolean> {
  try {
    await sendWithImageFallback(message, (request) => withRateLimitRetry(() => respond(request)));
    return true;
  } catch (error) {
    const isExpired = error instanceof RespondError && error.statusCode === 404;
    log.warn({ err: error }, isExpired ? 'too late to answer in Slack' : 'an answer may not have reached Slack');
    return false;
  }
}
