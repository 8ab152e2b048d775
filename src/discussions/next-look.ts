import type { AppServices } from '../chat/context.ts';
import type { Discussion } from './discussion.ts';
import { isoTimestampIn } from './hands.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The longer a thread is silent, the less often it is looked at. Within the first time since the last activity, the second between looks. */
const REFRESH_SCHEDULE: readonly (readonly [silentMs: number, everyMs: number])[] = [
  [10 * MINUTE_MS, MINUTE_MS],
  [2 * HOUR_MS, 5 * MINUTE_MS],
  [DAY_MS, 15 * MINUTE_MS],
  [7 * DAY_MS, HOUR_MS],
  [30 * DAY_MS, 6 * HOUR_MS],
];
/** What was silent for longer may still wake up, of which Slack would tell nothing. */
const IDLE_REFRESH_INTERVAL_MS = DAY_MS;

/** When a thread is looked at next (ISO 8601), where nothing stirs it before. */
export function nextRefreshAt(
  { activity, openedAt }: Pick<Discussion, 'activity' | 'openedAt'>,
  core: Pick<AppServices, 'now'>,
): string {
  const silentMs = core.now().getTime() - Date.parse(activity.lastAt ?? openedAt);
  const intervalMs = REFRESH_SCHEDULE.find(([maxSilentMs]) => silentMs <= maxSilentMs)?.[1] ?? IDLE_REFRESH_INTERVAL_MS;
  return isoTimestampIn(intervalMs, core);
}

/** When one that was opened just now is looked at. */
export function firstRefreshAt(core: Pick<AppServices, 'now'>): string {
  return isoTimestampIn(MINUTE_MS, core);
}
