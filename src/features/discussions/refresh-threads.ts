import type { ChatPlatform, PostFailure, ReadThreadOutcome } from '../../chat/platform.ts';
import { type Clock, isoTimestampIn } from '../../runtime/clock.ts';
import { groupBy } from '../../runtime/collections.ts';
import { unreachable } from '../../runtime/errors.ts';
import { createLease } from '../../runtime/lease.ts';
import type { Log } from '../../runtime/log.ts';
import type { Discussion, DiscussionActivity, DiscussionDeps } from './discussion.ts';
import { endDiscussion, updateCard } from './discussion-card.ts';

interface RefreshThreadsDeps extends DiscussionDeps {
  readonly log: Log;
  readonly signal: AbortSignal;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Longer than a slow platform takes to read some twenty threads. */
const REFRESH_LEASE_MS = 10 * MINUTE_MS;

const RETRY_SOON_MS = MINUTE_MS;
const RETRY_LATER_MS = 5 * MINUTE_MS;
/** The platform refuses, so somebody has to fix something first. */
const RETRY_BLOCKED_MS = 6 * HOUR_MS;

/**
 * Counts the replies in threads that are due, and updates their cards. The content of messages isn't read. A discussion
 * whose thread was deleted ends. One whose thread is locked doesn't: it may be unlocked again.
 *
 * @returns how many threads were due, at most `limit`
 */
export async function refreshDueThreads(limit: number, deps: RefreshThreadsDeps): Promise<number> {
  if (limit <= 0) return 0;
  const { repository, owner, connectedPlatforms } = deps.discussions;
  const due = await repository.claimDueRefreshes({
    lease: createLease(owner, REFRESH_LEASE_MS, deps),
    now: deps.now().toISOString(),
    limit,
    platforms: connectedPlatforms(),
  });
  const byPlatform = groupBy(due, ({ place }) => place.platform);
  await Promise.all([...byPlatform].map(([name, claimed]) => refreshPlatform(name, claimed, deps)));
  return due.length;
}

/** One at a time, since platforms limit reads. Once one is rate limited, the others wait. */
async function refreshPlatform(name: string, claimed: readonly Discussion[], deps: RefreshThreadsDeps): Promise<void> {
  const { discussions, log, signal } = deps;
  const platform = discussions.findPlatform(name);
  let waitMs = platform === undefined ? RETRY_LATER_MS : 0;
  for (const discussion of claimed) {
    if (signal.aborted) waitMs = RETRY_SOON_MS;
    try {
      const result: RefreshResult | 'ended' =
        platform === undefined || waitMs > 0
          ? { activity: discussion.activity, delayMs: waitMs }
          : await refreshThread(discussion, platform, deps);
      if (result === 'ended') continue;
      if (result.isRateLimited) waitMs = result.delayMs ?? 0;
      await recordRefresh(discussion, result, deps);
    } catch (error) {
      log.error({ err: error, discussion: discussion.id }, 'failed to refresh discussion thread');
    }
  }
}

interface RefreshResult {
  readonly activity: DiscussionActivity;
  /** Until the next refresh, if not on schedule. */
  readonly delayMs?: number;
  readonly isRateLimited?: boolean;
}

async function refreshThread(
  discussion: Discussion,
  platform: ChatPlatform,
  deps: RefreshThreadsDeps,
): Promise<RefreshResult | 'ended'> {
  const { id, thread } = discussion;
  if (thread === undefined) throw new Error(`open discussion ${id} has no thread`);
  const readResult = await platform.readThread(thread.place);
  if (readResult.kind === 'gone') {
    const outcome = await endDiscussion(discussion, 'deleted', platform, deps);
    deps.log.info({ discussion: id, cardUpdate: outcome?.kind }, 'discussion thread was deleted');
    return 'ended';
  }
  if (readResult.kind !== 'read') return retryAfter(readResult, discussion);
  const activity = toActivity(readResult);
  if (hasSameActivity(discussion.activity, activity)) return { activity };
  const outcome = await updateCard({ ...discussion, activity }, platform, deps);
  switch (outcome?.kind) {
    case undefined:
    case 'sent':
    case 'sent-then-deleted':
      return { activity };
    case 'rate-limited':
    case 'unavailable':
    case 'unknown':
      return retryAfter(outcome, discussion);
    case 'forbidden':
    case 'gone':
    case 'failed':
      deps.log.warn({ discussion: id, reason: outcome.reason }, 'failed to update discussion card');
      return { activity };
    default:
      return unreachable(outcome);
  }
}

/** Keeps the old activity, so that the next refresh updates the card. */
function retryAfter(failure: PostFailure, { activity }: Discussion): RefreshResult {
  switch (failure.kind) {
    case 'rate-limited':
      return { activity, delayMs: Math.max(failure.retryAfterMs, RETRY_SOON_MS), isRateLimited: true };
    case 'unavailable':
    case 'unknown':
      return { activity, delayMs: RETRY_LATER_MS };
    case 'forbidden':
    case 'gone':
    case 'failed':
      return { activity, delayMs: RETRY_BLOCKED_MS };
    default:
      return unreachable(failure);
  }
}

async function recordRefresh(
  discussion: Discussion,
  { activity, delayMs }: RefreshResult,
  deps: DiscussionDeps,
): Promise<void> {
  const { repository, owner } = deps.discussions;
  const refreshAt =
    delayMs === undefined ? nextRefreshAt({ ...discussion, activity }, deps) : isoTimestampIn(delayMs, deps);
  await repository.recordRefresh(discussion.id, { owner, now: deps.now().toISOString(), activity, refreshAt });
}

function toActivity({ replies, people, lastAt }: Extract<ReadThreadOutcome, { kind: 'read' }>): DiscussionActivity {
  return { replies, people, ...(lastAt !== undefined && { lastAt }) };
}

function hasSameActivity(a: DiscussionActivity, b: DiscussionActivity): boolean {
  return a.replies === b.replies && a.people === b.people && a.lastAt === b.lastAt;
}

/** The longer a thread is silent, the less often it is refreshed. */
const REFRESH_SCHEDULE: readonly (readonly [maxSilentMs: number, intervalMs: number])[] = [
  [10 * MINUTE_MS, MINUTE_MS],
  [2 * HOUR_MS, 5 * MINUTE_MS],
  [DAY_MS, 15 * MINUTE_MS],
  [7 * DAY_MS, HOUR_MS],
  [30 * DAY_MS, 6 * HOUR_MS],
  // Slack may not report new replies in an old thread.
  [Number.POSITIVE_INFINITY, DAY_MS],
];

/** When a thread without new activity is refreshed next, ISO 8601 in UTC. */
export function nextRefreshAt({ activity, openedAt }: Pick<Discussion, 'activity' | 'openedAt'>, clock: Clock): string {
  const silentMs = clock.now().getTime() - Date.parse(activity.lastAt ?? openedAt);
  const [, intervalMs = DAY_MS] = REFRESH_SCHEDULE.find(([maxSilentMs]) => silentMs <= maxSilentMs) ?? [];
  return isoTimestampIn(intervalMs, clock);
}
