import type { Core } from '../chat/context.ts';
import { newestDay } from '../papers/newest-day.ts';
import { papersAbout } from './about-topic.ts';
import { countByMonth } from './count-by-month.ts';
import { monthOf } from './months.ts';
import type { Topic, Topics } from './read-topics.ts';
import { trendMonths } from './trend-months.ts';

/** How many papers there were about each topic, month by month. */
export interface Trend {
  /** In their order, none left out. */
  readonly months: readonly string[];
  readonly counted: readonly CountedTopic[];
  /** The last month is not over yet. */
  readonly lastIsOpen: boolean;
  /** Those of the months of which no paper is here at all, whatever it is about. */
  readonly withoutPapers: readonly string[];
}

export interface CountedTopic {
  readonly topic: Topic;
  /** As many as there are months. */
  readonly values: readonly number[];
  /** Those of all months together. */
  readonly total: number;
  /** Papers about it of which nobody knows the day. */
  readonly undated: number;
}

/** Counts the papers at hand. @throws UserError where they are of none of the months that somebody said */
export function trendOf(topics: Topics, { papers, search, now }: Pick<Core, 'papers' | 'search' | 'now'>): Trend {
  const today = newestDay(now());
  const all = countByMonth(papers.all(), today).months;
  const months = trendMonths(topics, all.keys());
  return {
    months,
    counted: topics.topics.map((topic) => {
      const about = countByMonth(papersAbout(topic.query, search), today);
      const values = months.map((month) => about.months.get(month) ?? 0);
      return { topic, values, total: values.reduce((sum, value) => sum + value, 0), undated: about.undated };
    }),
    lastIsOpen: months.at(-1) === monthOf(today),
    withoutPapers: months.filter((month) => !all.has(month)),
  };
}
