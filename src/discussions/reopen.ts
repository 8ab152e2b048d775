import { type Document, note } from '../chat/document.ts';
import type { ReadThreadOutcome } from '../chat/platform.ts';
import type { Paper } from '../papers/paper.ts';
import type { Discussion } from './discussion.ts';
import { formatThreadTitle } from './discussion-card.ts';
import { endDiscussion } from './end-discussion.ts';
import type { DiscussionDeps } from './hands.ts';
import { describeOpenThread, describeThreadFailure } from './opening-in-words.ts';

/**
 * Leads to a discussion that is open: wakes its thread where that went to sleep, and puts it back into the lists. Gives nothing where
 * nobody can write in it any more: then it has ended.
 */
export async function reopenDiscussion(
  discussion: Discussion,
  paper: Paper,
  deps: Pick<DiscussionDeps, 'core' | 'platform'>,
): Promise<Document | undefined> {
  const { core, platform } = deps;
  const { card, thread } = discussion;
  if (card === undefined || thread === undefined)
    throw new Error(`discussion ${discussion.id} is open and has no thread`);
  const readResult = await platform.readThread(thread.place);
  const endReason = findEndReason(readResult);
  if (endReason !== undefined) return endForReplacement(discussion, endReason, deps);
  if (!discussion.isListed) await core.discussions.repository.setListed(discussion, true);
  if (readResult.kind !== 'read') {
    const explanation = describeThreadFailure(readResult, discussion.place);
    return {
      blocks: [
        ...describeOpenThread(paper, thread).blocks,
        note(`How it stands can't be seen just now. ${explanation}`),
      ],
    };
  }
  // Whoever comes may be the first in a month, and a platform may tell nothing of what is written there.
  await core.discussions.repository.recordThreadActivity(thread.place, core.now().toISOString());
  if (readResult.state !== 'archived') return describeOpenThread(paper, thread);
  const openResult = await platform.openThread(card, formatThreadTitle(paper));
  switch (openResult.kind) {
    case 'locked':
      return endForReplacement(discussion, 'locked', deps);
    case 'gone':
      return endForReplacement(discussion, 'deleted', deps);
    case 'open':
      return describeOpenThread(paper, openResult.thread, 'had gone to sleep, and is open again');
    default: {
      const reply = describeOpenThread(paper, thread, 'has gone to sleep, and could not be woken');
      return { blocks: [...reply.blocks, note(describeThreadFailure(openResult, discussion.place))] };
    }
  }
}

function findEndReason(readResult: ReadThreadOutcome): 'locked' | 'deleted' | undefined {
  if (readResult.kind === 'gone') return 'deleted';
  return readResult.kind === 'read' && readResult.state === 'locked' ? 'locked' : undefined;
}

/** What becomes of the old card keeps nobody from a new one. */
async function endForReplacement(
  discussion: Discussion,
  reason: 'locked' | 'deleted',
  deps: Pick<DiscussionDeps, 'core' | 'platform'>,
): Promise<undefined> {
  await endDiscussion(discussion, reason, deps);
}
