import { type Control, type PaperBlock, strong, text, time } from '../chat/document.ts';
import { homepage } from '../chat/paper-card.ts';
import type { Paper } from '../papers/paper.ts';
import type { Span } from '../text/span.ts';
import { texToSpans } from '../text/tex.ts';
import type { Discussed, Discussion } from './discussion.ts';
import { activitySpans, repliesInWords } from './discussion-in-words.ts';

interface Listed {
  readonly discussion: Discussion;
  readonly paper: Paper;
  readonly controls: readonly Control[];
}

/** A discussion in a list: the title leads to its thread, and below it stand who opened it, and how much was said. */
export function listedDiscussion(listed: Listed): PaperBlock {
  const { activity, openedAt } = listed.discussion;
  return entry(listed, [
    ...activitySpans(activity),
    ...(activity.replies > 0 ? [] : [text(', opened '), time(openedAt)]),
  ]);
}

/** The same among those that were discussed most: "5 replies this week. In all: 12 replies by 4 people, last Mar 5 at 09:00". */
export function mostDiscussedPaper(
  { replies, discussion }: Discussed,
  paper: Paper,
  controls: readonly Control[],
): PaperBlock {
  const all =
    discussion.activity.replies === replies ? [] : [text('. In all: '), ...activitySpans(discussion.activity)];
  return entry({ discussion, paper, controls }, [text(`${repliesInWords(replies)} this week`), ...all]);
}

function entry({ discussion, paper, controls }: Listed, activity: readonly Span[]): PaperBlock {
  const url = discussion.thread?.url;
  return {
    kind: 'paper',
    title: texToSpans(paper.title),
    url: url ?? homepage(paper),
    byline: [text('Opened by '), strong(discussion.opener.name)],
    lead: activity,
    facts: [],
    links: url === undefined ? [] : [{ label: 'Go to the thread', url }],
    controls,
  };
}
