import { latestListingDay } from '../../papers/dates.ts';
import type { Papers } from '../../papers/library.ts';
import { type Paper, paperDay } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';
import { analyze } from '../../search/analyzer.ts';
import type { SearchIndex } from '../../search/index.ts';
import type { Query } from '../../search/query.ts';
import { addMonths, formatMonth, listMonths, monthOfDay } from '../../text/months.ts';
import type { Topic, TrendQuery } from './trend-query.ts';

export interface TrendDeps {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly now: () => Date;
}

/** How many papers there were about each topic, month by month. */
export interface Trend {
  /** In their order, none left out. */
  readonly months: readonly string[];
  readonly topicCounts: readonly TopicCounts[];
  /** The last month is not over yet. */
  readonly isLastMonthPartial: boolean;
  /** Those of the months of which no paper is here at all, whatever it is about. */
  readonly emptyMonths: readonly string[];
}

export interface TopicCounts {
  readonly topic: Topic;
  /** As many as there are months. */
  readonly values: readonly number[];
  /** Those of all months together. */
  readonly total: number;
  /** Papers about it of which nobody knows the day. */
  readonly undated: number;
}

/** Counts the papers at hand. @throws UserError where they are of none of the months that somebody said */
export function computeTrend(query: TrendQuery, { papers, search, now }: TrendDeps): Trend {
  const today = latestListingDay(now());
  const allCounts = countPapersByMonth(papers.all(), today).months;
  const months = selectTrendMonths(query, allCounts.keys());
  return {
    months,
    topicCounts: query.topics.map((topic) => {
      const counts = countPapersByMonth(findPapersOnTopic(topic.query, search), today);
      const values = months.map((month) => counts.months.get(month) ?? 0);
      return { topic, values, total: values.reduce((sum, value) => sum + value, 0), undated: counts.undated };
    }),
    isLastMonthPartial: months.at(-1) === monthOfDay(today),
    emptyMonths: months.filter((month) => !allCounts.has(month)),
  };
}

/** Two years tell what comes and goes; and their names fit below an axis. */
const DEFAULT_MONTHS = 24;

/** A line of more points than these is a smear. */
const MAX_MONTHS = 120;

/**
 * The months of a trend in their order, none left out: the last 24 that the papers here reach to, or those that somebody said, as far as
 * there are papers here. Outside of these a zero would say of a topic what is true of the collection.
 *
 * @param availableMonths months of which any paper is here
 * @throws UserError where none of these months has papers here
 */
function selectTrendMonths({ since, until }: Omit<TrendQuery, 'topics'>, availableMonths: Iterable<string>): string[] {
  const sorted = [...availableMonths].sort();
  const [oldest, newest] = [sorted[0], sorted.at(-1)];
  if (oldest === undefined || newest === undefined) {
    throw new UserError(
      'No paper here has a date, so nothing can be counted by month. To see what is here: /papers status',
    );
  }
  const last = until === undefined || monthOfDay(until) > newest ? newest : monthOfDay(until);
  const requestedFirst = since === undefined ? addMonths(last, 1 - DEFAULT_MONTHS) : monthOfDay(since);
  const first = [requestedFirst, oldest, addMonths(last, 1 - MAX_MONTHS)].reduce((a, b) => (a > b ? a : b));
  if (first > last) {
    const problem = `The papers here are of ${formatMonth(oldest)} to ${formatMonth(newest)}, and none of the time that you say.`;
    const suggestion = last < oldest ? 'without until:.' : `with since:${oldest}, or without since:.`;
    throw new UserError(`${problem} Try it ${suggestion}`, {
      fields: { topic: problem },
    });
  }
  return listMonths(first, last);
}

/**
 * The papers that are about a topic, to be counted: those that have each of its words, in whatever form ("model" is in "models",
 * "off policy" in "off-policy"), in their title, abstract, keywords, authors or organization, have what it has in quotes, and pass its
 * filters. Words that say nothing by themselves ("of", "the") are passed over, and what is misspelt is not guessed.
 *
 * A search and a subscription are wider: they rank, so a paper that lacks a word may still come, only later. A number has no place for
 * that, and would change with what else is here.
 *
 * @param query of its days nothing is asked: those are of the chart
 */
function findPapersOnTopic({ words, phrases, excluded, filters, paperId }: Query, search: SearchIndex): Paper[] {
  if (paperId !== undefined) return [];
  const { since: _, until: __, ...others } = filters;
  const informativeWords = words.filter(isInformative);
  // A phrase of one word is a word that a paper has to have.
  const requiredTerms = [...phrases, ...(informativeWords.length > 0 || phrases.length > 0 ? informativeWords : words)];
  return search.findByConstraints({ phrases: requiredTerms, excluded, filters: others });
}

function isInformative(word: string): boolean {
  return analyze(word).some(({ isStopWord }) => !isStopWord);
}

/** How many papers there are of each month, by the day that counts for a paper (`dayOf`), and how many of no known day. */
interface MonthlyCounts {
  readonly months: ReadonlyMap<string, number>;
  readonly undated: number;
}

/** @param today the newest day that papers may have: a day after it is a mistake of its source, and as good as none */
function countPapersByMonth(papers: readonly Paper[], today: string): MonthlyCounts {
  const months = new Map<string, number>();
  let undated = 0;
  for (const paper of papers) {
    const day = paperDay(paper);
    if (day === undefined || day > today) undated += 1;
    else months.set(monthOfDay(day), (months.get(monthOfDay(day)) ?? 0) + 1);
  }
  return { months, undated };
}
