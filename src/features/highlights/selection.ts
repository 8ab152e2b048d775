import type { AppServices } from '../../chat/context.ts';
import { allPaperIds, type Paper, paperDay } from '../../papers/paper.ts';
import { filterOnTopic } from '../../search/index.ts';
import { parseQuery } from '../../search/query.ts';
import { formatDay, pluralize } from '../../text/format.ts';
import { localDay } from './schedule.ts';
import {
  applyFreshness,
  type Candidate,
  findTrendingRank,
  paperFreshnessSince,
  rankCandidates,
  type TrendingRanks,
} from './scoring.ts';
import { MAX_PAPERS, type SelectionCriteria, type Subscription } from './subscription.ts';

/** How many deliveries are looked through for the last one that had a word to say. */
const MAX_HISTORY_SCANNED = 50;

/**
 * What a subscription brings at an instant, by what it has shown and when it last had a word to say. Nothing is noted by asking.
 *
 * @param at ISO 8601
 */
export async function selectHighlightsFor(
  subscription: Subscription,
  at: string,
  core: AppServices,
): Promise<HighlightSelection> {
  const { deliveries } = core.highlights;
  const [shown, history, trending] = await Promise.all([
    deliveries.shownPaperIds(subscription.id),
    deliveries.history(subscription.id, MAX_HISTORY_SCANNED),
    loadTrendingRanks(core),
  ]);
  const lastPost = history.find(({ state }) => state === 'sent' || state === 'skipped');
  return selectHighlights({
    candidates: findCandidates(subscription, core),
    shown,
    since: lastPost?.slot ?? subscription.createdAt,
    criteria: subscription.criteria,
    onQuietDay: subscription.onQuietDay,
    today: localDay(at, subscription.schedule.zone),
    trending,
  });
}

/** All papers that the topic of a subscription brings up; every paper where it has none. */
export function findCandidates(
  { topic }: Pick<Subscription, 'topic'>,
  { papers, search }: AppServices,
): readonly Candidate[] {
  if (topic.trim() === '') return papers.all().map((paper) => ({ paper, score: 0, matched: [] }));
  return search.findAllMatches(parseQuery(topic));
}

/** What one post is chosen from. */
export interface SelectionInput extends Pick<Subscription, 'criteria' | 'onQuietDay'> {
  readonly candidates: readonly Candidate[];
  /** The ids of the papers that the subscription has shown. */
  readonly shown: ReadonlySet<string>;
  /** When it last posted, or else was made: an instant, ISO 8601, or a day. */
  readonly since: string;
  /** The day of the post where it is posted, `YYYY-MM-DD`. */
  readonly today: string;
  /** What is trending on that day; nothing where nobody knows. */
  readonly trending?: TrendingRanks;
}

/** The papers of one post, best first. */
export interface HighlightSelection {
  readonly papers: readonly Highlight[];
  /** Where they come from; `new` too where there are none. */
  readonly origin: 'new' | 'archive';
  readonly skipped: SkippedCounts;
}

interface Highlight {
  readonly paper: Paper;
  /** Why it is there, in a short phrase: "new today, 40 upvotes". */
  readonly reason: string;
}

/** Why candidates are not among the new ones, each counted under the first reason that applies. Those of the archive count as not new. */
interface SkippedCounts {
  readonly offTopic: number;
  readonly alreadyShown: number;
  readonly notNew: number;
  readonly belowThreshold: number;
  /** They would fit as well, but others were better. */
  readonly overLimit: number;
}

/** Who asked for all above a threshold named no number, and the archive has hundreds. */
const MAX_ARCHIVE_PAPERS = 3;

const MAX_MATCHED_WORDS = 4;

/**
 * Chooses the papers of one post: the best (`bestFirst`) of what is on topic (`onTopic`), new (`freshOf`) and wanted (`choose`). What was
 * shown never comes again, under whatever id: people take a paper that comes twice for a fault. On a day without anything new, the best of
 * the archive that were not shown, or nothing, as the subscription wants it.
 */
export function selectHighlights({
  candidates,
  shown,
  since,
  criteria,
  onQuietDay,
  today,
  trending = new Map(),
}: SelectionInput): HighlightSelection {
  const freshness = paperFreshnessSince(since.slice(0, 'YYYY-MM-DD'.length));
  const onTopicCandidates = filterOnTopic(candidates);
  const notShown = onTopicCandidates.filter(({ paper }) => !allPaperIds(paper).some((id) => shown.has(id)));
  const fresh = applyFreshness(notShown, ({ paper }) => freshness(paper));
  const { selected, ...rest } = selectCandidates(rankCandidates(fresh, trending), criteria);
  const skipped = {
    offTopic: candidates.length - onTopicCandidates.length,
    alreadyShown: onTopicCandidates.length - notShown.length,
    notNew: notShown.length - fresh.length,
    ...rest,
  };
  if (selected.length > 0 || onQuietDay === 'silence') {
    const papers = selected.map((candidate) => ({
      paper: candidate.paper,
      reason: describeNewPaper(candidate, today, trending),
    }));
    return { papers, origin: 'new', skipped };
  }
  const oldCandidates = notShown.filter(({ paper }) => freshness(paper) === 'old');
  const maxPapers = criteria.kind === 'upvotes' ? MAX_ARCHIVE_PAPERS : undefined;
  const archivePapers = selectCandidates(rankCandidates(oldCandidates, trending), criteria, maxPapers).selected;
  return {
    papers: archivePapers.map((candidate) => ({
      paper: candidate.paper,
      reason: describeArchivePaper(candidate, trending),
    })),
    origin: archivePapers.length > 0 ? 'archive' : 'new',
    skipped,
  };
}

/** "new today, 40 upvotes, trending #3", "new, Nov 3, trending #3 · matches safe, rl" */
function describeNewPaper({ paper, matched }: Candidate, today: string, trending: TrendingRanks): string {
  const age = describeNewness(paperDay(paper), today);
  const rankLabels = formatTrendingRank(paper, trending);
  if (matched.length > 0) return `${[age, ...rankLabels].join(', ')} · ${describeMatches(matched)}`;
  return [age, ...describePopularity(paper), ...rankLabels].join(', ');
}

function describeNewness(day: string | undefined, today: string): string {
  if (day === undefined) return 'new here';
  if (day === today) return 'new today';
  const [year, ...monthAndDay] = day.split('-');
  return `new, ${formatDay(today.startsWith(`${year}-`) ? monthAndDay.join('-') : day)}`;
}

/** "from the archive, Oct 18, 2024", "from the archive, Oct 18, 2024, trending #3 · matches safe, rl" */
function describeArchivePaper({ paper, matched }: Candidate, trending: TrendingRanks): string {
  const day = paperDay(paper);
  const origin = [
    'from the archive',
    ...(day === undefined ? [] : [formatDay(day)]),
    ...formatTrendingRank(paper, trending),
  ].join(', ');
  return matched.length > 0 ? `${origin} · ${describeMatches(matched)}` : origin;
}

function formatTrendingRank(paper: Paper, trending: TrendingRanks): string[] {
  const rank = findTrendingRank(paper, trending);
  return rank === undefined ? [] : [`trending #${rank}`];
}

function describeMatches(words: readonly string[]): string {
  const suffix = words.length > MAX_MATCHED_WORDS ? ` and ${words.length - MAX_MATCHED_WORDS} more words` : '';
  return `matches ${words.slice(0, MAX_MATCHED_WORDS).join(', ')}${suffix}`;
}

function describePopularity({ upvotes = 0, comments = 0 }: Paper): string[] {
  if (upvotes > 0) return [pluralize(upvotes, 'upvote')];
  return comments > 0 ? [pluralize(comments, 'comment')] : [];
}

/** What a choice takes of candidates, and how many it leaves for what reason. */
interface CandidateSelection {
  readonly selected: readonly Candidate[];
  /** Those with too few upvotes, or none that are known. */
  readonly belowThreshold: number;
  /** Those for which there is no room. */
  readonly overLimit: number;
}

/** Takes what a choice wants of candidates in their order, as many as one post holds at most. */
export function selectCandidates(
  ranked: readonly Candidate[],
  criteria: SelectionCriteria,
  maxPapers = MAX_PAPERS,
): CandidateSelection {
  const eligible =
    criteria.kind === 'best' ? ranked : ranked.filter(({ paper }) => (paper.upvotes ?? -1) >= criteria.atLeast);
  const limit = criteria.kind === 'best' ? Math.min(criteria.count, maxPapers) : maxPapers;
  const selected = eligible.slice(0, limit);
  return { selected, belowThreshold: ranked.length - eligible.length, overLimit: eligible.length - selected.length };
}

/** What is trending now, as the live sources know it; nothing where they do not. */
export async function loadTrendingRanks({ paperLookup }: Pick<AppServices, 'paperLookup'>): Promise<TrendingRanks> {
  const trending = await paperLookup.getTrending();
  return new Map((trending?.papers ?? []).map(({ id }, index) => [id, index + 1]));
}
