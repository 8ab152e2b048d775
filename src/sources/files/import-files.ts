import { titleId } from '../../papers/identity.ts';
import { type CaptureDay, type MergedRecords, mergeRecords, recordsOf } from '../../papers/merge.ts';
import type { FullSourceRecord, Paper } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';
import { formatDay, pluralize } from '../../text/format.ts';
import { type CaptureContext, readListingPage } from './listing-page.ts';
import { readPaperJsonLines } from './paper-json-lines.ts';
import { readTextFile } from './text-file.ts';

/** `papers` counts those in the files: added, changed or unchanged. `total` counts all in the corpus. */
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
  /** Set if the file is a page, see `ListingPage`. */
  readonly page?: string;
}

/** Changes all papers atomically, in a corpus file or in the database. */
export type ChangePapers = (change: (papers: readonly Paper[]) => readonly Paper[]) => Promise<unknown>;

/**
 * Merges captured listing pages and JSON Lines files into a corpus. All files are read before anything is written, and their order makes no
 * difference.
 *
 * @throws UserError with a line for each invalid file, or if the corpus can't be written
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

/** An inferred capture date in the future comes from a wrong date on the page, or on a page that shares a paper with it. */
function rejectFutureCaptures(imported: readonly ImportedFile[], { captureDays }: MergedRecords, today: string): void {
  for (const { file, page } of imported) {
    const { on, reason } = captureDays.get(page ?? '') ?? {};
    if (on !== undefined && on > today) {
      throw new UserError(`${file}: its dates imply that it was captured on ${on}, in the future (${reason})`);
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

/** A report for people: a line per file, with the capture date of a page and how it was inferred, then totals. */
export function describeImport({ files, papers, added, changed, total }: ImportReport, corpus: string): string {
  const lines = files.map(({ file, entries, capture }) => {
    const summary = `${file}: ${pluralize(entries, capture ? 'listing' : 'paper')}`;
    if (capture === undefined) return summary;
    if (capture.on === undefined) {
      return `${summary}, captured on ${formatDay(capture.captured)} of an unknown year (${capture.reason}); import more pages, or set the date with --captured`;
    }
    return `${summary}, captured on ${capture.on} (${capture.reason === 'stated' ? 'set with --captured' : `year inferred: ${capture.reason}`})`;
  });
  const entries = files.reduce((sum, file) => sum + file.entries, 0);
  const sum = `${pluralize(entries, 'entry', 'entries')} of ${pluralize(papers, 'paper')}: ${added} new, ${changed} changed, ${papers - added - changed} unchanged.`;
  return [...lines, sum, `${corpus} has ${pluralize(total, 'paper')}.`, ''].join('\n');
}
