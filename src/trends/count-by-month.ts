import type { Paper } from '../papers/paper.ts';
import { paperDay } from '../papers/paper-day.ts';
import { monthOfDay } from './months.ts';

/** How many papers there are of each month, by the day that counts for a paper (`dayOf`), and how many of no known day. */
export interface MonthlyCounts {
  readonly months: ReadonlyMap<string, number>;
  readonly undated: number;
}

/** @param today the newest day that papers may have: a day after it is a mistake of its source, and as good as none */
export function countPapersByMonth(papers: readonly Paper[], today: string): MonthlyCounts {
  const months = new Map<string, number>();
  let undated = 0;
  for (const paper of papers) {
    const day = paperDay(paper);
    if (day === undefined || day > today) undated += 1;
    else months.set(monthOfDay(day), (months.get(monthOfDay(day)) ?? 0) + 1);
  }
  return { months, undated };
}
