import { DiscordAPIError } from 'discord.js';
import type { PostFailure } from '../../src/chat/platform.ts';
import type { InvalidRequestLimiter } from './invalid-requests.ts';
import { toPostFailure } from './outcome.ts';

/** Does what asks Discord for something unasked. A failed request is a value: whether to try again is decided where it is known why. */
export interface RequestRunner {
  /**
   * Gives what the work gives, or why its request failed. It does not begin while nothing may be sent.
   *
   * @param toFailure what a failure means, where that is not `outcomeOf`
   */
  run<T>(work: () => Promise<T>, toFailure?: (error: unknown) => PostFailure): Promise<T | PostFailure>;
}

interface RequestRunnerDeps {
  readonly invalidRequestLimiter: InvalidRequestLimiter;
  /** Called when Discord takes the token no more: nothing will be sent from then on. */
  readonly onUnauthorized: () => void;
}

/** Once Discord has refused the token every attempt is `unavailable`, without a request. */
export function createRequestRunner({ invalidRequestLimiter, onUnauthorized }: RequestRunnerDeps): RequestRunner {
  let isUnauthorized = false;

  return {
    async run(work, toFailure = toPostFailure) {
      // After a 401 discord.js has dropped the token, and its requests fail in ways that say nothing.
      if (isUnauthorized) return { kind: 'unavailable', reason: 'Discord takes the token no more' };
      const retryAfterMs = invalidRequestLimiter.pauseMs();
      if (retryAfterMs > 0) return { kind: 'rate-limited', retryAfterMs };
      try {
        return await work();
      } catch (error) {
        if (error instanceof DiscordAPIError && error.status === 401) {
          isUnauthorized = true;
          onUnauthorized();
        }
        return toFailure(error);
      }
    },
  };
}
