import type { CaptureDay } from '../../papers/capture-day.ts';
import { titleId } from '../../papers/identity.ts';
import { type MergedRecords, mergeRecords, recordsOf } from '../../papers/merge.ts';
import type { FullSourceRecord, Paper } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';
import { formatDay, pluralize } from '../../text/format.ts';
import { type CaptureContext, readListingPage } from './listing-page.ts';
import { readPaperJsonLines } from './paper-json-lines.ts';
import { readTextFile } from './text-file.ts';

/** What an import did. `papers` are those that the files speak of: added, changed, or as they were before. */
export interface ImportReport {
  readonly files: readonly { readonly file: string; readonly entries: number; readonly capture?: CaptureDay }[];
  readonly papers: number;
  readonly added: number;
  readonly changed: number;
  readonly total: number;
}

interface ImportedFile {
  readonly file: string;
  readonly records: readonly FullSourceRecord[];
  readonly page?: string;
}

/** Changes a corpus as one step: a file (`changeCorpus`), or the papers in the store. */
export type ChangePapers = (change: (papers: readonly Paper[]) => readonly Paper[]) => Promise<unknown>;

/**
 * Merges captured listing pages and JSON lines into a corpus. Everything is read before anything is written, and in whatever order
 * files come the result is the same.
 *
 * @throws UserError with a line for each file that can't be taken, or when the corpus can't be written
 */
export async function importFiles(
  files: readonly string[],
  changePapers: ChangePapers,
  days: CaptureContext,
): Promise<ImportReport> {
  const imported = readImportFiles(files, days);
  const restatedPages = new Set(days.stated === undefined ? [] : imported.map(({ page }) => page));
  let before: readonly Paper[] = [];
  let merged: MergedRecords = { papers: [], captureDays: new Map() };
  await changePapers((papers) => {
    before = papers;
    const known = papers.flatMap(recordsOf).filter(({ page }) => page === undefined || !restatedPages.has(page));
    merged = mergeRecords([...known, ...imported.flatMap(({ records }) => records)]);
    rejectFutureCaptures(imported, merged, days.today);
    return merged.papers;
  });
  return buildImportReport(imported, before, merged);
}

function readImportFiles(files: readonly string[], days: CaptureContext): ImportedFile[] {
  const errors: string[] = [];
  const imported: ImportedFile[] = [];
  for (const file of files) {
    try {
      imported.push(readImportFile(file, days));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error.message);
    }
  }
  if (errors.length > 0) throw new UserError(errors.join('\n'));
  return imported;
}

function readImportFile(file: string, days: CaptureContext): ImportedFile {
  const text = readTextFile(file);
  const isJsonLines = /^\s*[[{]/.test(text.slice(0, 1000)) || /\.(jsonl|ndjson|json)$/i.test(file);
  if (isJsonLines) return { file, records: readPaperJsonLines(text, file) };
  const { page, captured, entries } = readListingPage(text, file, days);
  const records = entries.map((entry, index) => ({
    source: 'page' as const,
    page,
    captured,
    rank: index + 1,
    ...entry,
  }));
  return { file, page, records };
}

/** A capture that is still to come can only come from a wrong date on its page, or on one that shares a paper with it. */
function rejectFutureCaptures(imported: readonly ImportedFile[], { captureDays }: MergedRecords, today: string): void {
  for (const { file, page } of imported) {
    const { on, reason } = captureDays.get(page ?? '') ?? {};
    if (on !== undefined && on > today) {
      throw new UserError(`${file}: captured on ${on}, which is still to come, if its dates are right (${reason})`);
    }
  }
}

function buildImportReport(
  imported: readonly ImportedFile[],
  before: readonly Paper[],
  { papers, captureDays }: MergedRecords,
): ImportReport {
  const pages = new Set(imported.map(({ page }) => page));
  const touchedIds = new Set(imported.flatMap(({ records }) => records.map(({ id, title }) => id ?? titleId(title))));
  const known = new Map(
    before.flatMap((paper) => [paper.id, ...paper.aliases].map((id) => [id, JSON.stringify(paper)])),
  );
  const touchedPapers = papers.filter(
    ({ id, aliases, seen }) =>
      [id, ...aliases].some((one) => touchedIds.has(one)) ||
      seen.some(({ page }) => page !== undefined && pages.has(page)),
  );
  const previousJson = (paper: Paper): string | undefined =>
    [paper.id, ...paper.aliases].map((id) => known.get(id)).find((line) => line !== undefined);
  return {
    files: imported.map(({ file, page, records }) => {
      const capture = captureDays.get(page ?? '');
      return { file, entries: records.length, ...(capture && { capture }) };
    }),
    papers: touchedPapers.length,
    added: touchedPapers.filter((paper) => previousJson(paper) === undefined).length,
    changed: touchedPapers.filter((paper) => ![undefined, JSON.stringify(paper)].includes(previousJson(paper))).length,
    total: papers.length,
  };
}

/** An import for the person who ran it: a line for each file, with the day that was found for a page and from what, then the sum. */
export function describeImport({ files, papers, added, changed, total }: ImportReport, corpus: string): string {
  const lines = files.map(({ file, entries, capture }) => {
    const summary = `${file}: ${pluralize(entries, capture ? 'listing' : 'paper')}`;
    if (capture === undefined) return summary;
    if (capture.on === undefined) {
      return `${summary}, captured on ${formatDay(capture.captured)} of a year that nothing tells (${capture.reason}); import it with more pages, or state it with --captured`;
    }
    return `${summary}, captured on ${capture.on} (${capture.reason === 'stated' ? 'as stated' : `year inferred: ${capture.reason}`})`;
  });
  const entries = files.reduce((sum, file) => sum + file.entries, 0);
  const sum = `${pluralize(entries, 'entry', 'entries')} of ${pluralize(papers, 'paper')}: ${added} new, ${changed} changed, ${papers - added - changed} as they were.`;
  return [...lines, sum, `${corpus} holds ${pluralize(total, 'paper')}.`, ''].join('\n');
}
