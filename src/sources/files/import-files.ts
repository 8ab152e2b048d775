import { UserError } from '../../errors.ts';
import type { CaptureDay } from '../../papers/capture-day.ts';
import { titleId } from '../../papers/identity.ts';
import type { FullSighting, Paper } from '../../papers/paper.ts';
import { type Settled, settle, sightingsOf } from '../../papers/settle.ts';
import { type CaptureContext, readListingPage } from './listing-page.ts';
import { readPaperLines } from './paper-lines.ts';
import { readTextFile } from './text-file.ts';

/** What an import did. `papers` are those that the files speak of: added, changed, or as they were before. */
export interface ImportReport {
  readonly files: readonly { readonly file: string; readonly listings: number; readonly capture?: CaptureDay }[];
  readonly papers: number;
  readonly added: number;
  readonly changed: number;
  readonly total: number;
}

interface ImportedFile {
  readonly file: string;
  readonly sightings: readonly FullSighting[];
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
  const imported = readAll(files, days);
  const restated = new Set(days.stated === undefined ? [] : imported.map(({ page }) => page));
  let before: readonly Paper[] = [];
  let settled: Settled = { papers: [], captures: new Map() };
  await changePapers((papers) => {
    before = papers;
    const known = papers.flatMap(sightingsOf).filter(({ page }) => page === undefined || !restated.has(page));
    settled = settle([...known, ...imported.flatMap(({ sightings }) => sightings)]);
    refuseFuture(imported, settled, days.today);
    return settled.papers;
  });
  return report(imported, before, settled);
}

function readAll(files: readonly string[], days: CaptureContext): ImportedFile[] {
  const mistakes: string[] = [];
  const imported: ImportedFile[] = [];
  for (const file of files) {
    try {
      imported.push(readFile(file, days));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      mistakes.push(error.message);
    }
  }
  if (mistakes.length > 0) throw new UserError(mistakes.join('\n'));
  return imported;
}

function readFile(file: string, days: CaptureContext): ImportedFile {
  const text = readTextFile(file);
  const isLines = /^\s*[[{]/.test(text.slice(0, 1000)) || /\.(jsonl|ndjson|json)$/i.test(file);
  if (isLines) return { file, sightings: readPaperLines(text, file) };
  const { page, captured, listings } = readListingPage(text, file, days);
  const sightings = listings.map((listing, index) => ({
    source: 'page' as const,
    page,
    captured,
    rank: index + 1,
    ...listing,
  }));
  return { file, page, sightings };
}

/** A capture that is still to come can only come from a wrong date on its page, or on one that shares a paper with it. */
function refuseFuture(imported: readonly ImportedFile[], { captures }: Settled, today: string): void {
  for (const { file, page } of imported) {
    const { on, because } = captures.get(page ?? '') ?? {};
    if (on !== undefined && on > today) {
      throw new UserError(`${file}: captured on ${on}, which is still to come, if its dates are right (${because})`);
    }
  }
}

function report(
  imported: readonly ImportedFile[],
  before: readonly Paper[],
  { papers, captures }: Settled,
): ImportReport {
  const pages = new Set(imported.map(({ page }) => page));
  const lines = new Set(imported.flatMap(({ sightings }) => sightings.map(({ id, title }) => id ?? titleId(title))));
  const known = new Map(
    before.flatMap((paper) => [paper.id, ...paper.aliases].map((id) => [id, JSON.stringify(paper)])),
  );
  const touched = papers.filter(
    ({ id, aliases, seen }) =>
      [id, ...aliases].some((one) => lines.has(one)) || seen.some(({ page }) => page !== undefined && pages.has(page)),
  );
  const knownAs = (paper: Paper): string | undefined =>
    [paper.id, ...paper.aliases].map((id) => known.get(id)).find((line) => line !== undefined);
  return {
    files: imported.map(({ file, page, sightings }) => {
      const capture = captures.get(page ?? '');
      return { file, listings: sightings.length, ...(capture && { capture }) };
    }),
    papers: touched.length,
    added: touched.filter((paper) => knownAs(paper) === undefined).length,
    changed: touched.filter((paper) => ![undefined, JSON.stringify(paper)].includes(knownAs(paper))).length,
    total: papers.length,
  };
}
