import { titleId } from './identity.ts';
import { isLiveRecord, mergeLiveRecords } from './live-sighting.ts';
import type { FullSourceRecord, Paper } from './paper.ts';
import { allPaperIds } from './papers.ts';
import { mergeDatedRecords, mergeRecords, recordsOf } from './settle.ts';

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
