import { UserError } from '../../errors.ts';
import type { LiveSource } from '../live/source.ts';
import { readSpan, type TypedSpan } from './read-span.ts';
import { type RefreshNowDependencies, refreshNow, type SourceReport } from './refresh-now.ts';
import { planRefresh } from './refresh-plan.ts';
import { describeRefresh } from './refresh-report.ts';

interface Dependencies extends RefreshNowDependencies {
  readonly plainSources: readonly LiveSource[];
}

/**
 * Asks every source now, one after the other, for what `paperboy refresh` was called with.
 *
 * @returns what to say of it, and whether all that was wanted came
 * @throws UserError when there is no source, or the span is wrong
 */
export async function runRefresh(
  typed: TypedSpan,
  { plainSources, ...dependencies }: Dependencies,
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const { now, stopped } = dependencies;
  if (plainSources.length === 0) {
    throw new UserError('PAPERS_SOURCES is none, so there is nobody to ask. Leave it out, or set it to huggingface.');
  }
  const begun = now();
  const [newest = ''] = plainSources
    .map((source) => source.newestDay(begun))
    .sort()
    .reverse();
  const span = readSpan(typed, newest);
  const reports: SourceReport[] = [];
  for (const source of plainSources) {
    reports.push(await refreshNow(await planRefresh(source, span, dependencies), dependencies));
  }
  const ms = now().getTime() - begun.getTime();
  return {
    text: describeRefresh(reports, { ms, isStopped: stopped.aborted }),
    isWhole: reports.every(({ failed, left }) => failed.length === 0 && left === 0),
  };
}
