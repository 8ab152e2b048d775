import { compareCodeUnits, groupBy } from '../runtime/collections.ts';
import { type CaptureDay, inferCaptureDays } from './capture-day.ts';
import { normalizeTitle, titleId } from './identity.ts';
import { mergePaper } from './merge-paper.ts';
import { allPaperIds, type FullSourceRecord, isLiveRecord, type Paper } from './paper.ts';
import { canonicalJson, mergeLiveRecords } from './source-records.ts';

/** What sightings made of the papers that they touch. */
export interface PaperChanges {
  /** The papers that the sightings are of, each once, in the order in which the sightings came. */
  readonly papers: readonly Paper[];
  /** The papers that were not there, under no id. */
  readonly added: readonly Paper[];
  /** The papers that were there and are not the same any more. */
  readonly changed: readonly Paper[];
}

/**
 * All papers that sightings of live sources can touch: those with their ids or titles, those with the titles of these in turn, and so on
 * until nothing more comes. No other paper has a part in how these settle, as ids and titles alone join sightings to papers.
 *
 * @param findByIds gives the papers that have one of these ids as their own or as an alias
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
 * Merges sightings into the papers that they touch, and gives the same as to settle them together with the sightings of all papers.
 *
 * @param affected of sightings of live sources alone, those that they touch; else all papers, as the years of captured pages depend on all
 * @throws UserError when captured pages contradict each other about the year
 */
export function mergeIntoPapers(affected: readonly Paper[], records: readonly FullSourceRecord[]): PaperChanges {
  const all = [...affected.flatMap(recordsOf), ...records];
  const merged = records.every(isLiveRecord) ? mergeDatedRecords(mergeLiveRecords(all)) : mergeRecords(all).papers;
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

/** What a set of sightings comes to. `captures` tells for each captured page which day it was taken for, and why. */
export interface MergedRecords {
  readonly papers: readonly Paper[];
  readonly captureDays: ReadonlyMap<string, CaptureDay>;
}

/**
 * The papers that a set of sightings speaks of, sorted by id. The result depends on the set alone, not on the order in which the
 * sightings came, and the sightings of the result (`sightingsOf`) settle to the same papers again.
 *
 * - The same arXiv id is the same paper. Without one, the same title is (`titleKey`), and it joins the paper that has an arXiv id
 *   and this title; two arXiv ids with one title stay two papers.
 * - A paper that gained its arXiv id keeps the ids it had by title as aliases.
 * - Of a live source one sighting is kept for a paper, a day of listing and a title: later ones fold over it (`foldLive`).
 * - An explicit date beats an inferred one; the first day of listing and the highest version win; for all else the newest sighting that
 *   says it wins (`newestFirst`), of links and of what is linked each by itself. What a sighting leaves out is not known to it.
 * - Live sources tell nothing about the years of captured pages: a paper that only has the title of one on a page must not move that page,
 *   and all papers on it, into another year, and a page showed its dates in somebody's local time, so that some are a day off.
 *
 * @throws UserError when captured pages contradict each other, or a stated day of capture, about the year
 */
export function mergeRecords(records: readonly FullSourceRecord[]): MergedRecords {
  const all = dedupeRecords(mergeLiveRecords(records));
  const { groups } = groupByPaper(all.filter((sighting) => !isLiveRecord(sighting)));
  const paperRecords = [...groups].flatMap(([paperId, group]) => group.map((record) => ({ paperId, record })));
  const captureDays = inferCaptureDays(paperRecords);
  return { papers: mergeDatedRecords(all.map((sighting) => withCaptureDay(sighting, captureDays))), captureDays };
}

/** What `settle` makes of sightings that are folded and unique, and whose pages have their days. */
function mergeDatedRecords(records: readonly FullSourceRecord[]): readonly Paper[] {
  const { groups, idOfTitle } = groupByPaper(records);
  const papers = [...groups].map(([id, group]) => mergePaper(id, group, (title) => idOfTitle(title) === id));
  return papers.sort((a, b) => compareCodeUnits(a.id, b.id));
}

/** All that was ever said about a paper, each sighting with its texts again. */
export function recordsOf(paper: Paper): FullSourceRecord[] {
  return paper.seen.map((sighting) => ({
    ...sighting,
    title: sighting.title ?? paper.title,
    abstract: sighting.abstract ?? paper.abstract,
  }));
}

/** A page's listing is one sighting, whichever day was stated or inferred for the page since; what was stated stays. */
function dedupeRecords(records: readonly FullSourceRecord[]): FullSourceRecord[] {
  const byKey = new Map<string, FullSourceRecord>();
  for (const record of records) {
    const { on: _on, captured: _captured, ...listing } = record;
    const key = canonicalJson(record.page === undefined ? record : listing);
    const known = byKey.get(key);
    // A stated day has its year in front, so it is the greater text.
    if (known === undefined || (record.captured ?? '') > (known.captured ?? '')) byKey.set(key, record);
  }
  return [...byKey.values()];
}

/** Sightings by the id of their paper, and which paper a title without an id leads to. */
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
