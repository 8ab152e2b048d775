import type { PostOutcome } from '../chat/platform.ts';
import type { Discussion } from './discussion.ts';
import { buildDiscussionCard } from './discussion-card.ts';
import type { DiscussionDeps } from './hands.ts';

const END_NOTICES = {
  deleted: 'Its thread was deleted.',
  locked: 'Its thread was locked.',
} as const;

/**
 * Ends a discussion whose thread nobody can write in any more, so that another one can be opened, and lets its card say so.
 *
 * @returns what became of the card; nothing where there is none, or somebody else has ended it
 */
export async function endDiscussion(
  discussion: Discussion,
  reason: 'deleted' | 'locked',
  { core, platform }: Pick<DiscussionDeps, 'core' | 'platform'>,
): Promise<PostOutcome | undefined> {
  if (!(await core.discussions.repository.end(discussion.id, { at: core.now().toISOString(), reason })))
    return undefined;
  const paper = core.papers.get(discussion.paperId);
  if (discussion.card === undefined || paper === undefined) return undefined;
  return platform.update(
    discussion.card,
    await buildDiscussionCard(discussion, paper, core, { notice: END_NOTICES[reason] }),
  );
}
