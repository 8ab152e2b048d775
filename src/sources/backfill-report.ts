import { Presets, SingleBar } from 'cli-progress';
import { formatDay, pluralize } from '../text/format.ts';
import type { BackfillProgress, BackfillReport } from './backfill-source.ts';
import { TRENDING_LISTING } from './source-repository.ts';

const MAX_SHOWN_REASONS = 10;

/** A summary for people: per source what was fetched, skipped and failed, then how to continue. */
export function describeBackfill(
  reports: readonly BackfillReport[],
  { elapsedMs, isStopped }: { readonly elapsedMs: number; readonly isStopped: boolean },
): string {
  const notAttempted = reports.reduce((sum, report) => sum + report.notAttempted, 0);
  const failed = reports.reduce((sum, report) => sum + report.failed.length, 0);
  const lines = [
    ...reports.flatMap(describeSourceReport),
    ...(isStopped && notAttempted > 0 ? ['Stopped. Run the same command again to continue.'] : []),
    ...(!isStopped && failed > 0 ? ['Run the same command again to retry what failed.'] : []),
    `Took ${formatDuration(elapsedMs)}.`,
  ];
  return `${lines.join('\n')}\n`;
}

function describeSourceReport(report: BackfillReport): string[] {
  const { title, skippedFinal, firstListingDay, fetched, entries, added, changed } = report;
  const skipped = skippedFinal === 0 ? '' : `, skipped ${pluralize(skippedFinal, 'complete day')}`;
  return [
    ...(firstListingDay === undefined
      ? []
      : [`${title}: started at its first listing, ${formatDay(firstListingDay)}.`]),
    `${title}: fetched ${pluralize(fetched, 'listing')}${skipped}. ${pluralize(entries, 'entry', 'entries')}: ${pluralize(added, 'new paper')}, ${changed} changed.`,
    ...listReasons(report.skipReasons, (count) => `Skipped ${pluralize(count, 'entry', 'entries')}:`),
    ...listReasons(
      report.failed.map(({ key, reason }) => `${key === TRENDING_LISTING ? key : formatDay(key)}: ${reason}`),
      (count) => `Failed to fetch ${pluralize(count, 'listing')}:`,
    ),
    ...(report.notAttempted === 0 ? [] : [`Didn't get to ${pluralize(report.notAttempted, 'listing')}.`]),
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

interface BackfillProgressDeps {
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly now: () => Date;
  readonly lineIntervalMs?: number;
}

const LINE_INTERVAL_MS = 10_000;
const BAR_FORMAT = '{title} {bar} {value}/{total} {listing} {papers} {note}';

/** A bar on a terminal, otherwise a line every ten seconds. */
export function createBackfillProgress(dependencies: BackfillProgressDeps): BackfillProgress {
  return dependencies.output.isTTY ? createBarProgress(dependencies) : createLineProgress(dependencies);
}

function createBarProgress({ output }: BackfillProgressDeps): BackfillProgress {
  let bar: SingleBar | undefined;
  return {
    start(title, listings) {
      bar = new SingleBar({ stream: output, format: BAR_FORMAT, barsize: 24, gracefulExit: false }, Presets.legacy);
      bar.start(listings, 0, { title, listing: '', papers: '', note: '' });
    },
    advance: (listing, papers) => bar?.increment({ listing, papers: pluralize(papers, 'new paper'), note: '' }),
    showMessage: (note) => bar?.update({ note: `(${note})` }),
    finish: () => bar?.stop(),
  };
}

function createLineProgress({
  output,
  now,
  lineIntervalMs = LINE_INTERVAL_MS,
}: BackfillProgressDeps): BackfillProgress {
  let [sourceTitle, total, done, lastLineAt] = ['', 0, 0, 0];
  return {
    start(title, listings) {
      [sourceTitle, total, done, lastLineAt] = [title, listings, 0, now().getTime()];
      output.write(`${title}: ${pluralize(listings, 'listing')} to fetch\n`);
    },
    advance(key, papers) {
      done += 1;
      if (now().getTime() - lastLineAt < lineIntervalMs) return;
      lastLineAt = now().getTime();
      const position = key === TRENDING_LISTING ? key : `up to ${key}`;
      output.write(`${sourceTitle}: ${done} of ${total}, ${position}, ${pluralize(papers, 'new paper')}\n`);
    },
    showMessage: (text) => void output.write(`${sourceTitle}: ${text}\n`),
    finish: () => {},
  };
}
