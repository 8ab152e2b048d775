import type { Posted } from '../chat/place.ts';
import type { PostFailure, PostOutcome } from '../chat/platform.ts';
import { unreachable } from '../errors.ts';
import type { Paper } from '../papers/paper.ts';
import type { Discussion } from './discussion.ts';
import { buildDiscussionCard } from './discussion-card.ts';
import type { DiscussionDeps } from './hands.ts';

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
