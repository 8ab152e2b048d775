import type { Posted } from '../chat/place.ts';
import type { PostFailure, PostOutcome } from '../chat/platform.ts';
import { unreachable } from '../errors.ts';
import type { Paper } from '../papers/paper.ts';
import type { Discussion } from './discussion.ts';
import { discussionCard } from './discussion-card.ts';
import type { Hands } from './hands.ts';

/** A discussion whose card is there. */
export type Carded = Discussion & { readonly card: Posted };

/** What became of a card. */
export type Carding =
  | { readonly kind: 'carded'; readonly discussion: Carded }
  /** Nothing is there. */
  | { readonly kind: 'refused'; readonly failure: Exclude<PostFailure, { kind: 'unknown' }> }
  /** Nobody can tell whether it is there. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Somebody else has the discussion in hand by now. */
  | { readonly kind: 'lost' };

/** Posts the card of a discussion that one has in hand, under the discussion's id, and notes it. */
export async function postCard(one: Discussion, paper: Paper, hands: Hands): Promise<Carding> {
  const { core, platform, owner } = hands;
  const document = await discussionCard(one, paper, core);
  const at = core.now().toISOString();
  if (!(await core.discussions.discussions.attempt(one.id, { owner, at }))) return { kind: 'lost' };
  const outcome = await platform.post(one.place, document, one.id).catch(
    // A bug of ours, and nobody can tell how far it came.
    (error: unknown): PostOutcome => ({ kind: 'unknown', reason: `an error in the adapter: ${String(error)}` }),
  );
  switch (outcome.kind) {
    case 'sent':
      return noteCard(one, outcome.posted, hands);
    case 'sent and deleted':
      return { kind: 'refused', failure: { kind: 'failed', reason: 'somebody deleted its card' } };
    case 'unknown':
      return { kind: 'unknown', reason: outcome.reason };
    case 'forbidden':
    case 'gone':
    case 'failed':
    case 'rate limited':
    case 'unavailable':
      return { kind: 'refused', failure: outcome };
    default:
      return unreachable(outcome);
  }
}

/** Notes a card that is there. */
export async function noteCard(one: Discussion, card: Posted, { core, owner }: Hands): Promise<Carding> {
  const isOurs = await core.discussions.discussions.carded(one.id, { owner, card });
  return isOurs ? { kind: 'carded', discussion: { ...one, card } } : { kind: 'lost' };
}
