import { type Document, note } from '../chat/document.ts';
import type { ThreadReading } from '../chat/platform.ts';
import type { Paper } from '../papers/paper.ts';
import type { Discussion } from './discussion.ts';
import { threadTitle } from './discussion-card.ts';
import { endDiscussion } from './end-discussion.ts';
import type { Hands } from './hands.ts';
import { failureInWords, here } from './opening-in-words.ts';

/**
 * Leads to a discussion that is open: wakes its thread where that went to sleep, and puts it back into the lists. Gives nothing where
 * nobody can write in it any more: then it has ended.
 */
export async function reopen(
  one: Discussion,
  paper: Paper,
  hands: Pick<Hands, 'core' | 'platform'>,
): Promise<Document | undefined> {
  const { core, platform } = hands;
  const { card, thread } = one;
  if (card === undefined || thread === undefined) throw new Error(`discussion ${one.id} is open and has no thread`);
  const reading = await platform.readThread(thread.place);
  const over = whyOver(reading);
  if (over !== undefined) return end(one, over, hands);
  if (!one.isListed) await core.discussions.discussions.setListed(one, true);
  if (reading.kind !== 'read') {
    const why = failureInWords(reading, one.place);
    return { blocks: [...here(paper, thread).blocks, note(`How it stands can't be seen just now. ${why}`)] };
  }
  // Whoever comes may be the first in a month, and a platform may tell nothing of what is written there.
  await core.discussions.discussions.stir(thread.place, core.now().toISOString());
  if (reading.state !== 'archived') return here(paper, thread);
  const woken = await platform.openThread(card, threadTitle(paper));
  switch (woken.kind) {
    case 'locked':
      return end(one, 'locked', hands);
    case 'gone':
      return end(one, 'deleted', hands);
    case 'open':
      return here(paper, woken.thread, 'had gone to sleep, and is open again');
    default: {
      const asleep = here(paper, thread, 'has gone to sleep, and could not be woken');
      return { blocks: [...asleep.blocks, note(failureInWords(woken, one.place))] };
    }
  }
}

function whyOver(reading: ThreadReading): 'locked' | 'deleted' | undefined {
  if (reading.kind === 'gone') return 'deleted';
  return reading.kind === 'read' && reading.state === 'locked' ? 'locked' : undefined;
}

/** What becomes of the old card keeps nobody from a new one. */
async function end(
  one: Discussion,
  why: 'locked' | 'deleted',
  hands: Pick<Hands, 'core' | 'platform'>,
): Promise<undefined> {
  await endDiscussion(one, why, hands);
}
