import type { PostFailure } from '../../src/chat/platform.ts';
import { isInvalidTokenError, toPostFailure } from './outcome.ts';

interface RequestRunnerDeps {
  readonly now: () => Date;
  /** Whether Slack takes the token no more: nothing is sent from then on. */
  readonly isAppRemoved: () => boolean;
  /** Called when Slack says so. */
  readonly onAppRemoved: () => void;
}

/**
 * Does what nobody waits for with Slack, once, and gives what came of it, or why nothing did. What Slack limited is left alone for the time
 * that it asked for: whether and when to try again is decided where it is known what for.
 *
 * @param limit what Slack counts it under: a method, and a channel where each has a limit of its own
 * @throws what is no failure of a request
 */
export type RunRequest = <T>(rateLimitKey: string, work: () => Promise<T>) => Promise<T | PostFailure>;

/** Remembers, for all that go through it, how long each limit stays full. */
export function createRequestRunner({ now, isAppRemoved, onAppRemoved }: RequestRunnerDeps): RunRequest {
  const limitedUntil = new Map<string, number>();
  return async (rateLimitKey, work) => {
    if (isAppRemoved()) return { kind: 'unavailable', reason: 'Slack takes the token no more' };
    const retryAfterMs = (limitedUntil.get(rateLimitKey) ?? 0) - now().getTime();
    if (retryAfterMs > 0) return { kind: 'rate-limited', retryAfterMs };
    limitedUntil.delete(rateLimitKey);
    try {
      return await work();
    } catch (error) {
      if (isInvalidTokenError(error)) onAppRemoved();
      const outcome = toPostFailure(error);
      if (outcome.kind === 'rate-limited') limitedUntil.set(rateLimitKey, now().getTime() + outcome.retryAfterMs);
      return outcome;
    }
  };
}
