import { UserError } from '../../errors.ts';
import type { PaperSource } from '../live/source.ts';
import { type DayRangeInput, parseDayRange } from './read-span.ts';
import { type BackfillReport, type BackfillSourceDeps, backfillSource } from './refresh-now.ts';
import { planBackfill } from './refresh-plan.ts';
import { describeBackfill } from './refresh-report.ts';

interface BackfillDeps extends BackfillSourceDeps {
  readonly unprotectedSources: readonly PaperSource[];
}

/**
 * Asks every source now, one after the other, for what `paperboy refresh` was called with.
 *
 * @returns what to say of it, and whether all that was wanted came
 * @throws UserError when there is no source, or the span is wrong
 */
export async function runBackfill(
  input: DayRangeInput,
  { unprotectedSources, ...dependencies }: BackfillDeps,
): Promise<{ readonly text: string; readonly isComplete: boolean }> {
  const { now, stopSignal } = dependencies;
  if (unprotectedSources.length === 0) {
    throw new UserError('PAPERS_SOURCES is none, so there is nobody to ask. Leave it out, or set it to huggingface.');
  }
  const startedAt = now();
  const [newest = ''] = unprotectedSources
    .map((source) => source.newestDay(startedAt))
    .sort()
    .reverse();
  const range = parseDayRange(input, newest);
  const reports: BackfillReport[] = [];
  for (const source of unprotectedSources) {
    reports.push(await backfillSource(await planBackfill(source, range, dependencies), dependencies));
  }
  const elapsedMs = now().getTime() - startedAt.getTime();
  return {
    text: describeBackfill(reports, { ms: elapsedMs, isStopped: stopSignal.aborted }),
    isComplete: reports.every(({ failed, notAttempted }) => failed.length === 0 && notAttempted === 0),
  };
}
