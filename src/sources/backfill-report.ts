import { Presets, SingleBar } from 'cli-progress';
import { formatDay, pluralize } from '../text/format.ts';
import type { BackfillProgress, BackfillReport } from './backfill-source.ts';
import { TRENDING_LISTING } from './source-repository.ts';

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

interface ProgressOutput extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

interface BackfillProgressDeps {
  readonly output: ProgressOutput;
  readonly now: () => Date;
  readonly lineIntervalMs?: number;
}

const LINE_INTERVAL_MS = 10_000;
const FORMAT = '{title} {bar} {value}/{total} {part} {papers} {note}';

/** A bar on a terminal; elsewhere, as in a pipe, a line now and then. */
export function createBackfillProgress(dependencies: BackfillProgressDeps): BackfillProgress {
  return dependencies.output.isTTY ? createBarProgress(dependencies) : createLineProgress(dependencies);
}

function createBarProgress({ output }: BackfillProgressDeps): BackfillProgress {
  let bar: SingleBar | undefined;
  return {
    start(title, parts) {
      bar = new SingleBar({ stream: output, format: FORMAT, barsize: 24, gracefulExit: false }, Presets.legacy);
      bar.start(parts, 0, { title, part: '', papers: '', note: '' });
    },
    advance: (part, papers) => bar?.increment({ part, papers: pluralize(papers, 'new paper'), note: '' }),
    showMessage: (note) => bar?.update({ note: `(${note})` }),
    finish: () => bar?.stop(),
  };
}

function createLineProgress({
  output,
  now,
  lineIntervalMs = LINE_INTERVAL_MS,
}: BackfillProgressDeps): BackfillProgress {
  let [sourceTitle, listingCount, done, lastLineAt] = ['', 0, 0, 0];
  return {
    start(title, parts) {
      [sourceTitle, listingCount, done, lastLineAt] = [title, parts, 0, now().getTime()];
      output.write(`${title}: ${pluralize(parts, 'list')} to ask for\n`);
    },
    advance(part, papers) {
      done += 1;
      if (now().getTime() - lastLineAt < lineIntervalMs) return;
      lastLineAt = now().getTime();
      output.write(
        `${sourceTitle}: ${done} of ${listingCount}, ${part === TRENDING_LISTING ? part : `up to ${part}`}, ${pluralize(papers, 'new paper')}\n`,
      );
    },
    showMessage: (text) => void output.write(`${sourceTitle}: ${text}\n`),
    finish: () => {},
  };
}
