import { showMonth } from '../charts/month-names.ts';
import { counted } from '../text/counted.ts';
import type { CountedTopic, Trend } from './trend.ts';

/** What can be said of numbers by month. */
type Counts = Pick<Trend, 'months' | 'lastIsOpen' | 'withoutPapers'> & Pick<CountedTopic, 'values' | 'total'>;

/** "30 papers, most in May 2025 (8). In May 2026 there were 3, up from 1 the month before; in Jun 2026 so far 2." */
export function countsInWords(counts: Counts): string {
  const { total } = counts;
  if (total === 0) return 'no paper.';
  const all = `${counted(total, 'paper')}${peakInWords(counts)}.`;
  return [all, ...lastInWords(counts)].join(' ');
}

/** ", most in May 2025 (8)", ", most in May 2025 and 2 other months (3 each)", ", never more than one a month" */
function peakInWords({ months, values, total }: Counts): string {
  const most = Math.max(...values);
  const at = months.filter((_, index) => values[index] === most);
  const [first = ''] = at;
  if (total === 1) return `, in ${showMonth(first)}`;
  if (most === 1) return ', never more than one a month';
  if (at.length === 1) return `, most in ${showMonth(first)} (${most})`;
  const others = at.length === 2 ? showMonth(at[1] ?? '') : `${at.length - 1} other months`;
  return `, most in ${showMonth(first)} and ${others} (${most} each)`;
}

/** The last month that is over against the one before, and the one that is not. */
function lastInWords({ months, values, lastIsOpen, withoutPapers, total }: Counts): string[] {
  // All there is to say of one paper was said.
  if (total === 1) return [];
  const end = lastIsOpen ? months.length - 1 : months.length;
  const known = values.map((value, at) => (withoutPapers.includes(months[at] ?? '') ? undefined : value));
  const [month, last, before] = [months[end - 1], known[end - 1], known[end - 2]];
  const soFar = lastIsOpen ? [`in ${showMonth(months.at(-1) ?? '')} so far ${number(values.at(-1) ?? 0)}`] : [];
  if (month === undefined || last === undefined || before === undefined) return soFar.map(sentence);
  if (last + before === 0)
    return [`None in the last two months${lastIsOpen ? ' that are over' : ''}`, ...soFar].map(sentence);
  const against = last === before ? 'as many as' : `${last > before ? 'up' : 'down'} from ${number(before)}`;
  const compared = `In ${showMonth(month)} there ${last > 1 ? 'were' : 'was'} ${number(last)}, ${against} the month before`;
  return [sentence([compared, ...soFar].join('; '))];
}

/** "Of Nov 2025 no paper is here, whatever it is about." */
export function monthsWithoutPapers([only = '', ...others]: readonly string[]): string {
  const which = others.length === 0 ? showMonth(only) : `${others.length + 1} of these months`;
  return `Of ${which} no paper is here, whatever it is about.`;
}

function number(count: number): string {
  return count === 0 ? 'none' : String(count);
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
