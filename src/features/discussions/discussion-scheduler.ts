import type { AppServices } from '../../chat/context.ts';
import { type ChatPlatform, POST_VISIBILITY_DELAY_MS } from '../../chat/platform.ts';
import type { Paper } from '../../papers/paper.ts';
import type { Log } from '../../runtime/log.ts';
import { withTimeout } from '../../runtime/retry.ts';
import { createCoalescingRunner, startScheduler } from '../../runtime/scheduler.ts';
import { DRAIN_TIMEOUT_MS } from '../../runtime/task-tracker.ts';
import {
  createOpeningLease,
  type Discussion,
  type DiscussionDeps,
  isoTimestampIn,
  OPENING_DEADLINE_MS,
} from './discussion.ts';
import { buildDiscussionCard } from './discussion-card.ts';
import { openCardThread, type PostCardResult, postCard, recordCard } from './opening-steps.ts';
import { refreshDueThreads } from './refresh-threads.ts';

/** Looks after the discussions: finishes those whose opening was cut off, and brings their cards up to date. */
export interface DiscussionScheduler {
  /** Looks for what is due now. */
  wake(): void;
  /** Looks at the threads that are due, as one has stirred just now. */
  refreshSoon(): void;
  /** Finishes what is in hand, in time. What is left others take over. */
  stop(): Promise<void>;
  /** Milliseconds since the last minute that was heard of. */
  lastRunAgeMs(): number;
}

interface DiscussionSchedulerDeps {
  readonly core: AppServices;
  readonly log: Log;
  /** Milliseconds that only go forward, whatever happens to the clock. */
  readonly monotonic?: () => number;
}

/** So many a minute: Slack lets an app read fifty threads a minute, of which some are left for what people ask (its tier 3). */
const MAX_REFRESHES_PER_MINUTE = 20;
/** A little less, as no tick comes to the millisecond. */
const RATE_WINDOW_MS = 55_000;

/** A discussion that takes the place of another one leads to that for so long. */
const ENDED_RETENTION_MS = 90 * 24 * 60 * 60_000;

/** Looks at once and at every full minute; also deletes what ended 90 days ago. */
export function startDiscussionScheduler({
  core,
  log,
  monotonic = () => performance.now(),
}: DiscussionSchedulerDeps): DiscussionScheduler {
  const stopController = new AbortController();
  const { repository } = core.discussions;
  const recentRefreshes: number[] = [];
  const refreshDue = async (): Promise<void> => {
    const windowStart = monotonic() - RATE_WINDOW_MS;
    recentRefreshes.splice(0, recentRefreshes.findLastIndex((at) => at <= windowStart) + 1);
    const refreshedCount = await refreshDueThreads({
      core,
      log,
      signal: stopController.signal,
      maxRefreshes: MAX_REFRESHES_PER_MINUTE - recentRefreshes.length,
    });
    recentRefreshes.push(...Array.from({ length: refreshedCount }, monotonic));
  };
  const refreshRunner = createCoalescingRunner({ run: refreshDue, log });
  const run = async (): Promise<void> => {
    refreshRunner.trigger();
    await recoverOpenings({ core, log });
    await repository.deleteEnded(new Date(core.now().getTime() - ENDED_RETENTION_MS).toISOString());
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

interface RecoverOpeningsDeps {
  readonly core: AppServices;
  readonly log: Log;
}

/** Whoever wanted it has gone by then: a card that comes later would come out of nowhere. */
const CARD_DEADLINE_MS = 15 * 60_000;
const OPENING_RETRY_INTERVAL_MS = 60_000;
const MAX_CLAIMED_OPENINGS = 20;

/**
 * Goes on with discussions that nobody has in hand any more though their thread is not open: whoever opened them was stopped, had to wait,
 * or got no answer. A card is never posted a second time: one that may be there is looked for first.
 */
export async function recoverOpenings(deps: RecoverOpeningsDeps): Promise<void> {
  const { core, log } = deps;
  const { repository, owner, findPlatform, connectedPlatforms } = core.discussions;
  const lease = createOpeningLease(owner, core);
  const claim = { lease, now: core.now().toISOString(), limit: MAX_CLAIMED_OPENINGS, platforms: connectedPlatforms() };
  const claimed = await repository.claimOpenings(claim);
  await Promise.all(
    claimed.map(async (discussion) => {
      const paper = core.papers.get(discussion.paperId);
      const platform = findPlatform(discussion.place.platform);
      try {
        // Another process may be connected, and a paper that came just now be at hand in a moment.
        if (paper === undefined || platform === undefined) await retryLater(discussion, deps);
        else await recoverOpening(discussion, paper, { core, platform, owner }, deps);
      } catch (error) {
        log.error({ err: error, discussion: discussion.id }, 'a discussion could not be opened');
      }
    }),
  );
}

async function recoverOpening(
  discussion: Discussion,
  paper: Paper,
  discussionDeps: DiscussionDeps,
  deps: RecoverOpeningsDeps,
): Promise<void> {
  const cardResult = await findOrPostCard(discussion, paper, discussionDeps, deps);
  if (cardResult === undefined || cardResult.kind === 'lease-lost') return;
  if (cardResult.kind === 'unknown') return retryLater(discussion, deps, POST_VISIBILITY_DELAY_MS);
  if (cardResult.kind === 'refused') {
    const { failure } = cardResult;
    if (failure.kind === 'rate-limited') return retryLater(discussion, deps, failure.retryAfterMs);
    if (failure.kind === 'unavailable') return retryLater(discussion, deps);
    return discardOpening(discussion, failure.reason, deps);
  }
  const threadResult = await openCardThread(cardResult.discussion, paper, discussionDeps);
  deps.log.info(
    { discussion: discussion.id, as: threadResult.kind },
    'went on with a discussion that was being opened',
  );
  // It may say that no thread could be opened, as one process found that was stopped then.
  if (threadResult.kind === 'open') await updateOpenedCard(cardResult.discussion, paper, discussionDeps, deps);
}

/** The card, looked for or posted. Nothing where it is too early to tell, or too late: then the discussion was put off, or given up. */
async function findOrPostCard(
  discussion: Discussion,
  paper: Paper,
  discussionDeps: DiscussionDeps,
  deps: RecoverOpeningsDeps,
): Promise<PostCardResult | undefined> {
  const { core, platform } = discussionDeps;
  if (discussion.card !== undefined) return { kind: 'posted', discussion: { ...discussion, card: discussion.card } };
  const attemptedAt = discussion.state.kind === 'opening' ? discussion.state.attemptedAt : undefined;
  if (attemptedAt !== undefined) {
    const lookup = await findPostedCard(discussion, attemptedAt, platform);
    if (lookup.kind === 'found') return recordCard(discussion, lookup.posted, discussionDeps);
    const waitMs = POST_VISIBILITY_DELAY_MS - ageMs(attemptedAt, core);
    if (lookup.kind === 'lookup-failed' || waitMs > 0) {
      await retryLater(discussion, deps, Math.max(waitMs, OPENING_RETRY_INTERVAL_MS));
      return undefined;
    }
  }
  if (ageMs(discussion.openedAt, core) <= CARD_DEADLINE_MS) return postCard(discussion, paper, discussionDeps);
  await discardOpening(discussion, 'its card is not there, and it is too late to post it', deps);
  return undefined;
}

async function findPostedCard(discussion: Discussion, since: string, platform: ChatPlatform) {
  try {
    const posted = await platform.findPosted(discussion.place, discussion.id, since);
    return posted === undefined ? ({ kind: 'not-found' } as const) : ({ kind: 'found', posted } as const);
  } catch {
    // It may be there: as long as nobody can tell, it is neither posted again nor given up.
    return { kind: 'lookup-failed' } as const;
  }
}

async function updateOpenedCard(
  { card, ...discussion }: Extract<PostCardResult, { kind: 'posted' }>['discussion'],
  paper: Paper,
  { core, platform }: DiscussionDeps,
  { log }: RecoverOpeningsDeps,
): Promise<void> {
  const { kind } = await platform.update(card, await buildDiscussionCard(discussion, paper, core));
  if (kind !== 'sent')
    log.warn({ discussion: discussion.id, as: kind }, 'the card of a discussion could not be changed');
}

/** Gives it back for a while; one that was tried for a day is given up. */
async function retryLater(
  discussion: Discussion,
  deps: RecoverOpeningsDeps,
  ms = OPENING_RETRY_INTERVAL_MS,
): Promise<void> {
  const { core } = deps;
  const { repository, owner } = core.discussions;
  if (ageMs(discussion.openedAt, core) > OPENING_DEADLINE_MS)
    return discardOpening(discussion, 'it was tried for a day', deps);
  await repository.release(discussion.id, { owner, until: isoTimestampIn(ms, core) });
}

async function discardOpening(
  discussion: Discussion,
  reason: string,
  { core, log }: RecoverOpeningsDeps,
): Promise<void> {
  const { repository, owner } = core.discussions;
  await repository.deleteOpening(discussion.id, owner);
  log.warn({ discussion: discussion.id, reason }, 'a discussion that was being opened is given up');
}

function ageMs(since: string, { now }: Pick<AppServices, 'now'>): number {
  return now().getTime() - Date.parse(since);
}
