import type { Place } from './place.ts';

/** How fast posts may follow one another. */
export interface PostRateLimiter {
  /** Takes the next turn for a place, and gives the milliseconds until it comes. */
  reserve(place: Place): number;
}

interface PostRateLimit {
  readonly scope: 'platform' | 'tenant' | 'channel';
  readonly minIntervalMs: number;
}

/**
 * Discord allows a bot 50 requests a second in all, of which some are left for what people do
 * (https://discord.com/developers/docs/topics/rate-limits#global-rate-limit). Slack allows a message a second in a channel, and several
 * hundred a minute in a workspace (https://docs.slack.dev/apis/web-api/rate-limits).
 */
const POST_RATE_LIMITS: Readonly<Record<string, readonly PostRateLimit[]>> = {
  discord: [{ scope: 'platform', minIntervalMs: 1000 / 40 }],
  slack: [
    { scope: 'tenant', minIntervalMs: 60_000 / 300 },
    { scope: 'channel', minIntervalMs: 1000 },
  ],
};

const MAX_TRACKED_KEYS = 50_000;

/** A pace that is kept by this process: each post takes its turn behind those before it. */
export function createPostRateLimiter(now: () => Date): PostRateLimiter {
  const nextFreeAt = new Map<string, number>();
  return {
    reserve(place) {
      const nowMs = now().getTime();
      const limits = (POST_RATE_LIMITS[place.platform] ?? []).map(({ scope, minIntervalMs }) => ({
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
