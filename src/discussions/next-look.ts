import type { Core } from '../chat/context.ts';
import type { Discussion } from './discussion.ts';
import { inMs } from './hands.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The longer a thread is silent, the less often it is looked at. Within the first time since the last activity, the second between looks. */
const RHYTHM: readonly (readonly [silentMs: number, everyMs: number])[] = [
  [10 * MINUTE, MINUTE],
  [2 * HOUR, 5 * MINUTE],
  [DAY, 15 * MINUTE],
  [7 * DAY, HOUR],
  [30 * DAY, 6 * HOUR],
];
/** What was silent for longer may still wake up, of which Slack would tell nothing. */
const LONG_SILENT_MS = DAY;

/** When a thread is looked at next (ISO 8601), where nothing stirs it before. */
export function nextLookAt(
  { activity, openedAt }: Pick<Discussion, 'activity' | 'openedAt'>,
  core: Pick<Core, 'now'>,
): string {
  const silentMs = core.now().getTime() - Date.parse(activity.lastAt ?? openedAt);
  const everyMs = RHYTHM.find(([atMost]) => silentMs <= atMost)?.[1] ?? LONG_SILENT_MS;
  return inMs(everyMs, core);
}

/** When one that was opened just now is looked at. */
export function firstLookAt(core: Pick<Core, 'now'>): string {
  return inMs(MINUTE, core);
}
