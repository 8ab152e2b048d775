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
  [DAY, 30 * MINUTE],
  [7 * DAY, 6 * HOUR],
  [30 * DAY, DAY],
];

/** When a thread is looked at next (ISO 8601); never, where it has been silent for a month: then it waits until it stirs. */
export function nextLookAt(
  { activity, openedAt }: Pick<Discussion, 'activity' | 'openedAt'>,
  core: Pick<Core, 'now'>,
): string | undefined {
  const silentMs = core.now().getTime() - Date.parse(activity.lastAt ?? openedAt);
  const every = RHYTHM.find(([atMost]) => silentMs <= atMost)?.[1];
  return every === undefined ? undefined : inMs(every, core);
}

/** When one that was opened just now is looked at. */
export function firstLookAt(core: Pick<Core, 'now'>): string {
  return inMs(MINUTE, core);
}
