import type { AppServices } from '../../chat/context.ts';
import type { ChatPlatform, PostOutcome, ReadThreadOutcome } from '../../chat/platform.ts';
import { groupBy } from '../../runtime/collections.ts';
import { unreachable } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { type Discussion, type DiscussionActivity, isoTimestampIn } from './discussion.ts';
import { buildDiscussionCard, endDiscussion } from './discussion-card.ts';

interface RefreshThreadsDeps {
  readonly core: AppServices;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** How many may be looked at. */
  readonly maxRefreshes: number;
}

/** Longer than it takes to look at some twenty one after the other, on a platform that answers slowly. */
const REFRESH_LEASE_MS = 10 * 60_000;

const RETRY_SOON_MS = 60_000;
const RETRY_LATER_MS = 5 * 60_000;
/** Somebody has to mend something first. */
const RETRY_BLOCKED_MS = 6 * 60 * 60_000;

/**
 * Looks at the threads that are due: counts what was said, and brings their cards up to date. What people say is not read. One whose thread
 * is gone has ended; one that is locked may be unlocked again, so it ends only when somebody asks for it meanwhile.
 *
 * @returns how many were looked at
 */
export async function refreshDueThreads(deps: RefreshThreadsDeps): Promise<number> {
  const { core, maxRefreshes } = deps;
  if (maxRefreshes <= 0) return 0;
  const { repository, owner, connectedPlatforms } = core.discussions;
  const lease = { owner, until: isoTimestampIn(REFRESH_LEASE_MS, core) };
  const claim = { lease, now: core.now().toISOString(), limit: maxRefreshes, platforms: connectedPlatforms() };
  const due = await repository.claimDueRefreshes(claim);
  const platforms = groupBy(due, ({ place }) => place.platform);
  await Promise.all([...platforms].map(([name, claimed]) => refreshPlatformThreads(name, claimed, deps)));
  return due.length;
}

/** One after the other: platforms let an app read little. Once one says so, the others wait. */
async function refreshPlatformThreads(
  name: string,
  claimed: readonly Discussion[],
  deps: RefreshThreadsDeps,
): Promise<void> {
  const { core, log, signal } = deps;
  const platform = core.discussions.findPlatform(name);
  let waitMs = platform === undefined ? RETRY_LATER_MS : 0;
  for (const discussion of claimed) {
    if (signal.aborted) waitMs = RETRY_SOON_MS;
    try {
      const result =
        platform === undefined || waitMs > 0
          ? postponeRefresh(discussion, waitMs)
          : await refreshThread(discussion, platform, deps);
      if (result.kind === 'ended') continue;
      waitMs = Math.max(waitMs, result.waitMs ?? 0);
      await recordRefresh(discussion, result, core);
    } catch (error) {
      log.error({ err: error, discussion: discussion.id }, 'a discussion could not be looked at');
    }
  }
}

/** What a look has seen. `inMs`: when the next one is, where it is not by the rhythm. `waitMs`: how long the platform asks to wait. */
type RefreshResult =
  | {
      readonly kind: 'refreshed';
      readonly activity: DiscussionActivity;
      readonly refreshInMs?: number;
      readonly waitMs?: number;
    }
  | { readonly kind: 'ended' };

async function refreshThread(
  discussion: Discussion,
  platform: ChatPlatform,
  deps: RefreshThreadsDeps,
): Promise<RefreshResult> {
  if (discussion.thread === undefined) throw new Error(`discussion ${discussion.id} is open and has no thread`);
  const readResult = await platform.readThread(discussion.thread.place);
  switch (readResult.kind) {
    case 'read':
      return updateActivity(discussion, toActivity(readResult), platform, deps);
    case 'gone':
      return endDeletedDiscussion(discussion, platform, deps);
    case 'rate-limited':
      return backOff(discussion, readResult.retryAfterMs);
    case 'unavailable':
    case 'unknown':
      return postponeRefresh(discussion, RETRY_LATER_MS);
    case 'forbidden':
    case 'failed':
      return postponeRefresh(discussion, RETRY_BLOCKED_MS);
    default:
      return unreachable(readResult);
  }
}

/** What the card could not be told is not noted either: so the next look finds it changed, and tells it. */
async function updateActivity(
  discussion: Discussion,
  activity: DiscussionActivity,
  platform: ChatPlatform,
  { core, log }: RefreshThreadsDeps,
): Promise<RefreshResult> {
  const outcome = hasSameActivity(discussion.activity, activity)
    ? undefined
    : await updateCard({ ...discussion, activity }, platform, core);
  switch (outcome?.kind) {
    case undefined:
    case 'sent':
    case 'sent-then-deleted':
      return { kind: 'refreshed', activity };
    case 'rate-limited':
      return backOff(discussion, outcome.retryAfterMs);
    case 'unavailable':
    case 'unknown':
      return postponeRefresh(discussion, RETRY_LATER_MS);
    case 'forbidden':
    case 'gone':
    case 'failed':
      log.warn({ discussion: discussion.id, reason: outcome.reason }, 'the card of a discussion can not be changed');
      return { kind: 'refreshed', activity };
    default:
      return unreachable(outcome);
  }
}

async function updateCard(
  discussion: Discussion,
  platform: ChatPlatform,
  core: AppServices,
): Promise<PostOutcome | undefined> {
  const paper = core.papers.get(discussion.paperId);
  if (paper === undefined || discussion.card === undefined) return undefined;
  return platform.update(discussion.card, await buildDiscussionCard(discussion, paper, core));
}

async function endDeletedDiscussion(
  discussion: Discussion,
  platform: ChatPlatform,
  { core, log }: RefreshThreadsDeps,
): Promise<RefreshResult> {
  const outcome = await endDiscussion(discussion, 'deleted', { core, platform });
  log.info({ discussion: discussion.id, card: outcome?.kind }, 'the thread of a discussion is gone');
  return { kind: 'ended' };
}

async function recordRefresh(
  discussion: Discussion,
  { activity, refreshInMs: ms }: Extract<RefreshResult, { kind: 'refreshed' }>,
  core: AppServices,
): Promise<void> {
  const { repository, owner } = core.discussions;
  const refreshAt = ms === undefined ? nextRefreshAt({ ...discussion, activity }, core) : isoTimestampIn(ms, core);
  const now = core.now().toISOString();
  await repository.recordRefresh(discussion.id, { owner, now, activity, refreshAt });
}

function postponeRefresh({ activity }: Discussion, ms: number): RefreshResult & { kind: 'refreshed' } {
  return { kind: 'refreshed', activity, refreshInMs: ms };
}

function backOff(discussion: Discussion, retryAfterMs: number): RefreshResult {
  const waitMs = Math.max(retryAfterMs, RETRY_SOON_MS);
  return { ...postponeRefresh(discussion, waitMs), waitMs };
}

function toActivity({ replies, people, lastAt }: Extract<ReadThreadOutcome, { kind: 'read' }>): DiscussionActivity {
  return { replies, people, ...(lastAt !== undefined && { lastAt }) };
}

function hasSameActivity(a: DiscussionActivity, b: DiscussionActivity): boolean {
  return a.replies === b.replies && a.people === b.people && a.lastAt === b.lastAt;
}

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
