import { type InvalidRequestWarningData, type REST, RESTEvents } from 'discord.js';
import type { Log } from '../../src/log.ts';
import { LIMITS } from './limits.ts';

/** Counts the requests that Discord refuses. At 10,000 in ten minutes it bans the address, so sending stops long before. */
export interface InvalidRequestLimiter {
  /** Watches one more manager. Its `invalidRequestWarningInterval` has to be on. */
  watch(rest: REST): void;
  /** How long nothing may be sent; 0 while all is well. */
  pauseMs(): number;
}

/** Counts for all managers together, as Discord does: what it counts is the address. */
export function createInvalidRequestLimiter({ log, now }: { log: Log; now: () => Date }): InvalidRequestLimiter {
  const counts = new Map<REST, { count: number; until: number }>();
  const pauseMs = (): number => {
    const current = [...counts.values()].filter(({ until }) => until > now().getTime());
    const sum = current.reduce((total, { count }) => total + count, 0);
    return sum < LIMITS.invalidRequests ? 0 : Math.max(...current.map(({ until }) => until - now().getTime()));
  };
  return {
    watch(rest) {
      rest.on(RESTEvents.InvalidRequestWarning, ({ count, remainingTime }: InvalidRequestWarningData) => {
        counts.set(rest, { count, until: now().getTime() + remainingTime });
        const remainingMs = pauseMs();
        if (remainingMs > 0)
          log.error({ pauseMs: remainingMs }, 'sending to Discord stops: too many requests were refused');
        else log.warn({ count }, 'Discord refuses requests');
      });
    },
    pauseMs,
  };
}
