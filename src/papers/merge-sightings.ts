import { titleId } from './identity.ts';
import { foldLive, isLive } from './live-sighting.ts';
import type { FullSighting, Paper } from './paper.ts';
import { idsOf } from './papers.ts';
import { settle, settleDated, sightingsOf } from './settle.ts';

/** What sightings made of the papers that they touch. */
export interface MergedSightings {
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
 * @param find gives the papers that have one of these ids as their own or as an alias
 */
export async function touchedBy(
  sightings: readonly FullSighting[],
  find: (ids: readonly string[]) => Promise<readonly Paper[]>,
): Promise<readonly Paper[]> {
  const asked = new Set<string>();
  const touched = new Map<string, Paper>();
  for (let next = idsIn(sightings); next.size > 0; ) {
    for (const id of next) asked.add(id);
    const found = (await find([...next])).filter(({ id }) => !touched.has(id));
    for (const paper of found) touched.set(paper.id, paper);
    next = new Set([...idsIn(found.flatMap(sightingsOf))].filter((id) => !asked.has(id)));
  }
  return [...touched.values()];
}

/**
 * Merges sightings into the papers that they touch, and gives the same as to settle them together with the sightings of all papers.
 *
 * @param touched of sightings of live sources alone, those that they touch; else all papers, as the years of captured pages depend on all
 * @throws UserError when captured pages contradict each other about the year
 */
export function mergeSightings(touched: readonly Paper[], sightings: readonly FullSighting[]): MergedSightings {
  const all = [...touched.flatMap(sightingsOf), ...sightings];
  const settled = sightings.every(isLive) ? settleDated(foldLive(all)) : settle(all).papers;
  const before = new Map(touched.flatMap((paper) => idsOf(paper).map((id) => [id, JSON.stringify(paper)])));
  const wasThere = (paper: Paper): boolean => idsOf(paper).some((id) => before.has(id));
  const now = new Map(settled.flatMap((paper) => idsOf(paper).map((id) => [id, paper])));
  return {
    papers: [...new Set(sightings.flatMap(({ id, title }) => now.get(id ?? titleId(title)) ?? []))],
    added: settled.filter((paper) => !wasThere(paper)),
    changed: settled.filter((paper) => wasThere(paper) && before.get(paper.id) !== JSON.stringify(paper)),
  };
}

function idsIn(sightings: readonly FullSighting[]): Set<string> {
  return new Set(sightings.flatMap(({ id, title }) => [...(id === undefined ? [] : [id]), titleId(title)]));
}
