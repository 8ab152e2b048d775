import type { PostOutcome } from '../chat/platform.ts';
import type { Discussion } from './discussion.ts';
import { discussionCard } from './discussion-card.ts';
import type { Hands } from './hands.ts';

const WHY = {
  deleted: 'Its thread was deleted.',
  locked: 'Its thread was locked.',
} as const;

/**
 * Ends a discussion whose thread nobody can write in any more, so that another one can be opened, and lets its card say so.
 *
 * @returns what became of the card; nothing where there is none, or somebody else has ended it
 */
export async function endDiscussion(
  one: Discussion,
  why: 'deleted' | 'locked',
  { core, platform }: Pick<Hands, 'core' | 'platform'>,
): Promise<PostOutcome | undefined> {
  if (!(await core.discussions.discussions.end(one.id, { at: core.now().toISOString(), why }))) return undefined;
  const paper = core.papers.get(one.paperId);
  if (one.card === undefined || paper === undefined) return undefined;
  return platform.update(one.card, await discussionCard(one, paper, core, { why: WHY[why] }));
}
