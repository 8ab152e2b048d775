import type { Paper } from '../papers/paper.ts';
import { dayOf } from '../papers/paper-day.ts';
import { monthOf } from './months.ts';

/** How many papers there are of each month, by the day that counts for a paper (`dayOf`), and how many of no known day. */
export interface ByMonth {
  readonly months: ReadonlyMap<string, number>;
  readonly undated: number;
}

/** @param today the newest day that papers may have: a day after it is a mistake of its source, and as good as none */
export function countByMonth(papers: readonly Paper[], today: string): ByMonth {
  const months = new Map<string, number>();
  let undated = 0;
  for (const paper of papers) {
    const day = dayOf(paper);
    if (day === undefined || day > today) undated += 1;
    else months.set(monthOf(day), (months.get(monthOf(day)) ?? 0) + 1);
  }
  return { months, undated };
}
