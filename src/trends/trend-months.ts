import { formatMonth } from '../charts/month-names.ts';
import { UserError } from '../errors.ts';
import { addMonths, listMonths, monthOfDay } from './months.ts';
import type { TrendQuery } from './read-topics.ts';

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
export function selectTrendMonths(
  { since, until }: Omit<TrendQuery, 'topics'>,
  availableMonths: Iterable<string>,
): string[] {
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
