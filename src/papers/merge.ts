import { compareCodeUnits, groupBy } from '../runtime/collections.ts';
import { type CaptureDay, inferCaptureDays } from './capture-day.ts';
import { normalizeTitle, titleId } from './identity.ts';
import { mergePaper } from './merge-paper.ts';
import { allPaperIds, type FullSourceRecord, isLiveRecord, type Paper } from './paper.ts';
import { canonicalJson, mergeLiveRecords } from './source-records.ts';

export type { CaptureDay };

/** What a merge did to papers. */
export interface PaperChanges {
  /** The papers of the merged records, each once, in the order of the records. */
  readonly papers: readonly Paper[];
  readonly added: readonly Paper[];
  readonly changed: readonly Paper[];
}

/**
 * Whether records can be merged with the papers they affect alone (`findAffectedPapers`). Records from files need the
 * whole corpus, as the year of a captured page depends on all other pages.
 */
export function canMergeIncrementally(records: readonly FullSourceRecord[]): boolean {
  return records.every(isLiveRecord);
}

/**
 * The papers that records from live sources can affect: those with the same ids or titles, those that share a title
 * with these, and so on. No other paper can change, because only ids and titles link records to papers.
 *
 * @param findByIds returns the papers with one of these ids or aliases
 */
export async function findAffectedPapers(
  records: readonly FullSourceRecord[],
  findByIds: (ids: readonly string[]) => Promise<readonly Paper[]>,
): Promise<readonly Paper[]> {
  const queriedIds = new Set<string>();
  const affected = new Map<string, Paper>();
  for (let nextIds = recordIds(records); nextIds.size > 0; ) {
    for (const id of nextIds) queriedIds.add(id);
    const found = (await findByIds([...nextIds])).filter(({ id }) => !affected.has(id));
    for (const paper of found) affected.set(paper.id, paper);
    nextIds = new Set([...recordIds(found.flatMap(recordsOf))].filter((id) => !queriedIds.has(id)));
  }
  return [...affected.values()];
}

/**
 * Merges records into papers, with the same result as merging them together with the records of all papers.
 *
 * @param affected the affected papers if `canMergeIncrementally`, otherwise all papers
 * @throws UserError if captured pages contradict each other about the year
 */
export function mergeIntoPapers(affected: readonly Paper[], records: readonly FullSourceRecord[]): PaperChanges {
  const all = [...affected.flatMap(recordsOf), ...records];
  const merged = canMergeIncrementally(records) ? mergeDatedRecords(mergeLiveRecords(all)) : mergeRecords(all).papers;
  const previousJson = new Map(
    affected.flatMap((paper) => allPaperIds(paper).map((id) => [id, JSON.stringify(paper)])),
  );
  const existed = (paper: Paper): boolean => allPaperIds(paper).some((id) => previousJson.has(id));
  const mergedById = new Map(merged.flatMap((paper) => allPaperIds(paper).map((id) => [id, paper])));
  return {
    papers: [...new Set(records.flatMap(({ id, title }) => mergedById.get(id ?? titleId(title)) ?? []))],
    added: merged.filter((paper) => !existed(paper)),
    changed: merged.filter((paper) => existed(paper) && previousJson.get(paper.id) !== JSON.stringify(paper)),
  };
}

function recordIds(records: readonly FullSourceRecord[]): Set<string> {
  return new Set(records.flatMap(({ id, title }) => [...(id === undefined ? [] : [id]), titleId(title)]));
}

export interface MergedRecords {
  readonly papers: readonly Paper[];
  /** By page. */
  readonly captureDays: ReadonlyMap<string, CaptureDay>;
}

/**
 * Merges records into papers, sorted by id. The result doesn't depend on the order of the records, and merging the
 * records of the result again (`recordsOf`) gives the same papers.
 *
 * - Records with the same arXiv id are one paper. A record without an id belongs to the paper with an arXiv id and the
 *   same title (`normalizeTitle`). Two arXiv ids with one title are two papers.
 * - A paper whose arXiv id becomes known keeps its title-based ids as aliases.
 * - One record of a live source is kept per paper, listing day and title (`mergeLiveRecords`).
 * - Full dates win over inferred ones, and the first listing day and the highest version win. For other fields, and for
 *   each link, the newest record that has a value wins (`compareNewestFirst`).
 * - Live sources don't help to infer the year of a captured page. A paper that merely shares a title with one on the
 *   page could shift the whole page to another year, and pages show dates in a local time zone, some of them a day off.
 *
 * @throws UserError if captured pages contradict each other, or a given capture date, about the year
 */
export function mergeRecords(records: readonly FullSourceRecord[]): MergedRecords {
  const all = dedupeRecords(mergeLiveRecords(records));
  const { groups } = groupByPaper(all.filter((record) => !isLiveRecord(record)));
  const paperRecords = [...groups].flatMap(([paperId, group]) => group.map((record) => ({ paperId, record })));
  const captureDays = inferCaptureDays(paperRecords);
  return { papers: mergeDatedRecords(all.map((record) => withCaptureDay(record, captureDays))), captureDays };
}

/** @param records without duplicates, and with the capture days of their pages */
function mergeDatedRecords(records: readonly FullSourceRecord[]): readonly Paper[] {
  const { groups, idOfTitle } = groupByPaper(records);
  const papers = [...groups].map(([id, group]) => mergePaper(id, group, (title) => idOfTitle(title) === id));
  return papers.sort((a, b) => compareCodeUnits(a.id, b.id));
}

/** The source records of a paper, with the title and abstract that stored records leave out. */
export function recordsOf(paper: Paper): FullSourceRecord[] {
  return paper.seen.map((record) => ({
    ...record,
    title: record.title ?? paper.title,
    abstract: record.abstract ?? paper.abstract,
  }));
}

/** Drops duplicates. An entry of a page is the same record whatever its capture day, and a given day wins. */
function dedupeRecords(records: readonly FullSourceRecord[]): FullSourceRecord[] {
  const byKey = new Map<string, FullSourceRecord>();
  for (const record of records) {
    const { on: _on, captured: _captured, ...entry } = record;
    const key = canonicalJson(record.page === undefined ? record : entry);
    const known = byKey.get(key);
    // A given day has a year (`YYYY-MM-DD`), so it sorts after `MM-DD`.
    if (known === undefined || (record.captured ?? '') > (known.captured ?? '')) byKey.set(key, record);
  }
  return [...byKey.values()];
}

function groupByPaper(records: readonly FullSourceRecord[]) {
  const idByTitle = new Map<string, string>();
  for (const { id, title } of records) {
    const known = idByTitle.get(normalizeTitle(title));
    if (id !== undefined && (known === undefined || id < known)) idByTitle.set(normalizeTitle(title), id);
  }
  const idOfTitle = (title: string): string => idByTitle.get(normalizeTitle(title)) ?? titleId(title);
  return { groups: groupBy(records, ({ id, title }) => id ?? idOfTitle(title)), idOfTitle };
}

function withCaptureDay(record: FullSourceRecord, captureDays: ReadonlyMap<string, CaptureDay>): FullSourceRecord {
  const capture = record.page === undefined ? undefined : captureDays.get(record.page);
  if (capture === undefined) return record;
  const { on: _, ...rest } = record;
  return { ...rest, captured: capture.captured, ...(capture.on !== undefined && { on: capture.on }) };
}
