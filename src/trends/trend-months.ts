import { showMonth } from '../charts/month-names.ts';
import { UserError } from '../errors.ts';
import { monthAfter, monthOf, monthsFrom } from './months.ts';
import type { Topics } from './read-topics.ts';

/** Two years tell what comes and goes; and their names fit below an axis. */
const USUAL_MONTHS = 24;

/** A line of more points than these is a smear. */
const MOST_MONTHS = 120;

/**
 * The months of a trend in their order, none left out: the last 24 that the papers here reach to, or those that somebody said, as far as
 * there are papers here. Outside of these a zero would say of a topic what is true of the collection.
 *
 * @param known months of which any paper is here
 * @throws UserError where none of these months has papers here
 */
export function trendMonths({ since, until }: Omit<Topics, 'topics'>, known: Iterable<string>): string[] {
  const inOrder = [...known].sort();
  const [oldest, newest] = [inOrder[0], inOrder.at(-1)];
  if (oldest === undefined || newest === undefined) {
    throw new UserError(
      'No paper here has a date, so nothing can be counted by month. To see what is here: /papers status',
    );
  }
  const last = until === undefined || monthOf(until) > newest ? newest : monthOf(until);
  const wanted = since === undefined ? monthAfter(last, 1 - USUAL_MONTHS) : monthOf(since);
  const first = [wanted, oldest, monthAfter(last, 1 - MOST_MONTHS)].reduce((a, b) => (a > b ? a : b));
  if (first > last) {
    const problem = `The papers here are of ${showMonth(oldest)} to ${showMonth(newest)}, and none of the time that you say.`;
    const instead = last < oldest ? 'without until:.' : `with since:${oldest}, or without since:.`;
    throw new UserError(`${problem} Try it ${instead}`, {
      fields: { topic: problem },
    });
  }
  return monthsFrom(first, last);
}
