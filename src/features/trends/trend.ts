import type { Papers } from '../../papers/library.ts';
import { type Paper, paperDay } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';
import { analyze } from '../../search/analyzer.ts';
import type { SearchIndex } from '../../search/index.ts';
import type { Query } from '../../search/query.ts';
import type { PaperLookup } from '../../sources/lookup.ts';
import { addMonths, formatMonth, listMonths, monthOfDay } from '../../text/months.ts';
import type { Topic, TrendQuery } from './trend-query.ts';

export interface TrendDeps {
  readonly papers: Pick<Papers, 'all'>;
  readonly search: Pick<SearchIndex, 'search' | 'findByConstraints'>;
  readonly paperLookup: Pick<PaperLookup, 'newestDay'>;
  readonly now: () => Date;
}

/** Papers per month on each topic. Months are written as in `2024-05`. */
export interface Trend {
  /** Consecutive months. */
  readonly months: readonly string[];
  readonly topicCounts: readonly TopicCounts[];
  readonly isLastMonthPartial: boolean;
  /** The months without any paper, on whatever topic. */
  readonly emptyMonths: readonly string[];
}

export interface TopicCounts {
  readonly topic: Topic;
  /** One per month. */
  readonly values: readonly number[];
  readonly total: number;
  /** How many papers on the topic have no date. */
  readonly undated: number;
}

/** Counts papers per month. @throws UserError if there are no papers in the requested months */
export function computeTrend(query: TrendQuery, { papers, search, paperLookup, now }: TrendDeps): Trend {
  const today = paperLookup.newestDay(now());
  const all = countByMonth(papers.all(), today).months;
  const months = selectMonths(query, all.keys());
  return {
    months,
    topicCounts: query.topics.map((topic) => {
      const counts = countByMonth(findPapersOnTopic(topic.query, search), today);
      const values = months.map((month) => counts.months.get(month) ?? 0);
      return { topic, values, total: values.reduce((sum, value) => sum + value, 0), undated: counts.undated };
    }),
    isLastMonthPartial: months.at(-1) === monthOfDay(today),
    emptyMonths: months.filter((month) => !all.has(month)),
  };
}

/** Two years show seasons and trends, and their labels fit below the axis. */
const DEFAULT_MONTHS = 24;
/** More points than this blur into one another. */
const MAX_MONTHS = 120;

/**
 * Selects the requested months, by default the last 24, as far as there are papers. Outside of that, a zero would say
 * something about the corpus rather than about the topic.
 *
 * @param availableMonths the months with any papers
 * @throws UserError if none of the requested months has papers
 */
function selectMonths({ since, until }: Omit<TrendQuery, 'topics'>, availableMonths: Iterable<string>): string[] {
  const sorted = [...availableMonths].sort();
  const [oldest, newest] = [sorted[0], sorted.at(-1)];
  if (oldest === undefined || newest === undefined) {
    throw new UserError(
      "No paper has a date, so papers can't be counted by month. For an overview of the papers, type /papers status",
    );
  }
  const last = until === undefined || monthOfDay(until) > newest ? newest : monthOfDay(until);
  const requestedFirst = since === undefined ? addMonths(last, 1 - DEFAULT_MONTHS) : monthOfDay(since);
  const first = [requestedFirst, oldest, addMonths(last, 1 - MAX_MONTHS)].reduce((a, b) => (a > b ? a : b));
  if (first > last) {
    const problem = `The papers are from ${formatMonth(oldest)} to ${formatMonth(newest)}, and none are from this period.`;
    const suggestion = last < oldest ? 'Leave out until:.' : `Try since:${oldest}, or leave out since:.`;
    throw new UserError(`${problem} ${suggestion}`, { fields: { topic: problem } });
  }
  return listMonths(first, last);
}

/**
 * Finds the papers that contain every word of a topic in any form ("models" for "model", "off-policy" for "off policy")
 * and every quoted phrase, in their title, abstract, keywords, authors or organization, and that pass its filters.
 * Ignores stop words, and doesn't correct spelling.
 *
 * A search or a subscription finds more: it ranks papers that lack a word lower. A count can't do that, and would
 * depend on which other papers there are.
 *
 * @param query its date filters are ignored: they select the months
 */
function findPapersOnTopic(
  { words, phrases, excluded, filters, paperId }: Query,
  search: Pick<SearchIndex, 'findByConstraints'>,
): Paper[] {
  if (paperId !== undefined) return [];
  const { since: _, until: __, ...otherFilters } = filters;
  const informativeWords = words.filter((word) => analyze(word).some(({ isStopWord }) => !isStopWord));
  const requiredWords = informativeWords.length > 0 || phrases.length > 0 ? informativeWords : words;
  // A phrase of one word is a required word.
  return search.findByConstraints({ phrases: [...phrases, ...requiredWords], excluded, filters: otherFilters });
}

interface MonthlyCounts {
  readonly months: ReadonlyMap<string, number>;
  readonly undated: number;
}

/** @param today a paper with a later day is an error of its source, and counts as undated */
function countByMonth(papers: readonly Paper[], today: string): MonthlyCounts {
  const months = new Map<string, number>();
  let undated = 0;
  for (const paper of papers) {
    const day = paperDay(paper);
    if (day === undefined || day > today) undated += 1;
    else months.set(monthOfDay(day), (months.get(monthOfDay(day)) ?? 0) + 1);
  }
  return { months, undated };
}
