import type { Papers } from '../../papers/library.ts';
import { allPaperIds, type Paper, paperDay } from '../../papers/paper.ts';
import { filterOnTopic, type SearchIndex } from '../../search/index.ts';
import { parseQuery } from '../../search/query.ts';
import { formatDay, pluralize } from '../../text/format.ts';
import type { DeliveryRepository } from './delivery.ts';
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

export interface SelectionDeps {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly deliveries: Pick<DeliveryRepository, 'shownPaperIds' | 'history'>;
  /** What is trending now; empty if unknown. */
  readonly loadTrendingRanks: () => Promise<TrendingRanks>;
}

/** How far to search back for the last delivery that was posted or had nothing to post. */
const MAX_HISTORY_SCANNED = 50;

/**
 * The papers that a subscription would post at an instant, given what it has shown. Changes nothing.
 *
 * @param at ISO 8601
 */
export async function selectHighlightsFor(
  subscription: Subscription,
  at: string,
  deps: SelectionDeps,
): Promise<HighlightSelection> {
  const [shown, history, trending] = await Promise.all([
    deps.deliveries.shownPaperIds(subscription.id),
    deps.deliveries.history(subscription.id, MAX_HISTORY_SCANNED),
    deps.loadTrendingRanks(),
  ]);
  const lastPost = history.find(({ state }) => state === 'sent' || state === 'skipped');
  return selectHighlights({
    candidates: findCandidates(subscription, deps),
    shown,
    since: lastPost?.slot ?? subscription.createdAt,
    criteria: subscription.criteria,
    onQuietDay: subscription.onQuietDay,
    today: localDay(at, subscription.schedule.zone),
    trending,
  });
}

/** The matches of a subscription's topic, or all papers without one. */
export function findCandidates(
  { topic }: Pick<Subscription, 'topic'>,
  { papers, search }: Pick<SelectionDeps, 'papers' | 'search'>,
): readonly Candidate[] {
  if (topic.trim() === '') return papers.all().map((paper) => ({ paper, score: 0, matched: [] }));
  return search.findAllMatches(parseQuery(topic));
}

export interface SelectionInput extends Pick<Subscription, 'criteria' | 'onQuietDay'> {
  readonly candidates: readonly Candidate[];
  /** Ids of the papers already shown. */
  readonly shown: ReadonlySet<string>;
  /** When it last posted, or else was created: an ISO 8601 instant or day. */
  readonly since: string;
  /** The local day of the post, `YYYY-MM-DD`. */
  readonly today: string;
  readonly trending?: TrendingRanks;
}

/** The papers of one post, best first. */
export interface HighlightSelection {
  readonly papers: readonly Highlight[];
  /** `new` if there are no papers, too. */
  readonly origin: 'new' | 'archive';
  readonly skipped: SkippedCounts;
}

interface Highlight {
  readonly paper: Paper;
  /** Why it was selected: "new today, 40 upvotes". */
  readonly reason: string;
}

/** Why candidates weren't selected, each counted once, by the first reason that applies. */
interface SkippedCounts {
  readonly offTopic: number;
  readonly alreadyShown: number;
  readonly notNew: number;
  readonly belowThreshold: number;
  /** They qualify, but others rank higher. */
  readonly overLimit: number;
}

/** For subscriptions with a threshold, as hundreds of archive papers may exceed it. */
const MAX_ARCHIVE_PAPERS = 3;

const MAX_MATCHED_WORDS = 4;

/**
 * Selects the papers of one post: the best of what is on topic, new and within the criteria. Papers that were shown under any id never
 * return. If nothing is new, the best archive papers that weren't shown, or nothing, by `onQuietDay`.
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

interface CandidateSelection {
  readonly selected: readonly Candidate[];
  /** How many have too few upvotes, or an unknown number. */
  readonly belowThreshold: number;
  /** How many are beyond the limit. */
  readonly overLimit: number;
}

/** The candidates that meet the criteria, in order, up to `maxPapers`. */
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

/** The ranks of a trending list. */
export function toTrendingRanks(papers: readonly Pick<Paper, 'id'>[] = []): TrendingRanks {
  return new Map(papers.map(({ id }, index) => [id, index + 1]));
}
