import type { OpenThreadOutcome, Thread } from '../chat/platform.ts';
import { unreachable } from '../errors.ts';
import type { Paper } from '../papers/paper.ts';
import { buildDiscussionCard, formatThreadTitle } from './discussion-card.ts';
import { type DiscussionDeps, isoTimestampIn, OPENING_DEADLINE_MS } from './hands.ts';
import { firstRefreshAt } from './next-look.ts';
import type { DiscussionWithCard } from './post-card.ts';
import { describeThreadRefusal } from './thread-refusal.ts';

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
