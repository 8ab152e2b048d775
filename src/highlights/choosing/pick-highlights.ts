import type { Paper } from '../../papers/paper.ts';
import { dayOf } from '../../papers/paper-day.ts';
import { idsOf } from '../../papers/papers.ts';
import { onTopic } from '../../search/on-topic.ts';
import { counted } from '../../text/counted.ts';
import { showDay } from '../../text/show-day.ts';
import type { Subscription } from '../subscribing/subscription.ts';
import { choose } from './choose.ts';
import { freshnessSince, freshOf } from './freshness.ts';
import { bestFirst, type Candidate, type Trending, trendingRank } from './worth.ts';

/** What one post is chosen from. */
export interface Occasion extends Pick<Subscription, 'choice' | 'onQuietDay'> {
  readonly candidates: readonly Candidate[];
  /** The ids of the papers that the subscription has shown. */
  readonly shown: ReadonlySet<string>;
  /** When it last posted, or else was made: an instant, ISO 8601, or a day. */
  readonly since: string;
  /** The day of the post where it is posted, `YYYY-MM-DD`. */
  readonly today: string;
  /** What is trending on that day; nothing where nobody knows. */
  readonly trending?: Trending;
}

/** The papers of one post, best first. */
export interface Highlights {
  readonly papers: readonly Highlight[];
  /** Where they come from; `new` too where there are none. */
  readonly from: 'new' | 'archive';
  readonly passedOver: PassedOver;
}

interface Highlight {
  readonly paper: Paper;
  /** Why it is there, in a short phrase: "new today, 40 upvotes". */
  readonly why: string;
}

/** Why candidates are not among the new ones, each counted under the first reason that applies. Those of the archive count as not new. */
interface PassedOver {
  readonly offTopic: number;
  readonly alreadyShown: number;
  readonly notNew: number;
  readonly belowThreshold: number;
  /** They would fit as well, but others were better. */
  readonly more: number;
}

/** Who asked for all above a threshold named no number, and the archive has hundreds. */
const MOST_FROM_ARCHIVE = 3;

const MOST_WORDS = 4;

/**
 * Chooses the papers of one post: the best (`bestFirst`) of what is on topic (`onTopic`), new (`freshOf`) and wanted (`choose`). What was
 * shown never comes again, under whatever id: people take a paper that comes twice for a fault. On a day without anything new, the best of
 * the archive that were not shown, or nothing, as the subscription wants it.
 */
export function pickHighlights({
  candidates,
  shown,
  since,
  choice,
  onQuietDay,
  today,
  trending = new Map(),
}: Occasion): Highlights {
  const freshness = freshnessSince(since.slice(0, 'YYYY-MM-DD'.length));
  const topical = onTopic(candidates);
  const unseen = topical.filter(({ paper }) => !idsOf(paper).some((id) => shown.has(id)));
  const fresh = freshOf(unseen, ({ paper }) => freshness(paper));
  const { chosen, ...rest } = choose(bestFirst(fresh, trending), choice);
  const passedOver = {
    offTopic: candidates.length - topical.length,
    alreadyShown: topical.length - unseen.length,
    notNew: unseen.length - fresh.length,
    ...rest,
  };
  if (chosen.length > 0 || onQuietDay === 'silence') {
    const papers = chosen.map((one) => ({ paper: one.paper, why: whyNew(one, today, trending) }));
    return { papers, from: 'new', passedOver };
  }
  const old = unseen.filter(({ paper }) => freshness(paper) === 'old');
  const most = choice.kind === 'upvotes' ? MOST_FROM_ARCHIVE : undefined;
  const archive = choose(bestFirst(old, trending), choice, most).chosen;
  return {
    papers: archive.map((one) => ({ paper: one.paper, why: whyOld(one, trending) })),
    from: archive.length > 0 ? 'archive' : 'new',
    passedOver,
  };
}

/** "new today, 40 upvotes, trending #3", "new, Nov 3, trending #3 · matches safe, rl" */
function whyNew({ paper, matched }: Candidate, today: string, trending: Trending): string {
  const freshness = newness(dayOf(paper), today);
  const rank = rankOf(paper, trending);
  if (matched.length > 0) return `${[freshness, ...rank].join(', ')} · ${matches(matched)}`;
  return [freshness, ...reception(paper), ...rank].join(', ');
}

function newness(day: string | undefined, today: string): string {
  if (day === undefined) return 'new here';
  if (day === today) return 'new today';
  const [year, ...monthAndDay] = day.split('-');
  return `new, ${showDay(today.startsWith(`${year}-`) ? monthAndDay.join('-') : day)}`;
}

/** "from the archive, Oct 18, 2024", "from the archive, Oct 18, 2024, trending #3 · matches safe, rl" */
function whyOld({ paper, matched }: Candidate, trending: Trending): string {
  const day = dayOf(paper);
  const origin = ['from the archive', ...(day === undefined ? [] : [showDay(day)]), ...rankOf(paper, trending)].join(
    ', ',
  );
  return matched.length > 0 ? `${origin} · ${matches(matched)}` : origin;
}

function rankOf(paper: Paper, trending: Trending): string[] {
  const rank = trendingRank(paper, trending);
  return rank === undefined ? [] : [`trending #${rank}`];
}

function matches(words: readonly string[]): string {
  const more = words.length > MOST_WORDS ? ` and ${words.length - MOST_WORDS} more words` : '';
  return `matches ${words.slice(0, MOST_WORDS).join(', ')}${more}`;
}

function reception({ upvotes = 0, comments = 0 }: Paper): string[] {
  if (upvotes > 0) return [counted(upvotes, 'upvote')];
  return comments > 0 ? [counted(comments, 'comment')] : [];
}
