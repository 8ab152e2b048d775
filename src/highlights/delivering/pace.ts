import type { Place } from '../../chat/place.ts';

/** How fast posts may follow one another. */
export interface Pace {
  /** Takes the next turn for a place, and gives the milliseconds until it comes. */
  take(place: Place): number;
}

interface Rate {
  readonly per: 'platform' | 'tenant' | 'channel';
  readonly everyMs: number;
}

/**
 * Discord allows a bot 50 requests a second in all, of which some are left for what people do
 * (https://discord.com/developers/docs/topics/rate-limits#global-rate-limit). Slack allows a message a second in a channel, and several
 * hundred a minute in a workspace (https://docs.slack.dev/apis/web-api/rate-limits).
 */
const RATES: Readonly<Record<string, readonly Rate[]>> = {
  discord: [{ per: 'platform', everyMs: 1000 / 40 }],
  slack: [
    { per: 'tenant', everyMs: 60_000 / 300 },
    { per: 'channel', everyMs: 1000 },
  ],
};

const MOST_REMEMBERED = 50_000;

/** A pace that is kept by this process: each post takes its turn behind those before it. */
export function createPace(now: () => Date): Pace {
  const free = new Map<string, number>();
  return {
    take(place) {
      const at = now().getTime();
      const rates = (RATES[place.platform] ?? []).map(({ per, everyMs }) => ({ key: keyOf(place, per), everyMs }));
      const turn = Math.max(at, ...rates.map(({ key }) => free.get(key) ?? at));
      for (const { key, everyMs } of rates) free.set(key, turn + everyMs);
      if (free.size > MOST_REMEMBERED) for (const [key, until] of free) if (until <= at) free.delete(key);
      return turn - at;
    },
  };
}

function keyOf({ platform, tenant, channel }: Place, per: Rate['per']): string {
  const parts = { platform: [platform], tenant: [platform, tenant], channel: [platform, tenant, channel] };
  return JSON.stringify(parts[per]);
}
