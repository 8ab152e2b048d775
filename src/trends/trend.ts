import type { AppServices } from '../chat/context.ts';
import { latestListingDay } from '../papers/newest-day.ts';
import { findPapersOnTopic } from './about-topic.ts';
import { countPapersByMonth } from './count-by-month.ts';
import { monthOfDay } from './months.ts';
import type { Topic, TrendQuery } from './read-topics.ts';
import { selectTrendMonths } from './trend-months.ts';

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
export function computeTrend(
  query: TrendQuery,
  { papers, search, now }: Pick<AppServices, 'papers' | 'search' | 'now'>,
): Trend {
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
