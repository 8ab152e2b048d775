import { pluralize } from '../../text/counted.ts';
import { formatDay } from '../../text/show-day.ts';
import { TRENDING_LISTING } from '../live/source-ledger.ts';
import type { BackfillReport } from './refresh-now.ts';

/** So many reasons are told of each kind; how many more there are is said. */
const MAX_SHOWN_REASONS = 10;

/** A refresh for the person who ran it: what each source gave, what was left out and what failed, and how to go on. */
export function describeBackfill(
  reports: readonly BackfillReport[],
  { ms, isStopped }: { ms: number; isStopped: boolean },
): string {
  const notAttempted = reports.reduce((sum, report) => sum + report.notAttempted, 0);
  const failed = reports.reduce((sum, report) => sum + report.failed.length, 0);
  const lines = [
    ...reports.flatMap(describeSourceReport),
    ...(isStopped && notAttempted > 0 ? ['Stopped. The same command goes on from here.'] : []),
    ...(!isStopped && failed > 0 ? ['The same command asks for what failed again; all else is kept.'] : []),
    `It took ${formatDuration(ms)}.`,
  ];
  return `${lines.join('\n')}\n`;
}

function describeSourceReport(report: BackfillReport): string[] {
  const { title, skippedFinal, firstListingDay, fetched, entries, added, changed, skipReasons, failed, notAttempted } =
    report;
  const skipped = skippedFinal === 0 ? '' : `, ${pluralize(skippedFinal, 'day')} known already`;
  return [
    ...(firstListingDay === undefined
      ? []
      : [`${title} has lists from ${formatDay(firstListingDay)} on, so it began there.`]),
    `${title}: ${pluralize(fetched, 'list')} asked for${skipped}. ${pluralize(entries, 'entry', 'entries')}: ${pluralize(added, 'new paper')}, ${changed} changed.`,
    ...listReasons(skipReasons, (count) => `${pluralize(count, 'entry was', 'entries were')} left out:`),
    ...listReasons(
      failed.map(
        ({ listingKey, reason }) =>
          `${listingKey === TRENDING_LISTING ? listingKey : formatDay(listingKey)}: ${reason}`,
      ),
      (count) => `${pluralize(count, 'list')} could not be had:`,
    ),
    ...(notAttempted === 0 ? [] : [`${pluralize(notAttempted, 'list was', 'lists were')} not asked for.`]),
  ];
}

function listReasons(reasons: readonly string[], heading: (count: number) => string): string[] {
  if (reasons.length === 0) return [];
  const more = reasons.length - MAX_SHOWN_REASONS;
  return [
    heading(reasons.length),
    ...reasons.slice(0, MAX_SHOWN_REASONS).map((reason) => `  ${reason}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
