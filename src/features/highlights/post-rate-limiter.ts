import type { Place } from '../../chat/place.ts';
import type { FindTraits, PostRateLimit } from '../../chat/platform-traits.ts';

/** How fast unsolicited posts may follow each other. */
export interface PostRateLimiter {
  /** Reserves the next slot for a post, and returns the milliseconds until it comes. */
  reserve(place: Place): number;
}

interface PostRateLimiterDeps {
  readonly now: () => Date;
  readonly findTraits: FindTraits;
}

const MAX_TRACKED_KEYS = 50_000;

/** Schedules the posts of this process: each takes the next free slot after those before it. */
export function createPostRateLimiter({ now, findTraits }: PostRateLimiterDeps): PostRateLimiter {
  const nextFreeAt = new Map<string, number>();
  return {
    reserve(place) {
      const nowMs = now().getTime();
      const limits = findTraits(place.platform).postRateLimits.map(({ scope, minIntervalMs }) => ({
        key: rateLimitKey(place, scope),
        minIntervalMs,
      }));
      const reservedAt = Math.max(nowMs, ...limits.map(({ key }) => nextFreeAt.get(key) ?? nowMs));
      for (const { key, minIntervalMs } of limits) nextFreeAt.set(key, reservedAt + minIntervalMs);
      if (nextFreeAt.size > MAX_TRACKED_KEYS)
        for (const [key, until] of nextFreeAt) if (until <= nowMs) nextFreeAt.delete(key);
      return reservedAt - nowMs;
    },
  };
}

function rateLimitKey({ platform, tenant, channel }: Place, scope: PostRateLimit['scope']): string {
  const keyParts = { platform: [platform], tenant: [platform, tenant], channel: [platform, tenant, channel] };
  return JSON.stringify(keyParts[scope]);
}
