import { callButton } from '../../chat/action.ts';
import type { Core } from '../../chat/context.ts';
import type { PaperBlock } from '../../chat/document.ts';
import type { Discussed } from '../../discussions/discussion.ts';
import { mostDiscussedPaper } from '../../discussions/listed-discussion.ts';
import type { Paper } from '../../papers/paper.ts';
import { idsOnTopic } from '../../search/on-topic.ts';
import { MOST_PAPERS, type Subscription } from '../subscribing/subscription.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;
/** So many are looked through for those on a topic. */
const LOOKED_THROUGH = 500;

/** A paper, and how much was said about it lately. */
interface DiscussedPaper {
  readonly paper: Paper;
  readonly discussed: Discussed;
}

/**
 * What was discussed most in the channel of a subscription in the week up to an instant, on its topic where it has one, as many as it
 * brings. Unlike a new paper it may come again: it is what people talk about.
 */
export async function discussedLately(
  { place, topic, choice }: Pick<Subscription, 'place' | 'topic' | 'choice'>,
  until: Date,
  { discussions, papers, search }: Core,
): Promise<readonly DiscussedPaper[]> {
  const since = new Date(until.getTime() - WEEK_MS).toISOString();
  const all = await discussions.discussions.mostDiscussed(place, since, LOOKED_THROUGH);
  const known = all.flatMap((discussed) => {
    const paper = papers.get(discussed.discussion.paperId);
    return paper === undefined ? [] : [{ paper, discussed }];
  });
  const about = topic === '' ? undefined : idsOnTopic(topic, search);
  const wanted = about === undefined ? known : known.filter(({ paper }) => about.has(paper.id));
  return wanted.slice(0, choice.kind === 'best' ? choice.count : MOST_PAPERS);
}

/** The same as people read it. */
export function mostDiscussedBlocks(
  all: readonly DiscussedPaper[],
  { keepsakes }: Pick<Core, 'keepsakes'>,
): PaperBlock[] {
  return all.map(({ paper, discussed }) =>
    mostDiscussedPaper(discussed, paper, [
      callButton('Discuss', { text: `discuss ${paper.id}`, replaces: false }, keepsakes),
      callButton('Open', { text: `show ${paper.id}`, replaces: false }, keepsakes),
    ]),
  );
}
