import type { PostFailure } from '../../src/chat/platform.ts';
import { isDeadToken, outcomeOf } from './outcome.ts';

interface Dependencies {
  readonly now: () => Date;
  /** Whether Slack takes the token no more: nothing is sent from then on. */
  readonly isRemoved: () => boolean;
  /** Called when Slack says so. */
  readonly onRemoved: () => void;
}

/**
 * Does what nobody waits for with Slack, once, and gives what came of it, or why nothing did. What Slack limited is left alone for the time
 * that it asked for: whether and when to try again is decided where it is known what for.
 *
 * @param limit what Slack counts it under: a method, and a channel where each has a limit of its own
 * @throws what is no failure of a request
 */
export type Attempt = <T>(limit: string, work: () => Promise<T>) => Promise<T | PostFailure>;

/** Remembers, for all that go through it, how long each limit stays full. */
export function createAttempt({ now, isRemoved, onRemoved }: Dependencies): Attempt {
  const fullUntil = new Map<string, number>();
  return async (limit, work) => {
    if (isRemoved()) return { kind: 'unavailable', reason: 'Slack takes the token no more' };
    const retryAfterMs = (fullUntil.get(limit) ?? 0) - now().getTime();
    if (retryAfterMs > 0) return { kind: 'rate limited', retryAfterMs };
    fullUntil.delete(limit);
    try {
      return await work();
    } catch (error) {
      if (isDeadToken(error)) onRemoved();
      const outcome = outcomeOf(error);
      if (outcome.kind === 'rate limited') fullUntil.set(limit, now().getTime() + outcome.retryAfterMs);
      return outcome;
    }
  };
}
