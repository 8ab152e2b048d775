import type { Context } from '../chat/context.ts';
import type { Place } from '../chat/place.ts';
import type { Paper } from '../papers/paper.ts';
import { idsOf } from '../papers/papers.ts';
import type { Span } from '../text/span.ts';
import type { Discussion } from './discussion.ts';
import { repliesInWords } from './discussion-in-words.ts';

/**
 * For each of these papers that has a discussion in a channel, by its id: that it has, with the replies and the way there. What was
 * taken off the lists is not told.
 */
export async function discussedHere(
  papers: readonly Paper[],
  place: Place,
  { discussions: { discussions } }: Pick<Context, 'discussions'>,
): Promise<ReadonlyMap<string, readonly Span[]>> {
  const found = papers.length === 0 ? [] : await discussions.ofPapers(place, papers.flatMap(idsOf));
  return new Map(
    papers.flatMap((paper) => {
      const discussion = found.find(({ paperId, isListed }) => isListed && idsOf(paper).includes(paperId));
      return discussion === undefined ? [] : [[paper.id, said(discussion)] as const];
    }),
  );
}

function said({ activity: { replies }, thread }: Discussion): Span[] {
  const text = `discussed here: ${replies === 0 ? 'no reply yet' : repliesInWords(replies)}`;
  return [thread?.url === undefined ? { kind: 'text', text } : { kind: 'link', text, url: thread.url }];
}
