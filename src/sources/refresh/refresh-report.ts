import { counted } from '../../text/counted.ts';
import { showDay } from '../../text/show-day.ts';
import { TRENDING } from '../live/source-ledger.ts';
import type { SourceReport } from './refresh-now.ts';

/** So many reasons are told of each kind; how many more there are is said. */
const MOST_TOLD = 10;

/** A refresh for the person who ran it: what each source gave, what was left out and what failed, and how to go on. */
export function describeRefresh(
  reports: readonly SourceReport[],
  { ms, isStopped }: { ms: number; isStopped: boolean },
): string {
  const left = reports.reduce((sum, report) => sum + report.left, 0);
  const failed = reports.reduce((sum, report) => sum + report.failed.length, 0);
  const lines = [
    ...reports.flatMap(describeSource),
    ...(isStopped && left > 0 ? ['Stopped. The same command goes on from here.'] : []),
    ...(!isStopped && failed > 0 ? ['The same command asks for what failed again; all else is kept.'] : []),
    `It took ${duration(ms)}.`,
  ];
  return `${lines.join('\n')}\n`;
}

function describeSource(report: SourceReport): string[] {
  const { title, settled, startsAt, answered, entries, added, changed, refused, failed, left } = report;
  const known = settled === 0 ? '' : `, ${counted(settled, 'day')} known already`;
  return [
    ...(startsAt === undefined ? [] : [`${title} has lists from ${showDay(startsAt)} on, so it began there.`]),
    `${title}: ${counted(answered, 'list')} asked for${known}. ${counted(entries, 'entry', 'entries')}: ${counted(added, 'new paper')}, ${changed} changed.`,
    ...told(refused, (count) => `${counted(count, 'entry was', 'entries were')} left out:`),
    ...told(
      failed.map(({ part, reason }) => `${part === TRENDING ? part : showDay(part)}: ${reason}`),
      (count) => `${counted(count, 'list')} could not be had:`,
    ),
    ...(left === 0 ? [] : [`${counted(left, 'list was', 'lists were')} not asked for.`]),
  ];
}

function told(reasons: readonly string[], heading: (count: number) => string): string[] {
  if (reasons.length === 0) return [];
  const more = reasons.length - MOST_TOLD;
  return [
    heading(reasons.length),
    ...reasons.slice(0, MOST_TOLD).map((reason) => `  ${reason}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
