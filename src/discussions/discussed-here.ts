import type { CallContext } from '../chat/context.ts';
import type { Place } from '../chat/place.ts';
import type { Paper } from '../papers/paper.ts';
import { allPaperIds } from '../papers/papers.ts';
import type { Span } from '../text/span.ts';
import type { Discussion } from './discussion.ts';
import { formatReplyCount } from './discussion-in-words.ts';

/**
 * For each of these papers that has a discussion in a channel, by its id: that it has, with the replies and the way there. What was
 * taken off the lists is not told.
 */
export async function findDiscussionBadges(
  papers: readonly Paper[],
  place: Place,
  { discussions: { repository } }: Pick<CallContext, 'discussions'>,
): Promise<ReadonlyMap<string, readonly Span[]>> {
  const openDiscussions =
    papers.length === 0 ? [] : await repository.findOpenByPapers(place, papers.flatMap(allPaperIds));
  return new Map(
    papers.flatMap((paper) => {
      const discussion = openDiscussions.find(
        ({ paperId, isListed }) => isListed && allPaperIds(paper).includes(paperId),
      );
      return discussion === undefined ? [] : [[paper.id, formatDiscussionBadge(discussion)] as const];
    }),
  );
}

function formatDiscussionBadge({ activity: { replies }, thread }: Discussion): Span[] {
  const text = `discussed here: ${replies === 0 ? 'no reply yet' : formatReplyCount(replies)}`;
  return [thread?.url === undefined ? { kind: 'text', text } : { kind: 'link', text, url: thread.url }];
}
