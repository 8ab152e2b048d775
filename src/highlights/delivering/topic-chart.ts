import type { AppServices } from '../../chat/context.ts';
import type { Block } from '../../chat/document.ts';
import { UserError } from '../../errors.ts';
import { parseSingleTopic } from '../../trends/read-topics.ts';
import { computeTrend } from '../../trends/trend.ts';
import { buildTrendChart } from '../../trends/trend-chart.ts';
import type { Subscription } from '../subscribing/subscription.ts';

/**
 * The chart of a subscription that has one: how many papers on its topic there were each month. Where there is nothing to draw (no paper has
 * a date, none of the days that the topic names are here) there is none, for the papers come without it.
 */
export function buildTopicChart(
  { hasChart, topic }: Pick<Subscription, 'hasChart' | 'topic'>,
  core: AppServices,
): Block[] {
  if (!hasChart) return [];
  try {
    const trend = computeTrend(parseSingleTopic(topic), core);
    const isEmpty = trend.topicCounts.every(({ total }) => total === 0);
    return isEmpty ? [] : [{ kind: 'chart', chart: buildTrendChart(trend) }];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
