import type { Thread, ThreadOutcome } from '../chat/platform.ts';
import { unreachable } from '../errors.ts';
import type { Paper } from '../papers/paper.ts';
import { discussionCard, threadTitle } from './discussion-card.ts';
import { GIVE_UP_MS, type Hands, inMs } from './hands.ts';
import { firstLookAt } from './next-look.ts';
import type { Carded } from './post-card.ts';
import { threadRefusal } from './thread-refusal.ts';

/** What became of the thread on a card. */
export type Threading =
  | { readonly kind: 'open'; readonly thread: Thread }
  /** The card is there, and says that no thread can be opened on it; the discussion is not. `reason` is the platform's. */
  | { readonly kind: 'threadless'; readonly reason: string }
  /** Not yet: it goes on by itself. `refused`: the platform's reason, which somebody could do something about meanwhile. */
  | { readonly kind: 'later'; readonly refused?: string }
  /** Somebody else has the discussion in hand by now. */
  | { readonly kind: 'lost' };

const AGAIN_MS = 60_000;
const REFUSED_AGAIN_MS = 10 * 60_000;

/** Opens the thread on the card of a discussion that one has in hand, and notes it. A thread that is there already is as good. */
export async function openThreadOn(one: Carded, paper: Paper, hands: Hands): Promise<Threading> {
  const { core, platform, owner } = hands;
  const { discussions } = core.discussions;
  const outcome = await platform.openThread(one.card, threadTitle(paper)).catch(
    // A bug of ours. Opening it again does no harm.
    (error: unknown): ThreadOutcome => ({ kind: 'unknown', reason: `an error in the adapter: ${String(error)}` }),
  );
  const later = async (ms: number, reason: string): Promise<Threading> => {
    const isTooLong = core.now().getTime() - Date.parse(one.openedAt) > GIVE_UP_MS;
    if (isTooLong) return giveUp(one, paper, reason, hands);
    await discussions.release(one.id, { owner, until: inMs(ms, core) });
    return { kind: 'later' };
  };
  const refused = async (reason: string): Promise<Threading> => {
    if (!threadRefusal(reason, one.place).passes) return giveUp(one, paper, reason, hands);
    await sayOnCard(one, paper, reason, hands);
    const put = await later(REFUSED_AGAIN_MS, reason);
    return put.kind === 'later' ? { ...put, refused: reason } : put;
  };
  switch (outcome.kind) {
    case 'open': {
      const { thread } = outcome;
      const isOurs = await discussions.opened(one.id, { owner, thread, lookAt: firstLookAt(core) });
      return isOurs ? { kind: 'open', thread } : { kind: 'lost' };
    }
    case 'locked':
      return giveUp(one, paper, 'somebody locked it', hands);
    case 'forbidden':
    case 'gone':
    case 'failed':
      return refused(outcome.reason);
    case 'rate limited':
      return later(outcome.retryAfterMs, 'the platform asks to wait');
    case 'unavailable':
    case 'unknown':
      return later(AGAIN_MS, outcome.reason);
    default:
      return unreachable(outcome);
  }
}

/** The card says it first: a process that dies in between leaves a row, by which another one tries again. */
async function giveUp(one: Carded, paper: Paper, reason: string, hands: Hands): Promise<Threading> {
  await sayOnCard(one, paper, reason, hands);
  const isOurs = await hands.core.discussions.discussions.abandon(one.id, hands.owner);
  return isOurs ? { kind: 'threadless', reason } : { kind: 'lost' };
}

async function sayOnCard(one: Carded, paper: Paper, reason: string, { core, platform }: Hands): Promise<void> {
  const why = `No thread could be opened here: ${threadRefusal(reason, one.place).cause}.`;
  await platform.update(one.card, await discussionCard(one, paper, core, { why }));
}
