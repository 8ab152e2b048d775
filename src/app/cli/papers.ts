import { updateCorpus } from '../../papers/corpus-file.ts';
import type { DayRangeInput } from '../../sources/backfill.ts';
import { createBackfillProgress } from '../../sources/backfill-report.ts';
import { describeImport, importFiles as runImport } from '../../sources/files/import-files.ts';
import { SqlPaperRepository } from '../../store/repositories/paper-repository.ts';
import { type CliContext, printableDatabaseUrl } from './context.ts';
import type { ImportOptions } from './program.ts';
import { withCore } from './with-core.ts';

/** Merges files into the database, or into a corpus file, and prints a report. */
export async function importFiles(
  files: readonly string[],
  { captured, into }: ImportOptions,
  context: CliContext,
): Promise<void> {
  const { DATABASE_URL } = context.config();
  const days = { today: context.now().toISOString().slice(0, 10), ...(captured !== undefined && { stated: captured }) };
  if (into !== undefined) {
    const report = await runImport(files, (change) => updateCorpus(into, change), days);
    context.stdout.write(describeImport(report, into));
    return;
  }
  await withCore(context, async ({ store }) => {
    const papers = new SqlPaperRepository(store);
    const report = await runImport(files, (change) => papers.updateAll(change), days);
    context.stdout.write(describeImport(report, printableDatabaseUrl(DATABASE_URL, context)));
  });
}

/** Fetches papers from the sources, and prints a report. SIGINT and SIGTERM stop after the current list. */
export function refresh(range: DayRangeInput, context: CliContext): Promise<void> {
  return withCore(context, async ({ sources }) => {
    const stopped = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        context.stderr.write('Stopping after the current list.\n');
        stopped.abort();
      });
    }
    const progress = createBackfillProgress({ output: context.stderr, now: context.now });
    const { text, isComplete } = await sources.backfill(range, { progress, stopSignal: stopped.signal });
    context.stdout.write(text);
    if (!isComplete) context.exitCode = 1;
  });
}
