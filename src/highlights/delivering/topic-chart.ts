import type { Core } from '../../chat/context.ts';
import type { Block } from '../../chat/document.ts';
import { UserError } from '../../errors.ts';
import { topicOf } from '../../trends/read-topics.ts';
import { trendOf } from '../../trends/trend.ts';
import { trendChart } from '../../trends/trend-chart.ts';
import type { Subscription } from '../subscribing/subscription.ts';

/**
 * The chart of a subscription that has one: how many papers on its topic there were each month. Where there is nothing to draw (no paper has
 * a date, none of the days that the topic names are here) there is none, for the papers come without it.
 */
export function topicChart({ withChart, topic }: Pick<Subscription, 'withChart' | 'topic'>, core: Core): Block[] {
  if (!withChart) return [];
  try {
    const trend = trendOf(topicOf(topic), core);
    const isEmpty = trend.counted.every(({ total }) => total === 0);
    return isEmpty ? [] : [{ kind: 'chart', chart: trendChart(trend) }];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
