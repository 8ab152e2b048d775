import { commandButton } from '../../chat/action.ts';
import type { AppServices } from '../../chat/context.ts';
import type { PaperBlock } from '../../chat/document.ts';
import type { RankedDiscussion } from '../../discussions/discussion.ts';
import { buildMostDiscussedItem } from '../../discussions/listed-discussion.ts';
import type { Paper } from '../../papers/paper.ts';
import { findOnTopicIds } from '../../search/on-topic.ts';
import { MAX_PAPERS, type Subscription } from '../subscribing/subscription.ts';

const DIGEST_WINDOW_MS = 7 * 24 * 60 * 60_000;
/** So many are looked through for those on a topic. */
const MAX_DISCUSSIONS_SCANNED = 500;

/** A paper, and how much was said about it lately. */
interface DiscussedPaper {
  readonly paper: Paper;
  readonly discussed: RankedDiscussion;
}

/**
 * What was discussed most in the channel of a subscription in the week up to an instant, on its topic where it has one, as many as it
 * brings. Unlike a new paper it may come again: it is what people talk about.
 */
export async function findRecentlyDiscussed(
  { place, topic, criteria }: Pick<Subscription, 'place' | 'topic' | 'criteria'>,
  until: Date,
  { discussions, papers, search }: AppServices,
): Promise<readonly DiscussedPaper[]> {
  const since = new Date(until.getTime() - DIGEST_WINDOW_MS).toISOString();
  const recent = await discussions.repository.listMostDiscussed(place, since, MAX_DISCUSSIONS_SCANNED);
  const withPaper = recent.flatMap((discussed) => {
    const paper = papers.get(discussed.discussion.paperId);
    return paper === undefined ? [] : [{ paper, discussed }];
  });
  const onTopicIds = topic === '' ? undefined : findOnTopicIds(topic, search);
  const matching = onTopicIds === undefined ? withPaper : withPaper.filter(({ paper }) => onTopicIds.has(paper.id));
  return matching.slice(0, criteria.kind === 'best' ? criteria.count : MAX_PAPERS);
}

/** The same as people read it. */
export function mostDiscussedBlocks(
  discussedPapers: readonly DiscussedPaper[],
  { actionStore }: Pick<AppServices, 'actionStore'>,
): PaperBlock[] {
  return discussedPapers.map(({ paper, discussed }) =>
    buildMostDiscussedItem(discussed, paper, [
      commandButton('Discuss', { text: `discuss ${paper.id}`, replacesOriginal: false }, actionStore),
      commandButton('Open', { text: `show ${paper.id}`, replacesOriginal: false }, actionStore),
    ]),
  );
}
