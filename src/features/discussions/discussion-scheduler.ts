import { POST_VISIBILITY_DELAY_MS } from '../../chat/platform.ts';
import type { Paper } from '../../papers/paper.ts';
import { isoTimestampIn } from '../../runtime/clock.ts';
import { createLease } from '../../runtime/lease.ts';
import type { Log } from '../../runtime/log.ts';
import { withTimeout } from '../../runtime/retry.ts';
import { createCoalescingRunner, startScheduler } from '../../runtime/scheduler.ts';
import { DRAIN_TIMEOUT_MS } from '../../runtime/task-tracker.ts';
import type { Discussion, DiscussionDeps } from './discussion.ts';
import { updateCard } from './discussion-card.ts';
import { OPENING_DEADLINE_MS, OPENING_LEASE_MS, OpeningSteps, type PostCardResult } from './opening-steps.ts';
import { refreshDueThreads } from './refresh-threads.ts';

/** Recovers interrupted openings, and keeps cards up to date. */
export interface DiscussionScheduler {
  /** Runs now. */
  wake(): void;
  /** Refreshes threads that are due now. */
  refreshSoon(): void;
  /** Finishes what is in flight, within the drain timeout. Other processes take over the rest. */
  stop(): Promise<void>;
  /** Milliseconds since the last tick. */
  lastRunAgeMs(): number;
}

interface DiscussionJobDeps extends DiscussionDeps {
  readonly log: Log;
}

interface DiscussionSchedulerDeps extends DiscussionJobDeps {
  /** A clock in milliseconds that never goes back. */
  readonly monotonic?: () => number;
}

/** Slack allows about 50 reads per minute (tier 3). The rest is for people's requests. */
const MAX_REFRESHES_PER_MINUTE = 20;
/** A little less than a minute, as ticks aren't exact. */
const RATE_WINDOW_MS = 55_000;

/** How long a discussion can still link to the one that it replaces. */
const ENDED_RETENTION_MS = 90 * 24 * 60 * 60_000;

/** Runs now and at every full minute. */
export function startDiscussionScheduler({
  monotonic = () => performance.now(),
  ...deps
}: DiscussionSchedulerDeps): DiscussionScheduler {
  const { discussions, log } = deps;
  const stopController = new AbortController();
  const recentRefreshes: number[] = [];
  const refreshDue = async (): Promise<void> => {
    const windowStart = monotonic() - RATE_WINDOW_MS;
    recentRefreshes.splice(0, recentRefreshes.findLastIndex((at) => at <= windowStart) + 1);
    const limit = MAX_REFRESHES_PER_MINUTE - recentRefreshes.length;
    const count = await refreshDueThreads(limit, { ...deps, signal: stopController.signal });
    recentRefreshes.push(...Array.from({ length: count }, monotonic));
  };
  const refreshRunner = createCoalescingRunner({ run: refreshDue, log });
  const run = async (): Promise<void> => {
    refreshRunner.trigger();
    await recoverOpenings(deps);
    await discussions.repository.deleteEnded(isoTimestampIn(-ENDED_RETENTION_MS, deps));
  };
  const scheduler = startScheduler({ run, log });
  return {
    wake: scheduler.wake,
    refreshSoon: refreshRunner.trigger,
    lastRunAgeMs: scheduler.lastTickAgeMs,
    async stop() {
      stopController.abort();
      await withTimeout(Promise.all([scheduler.stop(), refreshRunner.stop()]), DRAIN_TIMEOUT_MS);
    },
  };
}

/** A card posted later than this would come as a surprise: nobody waits for it anymore. */
const CARD_DEADLINE_MS = 15 * 60_000;
const OPENING_RETRY_DELAY_MS = 60_000;
const MAX_CLAIMED_OPENINGS = 20;

/**
 * Continues openings that were interrupted, rate limited or left with an unknown outcome. Never posts a card twice: it
 * searches for one that may exist first.
 */
export async function recoverOpenings(deps: DiscussionJobDeps): Promise<void> {
  const { discussions, log } = deps;
  const claimed = await discussions.repository.claimOpenings({
    lease: createLease(discussions.owner, OPENING_LEASE_MS, deps),
    now: deps.now().toISOString(),
    limit: MAX_CLAIMED_OPENINGS,
    platforms: discussions.connectedPlatforms(),
  });
  await Promise.all(
    claimed.map((discussion) =>
      recoverOpening(discussion, deps).catch((error: unknown) =>
        log.error({ err: error, discussion: discussion.id }, 'failed to recover discussion opening'),
      ),
    ),
  );
}

async function recoverOpening(discussion: Discussion, deps: DiscussionJobDeps): Promise<void> {
  const { discussions, papers, log } = deps;
  const paper = papers.get(discussion.paperId);
  const platform = discussions.findPlatform(discussion.place.platform);
  // Another process may be connected, and a new paper may not be loaded yet.
  if (paper === undefined || platform === undefined) return retryLater(discussion, deps);
  const steps = new OpeningSteps(deps, platform, discussions.owner);
  const cardResult = await findOrPostCard(discussion, paper, steps, deps);
  if (cardResult === undefined || cardResult.kind === 'lease-lost') return;
  if (cardResult.kind === 'unknown') return retryLater(discussion, deps, POST_VISIBILITY_DELAY_MS);
  if (cardResult.kind === 'refused') {
    const { failure } = cardResult;
    if (failure.kind === 'rate-limited') return retryLater(discussion, deps, failure.retryAfterMs);
    if (failure.kind === 'unavailable') return retryLater(discussion, deps);
    return discard(discussion, failure.reason, deps);
  }
  const { kind } = await steps.openThread(cardResult.discussion, paper);
  log.info({ discussion: discussion.id, outcome: kind }, 'recovered discussion opening');
  if (kind !== 'open') return;
  // The card may still show a refusal that another process ran into.
  const outcome = await updateCard(cardResult.discussion, platform, deps);
  if (outcome?.kind !== 'sent') {
    log.warn({ discussion: discussion.id, outcome: outcome?.kind }, 'failed to update discussion card');
  }
}

/** Returns undefined if it is too early to tell whether there is a card, or too late to post one. */
async function findOrPostCard(
  discussion: Discussion,
  paper: Paper,
  steps: OpeningSteps,
  deps: DiscussionJobDeps,
): Promise<PostCardResult | undefined> {
  const { card, state } = discussion;
  if (card !== undefined) return { kind: 'posted', discussion: { ...discussion, card } };
  if (state.kind === 'opening' && state.attemptedAt !== undefined) {
    const waitMs = POST_VISIBILITY_DELAY_MS - ageMs(state.attemptedAt, deps);
    // While the search fails there may be a card, so it is neither posted again nor discarded.
    const found = await steps.findCard(discussion, state.attemptedAt).catch(() => 'search-failed' as const);
    if (found === 'search-failed' || (found === undefined && waitMs > 0)) {
      await retryLater(discussion, deps, Math.max(waitMs, OPENING_RETRY_DELAY_MS));
      return undefined;
    }
    if (found !== undefined) return found;
  }
  if (ageMs(discussion.openedAt, deps) <= CARD_DEADLINE_MS) return steps.postCard(discussion, paper);
  await discard(discussion, 'there is no card, and it is too late to post one', deps);
  return undefined;
}

/** Releases the discussion for a while, or discards it after the deadline. */
async function retryLater(
  discussion: Discussion,
  deps: DiscussionJobDeps,
  delayMs = OPENING_RETRY_DELAY_MS,
): Promise<void> {
  if (ageMs(discussion.openedAt, deps) > OPENING_DEADLINE_MS) {
    return discard(discussion, 'it could not be opened within a day', deps);
  }
  const { repository, owner } = deps.discussions;
  await repository.release(discussion.id, { owner, until: isoTimestampIn(delayMs, deps) });
}

async function discard({ id }: Discussion, reason: string, { discussions, log }: DiscussionJobDeps): Promise<void> {
  await discussions.repository.deleteOpening(id, discussions.owner);
  log.warn({ discussion: id, reason }, 'giving up opening discussion');
}

function ageMs(since: string, { now }: DiscussionDeps): number {
  return now().getTime() - Date.parse(since);
}
