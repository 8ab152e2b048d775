import { type Control, type PaperBlock, strong, text, time } from '../chat/document.ts';
import { paperUrl } from '../chat/paper-card.ts';
import type { Paper } from '../papers/paper.ts';
import type { Span } from '../text/span.ts';
import { texToSpans } from '../text/tex.ts';
import type { Discussion, RankedDiscussion } from './discussion.ts';
import { formatActivity, formatReplyCount } from './discussion-in-words.ts';

interface DiscussionListItem {
  readonly discussion: Discussion;
  readonly paper: Paper;
  readonly controls: readonly Control[];
}

/** A discussion in a list: the title leads to its thread, and below it stand who opened it, and how much was said. */
export function buildDiscussionListItem(item: DiscussionListItem): PaperBlock {
  const { activity, openedAt } = item.discussion;
  return buildListBlock(item, [
    ...formatActivity(activity),
    ...(activity.replies > 0 ? [] : [text(', opened '), time(openedAt)]),
  ]);
}

/** The same among those that were discussed most: "5 replies this week. In all: 12 replies by 4 people, last Mar 5 at 09:00". */
export function buildMostDiscussedItem(
  { replies, discussion }: RankedDiscussion,
  paper: Paper,
  controls: readonly Control[],
): PaperBlock {
  const totals =
    discussion.activity.replies === replies ? [] : [text('. In all: '), ...formatActivity(discussion.activity)];
  return buildListBlock({ discussion, paper, controls }, [text(`${formatReplyCount(replies)} this week`), ...totals]);
}

function buildListBlock({ discussion, paper, controls }: DiscussionListItem, activity: readonly Span[]): PaperBlock {
  const url = discussion.thread?.url;
  return {
    kind: 'paper',
    title: texToSpans(paper.title),
    url: url ?? paperUrl(paper),
    byline: [text('Opened by '), strong(discussion.opener.name)],
    lead: activity,
    facts: [],
    links: url === undefined ? [] : [{ label: 'Go to the thread', url }],
    controls,
  };
}
