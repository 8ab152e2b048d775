import type { Posted } from '../../chat/place.ts';
import type { OpenThreadOutcome, PostFailure, PostOutcome, Thread } from '../../chat/platform.ts';
import type { Paper } from '../../papers/paper.ts';
import { unreachable } from '../../runtime/errors.ts';
import { type Discussion, type DiscussionDeps, isoTimestampIn, OPENING_DEADLINE_MS } from './discussion.ts';
import { buildDiscussionCard, formatThreadTitle } from './discussion-card.ts';
import { describeThreadRefusal } from './opening-messages.ts';
import { firstRefreshAt } from './refresh-threads.ts';

/** A discussion whose card is there. */
export type DiscussionWithCard = Discussion & { readonly card: Posted };

/** What became of a card. */
export type PostCardResult =
  | { readonly kind: 'posted'; readonly discussion: DiscussionWithCard }
  /** Nothing is there. */
  | { readonly kind: 'refused'; readonly failure: Exclude<PostFailure, { kind: 'unknown' }> }
  /** Nobody can tell whether it is there. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Somebody else has the discussion in hand by now. */
  | { readonly kind: 'lease-lost' };

/** Posts the card of a discussion that one has in hand, under the discussion's id, and notes it. */
export async function postCard(discussion: Discussion, paper: Paper, deps: DiscussionDeps): Promise<PostCardResult> {
  const { core, platform, owner } = deps;
  const document = await buildDiscussionCard(discussion, paper, core);
  const at = core.now().toISOString();
  if (!(await core.discussions.repository.recordPostAttempt(discussion.id, { owner, at })))
    return { kind: 'lease-lost' };
  const outcome = await platform.post(discussion.place, document, discussion.id).catch(
    // A bug of ours, and nobody can tell how far it came.
    (error: unknown): PostOutcome => ({ kind: 'unknown', reason: `an error in the adapter: ${String(error)}` }),
  );
  switch (outcome.kind) {
    case 'sent':
      return recordCard(discussion, outcome.posted, deps);
    case 'sent-then-deleted':
      return { kind: 'refused', failure: { kind: 'failed', reason: 'somebody deleted its card' } };
    case 'unknown':
      return { kind: 'unknown', reason: outcome.reason };
    case 'forbidden':
    case 'gone':
    case 'failed':
    case 'rate-limited':
    case 'unavailable':
      return { kind: 'refused', failure: outcome };
    default:
      return unreachable(outcome);
  }
}

/** Notes a card that is there. */
export async function recordCard(
  discussion: Discussion,
  card: Posted,
  { core, owner }: DiscussionDeps,
): Promise<PostCardResult> {
  const hasLease = await core.discussions.repository.recordCard(discussion.id, { owner, card });
  return hasLease ? { kind: 'posted', discussion: { ...discussion, card } } : { kind: 'lease-lost' };
}

/** What became of the thread on a card. */
export type OpenThreadResult =
  | { readonly kind: 'open'; readonly thread: Thread }
  /** The card is there, and says that no thread can be opened on it; the discussion is not. `reason` is the platform's. */
  | { readonly kind: 'no-thread'; readonly reason: string }
  /** Not yet: it goes on by itself. `refused`: the platform's reason, which somebody could do something about meanwhile. */
  | { readonly kind: 'postponed'; readonly refusalReason?: string }
  /** Somebody else has the discussion in hand by now. */
  | { readonly kind: 'lease-lost' };

const THREAD_RETRY_INTERVAL_MS = 60_000;
const REFUSED_THREAD_RETRY_INTERVAL_MS = 10 * 60_000;

/** Opens the thread on the card of a discussion that one has in hand, and notes it. A thread that is there already is as good. */
export async function openCardThread(
  discussion: DiscussionWithCard,
  paper: Paper,
  deps: DiscussionDeps,
): Promise<OpenThreadResult> {
  const { core, platform, owner } = deps;
  const { repository } = core.discussions;
  const outcome = await platform.openThread(discussion.card, formatThreadTitle(paper)).catch(
    // A bug of ours. Opening it again does no harm.
    (error: unknown): OpenThreadOutcome => ({ kind: 'unknown', reason: `an error in the adapter: ${String(error)}` }),
  );
  const postpone = async (ms: number, reason: string): Promise<OpenThreadResult> => {
    const isPastDeadline = core.now().getTime() - Date.parse(discussion.openedAt) > OPENING_DEADLINE_MS;
    if (isPastDeadline) return giveUpThread(discussion, paper, reason, deps);
    await repository.release(discussion.id, { owner, until: isoTimestampIn(ms, core) });
    return { kind: 'postponed' };
  };
  const handleRefusal = async (reason: string): Promise<OpenThreadResult> => {
    if (!describeThreadRefusal(reason, discussion.place).isTransient)
      return giveUpThread(discussion, paper, reason, deps);
    await showRefusalOnCard(discussion, paper, reason, deps);
    const result = await postpone(REFUSED_THREAD_RETRY_INTERVAL_MS, reason);
    return result.kind === 'postponed' ? { ...result, refusalReason: reason } : result;
  };
  switch (outcome.kind) {
    case 'open': {
      const { thread } = outcome;
      const hasLease = await repository.markOpen(discussion.id, { owner, thread, refreshAt: firstRefreshAt(core) });
      return hasLease ? { kind: 'open', thread } : { kind: 'lease-lost' };
    }
    case 'locked':
      return giveUpThread(discussion, paper, 'somebody locked it', deps);
    case 'forbidden':
    case 'gone':
    case 'failed':
      return handleRefusal(outcome.reason);
    case 'rate-limited':
      return postpone(outcome.retryAfterMs, 'the platform asks to wait');
    case 'unavailable':
    case 'unknown':
      return postpone(THREAD_RETRY_INTERVAL_MS, outcome.reason);
    default:
      return unreachable(outcome);
  }
}

/** The card says it first: a process that dies in between leaves a row, by which another one tries again. */
async function giveUpThread(
  discussion: DiscussionWithCard,
  paper: Paper,
  reason: string,
  deps: DiscussionDeps,
): Promise<OpenThreadResult> {
  await showRefusalOnCard(discussion, paper, reason, deps);
  const hasLease = await deps.core.discussions.repository.deleteOpening(discussion.id, deps.owner);
  return hasLease ? { kind: 'no-thread', reason } : { kind: 'lease-lost' };
}

async function showRefusalOnCard(
  discussion: DiscussionWithCard,
  paper: Paper,
  reason: string,
  { core, platform }: DiscussionDeps,
): Promise<void> {
  const notice = `No thread could be opened here: ${describeThreadRefusal(reason, discussion.place).cause}.`;
  await platform.update(discussion.card, await buildDiscussionCard(discussion, paper, core, { notice }));
}
