import { compare } from '../compare.ts';
import { groupBy } from '../group-by.ts';
import { canonical } from './canonical.ts';
import { type CaptureDay, inferCaptureDays } from './capture-day.ts';
import { titleId, titleKey } from './identity.ts';
import { foldLive, isLive } from './live-sighting.ts';
import type { FullSighting, Paper } from './paper.ts';
import { settlePaper } from './settle-paper.ts';

/** What a set of sightings comes to. `captures` tells for each captured page which day it was taken for, and why. */
export interface Settled {
  readonly papers: readonly Paper[];
  readonly captures: ReadonlyMap<string, CaptureDay>;
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
export function settle(sightings: readonly FullSighting[]): Settled {
  const all = unique(foldLive(sightings));
  const { groups } = groupByPaper(all.filter((sighting) => !isLive(sighting)));
  const mentions = [...groups].flatMap(([paper, group]) => group.map((sighting) => ({ paper, sighting })));
  const captures = inferCaptureDays(mentions);
  return { papers: settleDated(all.map((sighting) => dated(sighting, captures))), captures };
}

/** What `settle` makes of sightings that are folded and unique, and whose pages have their days. */
export function settleDated(sightings: readonly FullSighting[]): readonly Paper[] {
  const { groups, idOfTitle } = groupByPaper(sightings);
  const papers = [...groups].map(([id, group]) => settlePaper(id, group, (title) => idOfTitle(title) === id));
  return papers.sort((a, b) => compare(a.id, b.id));
}

/** All that was ever said about a paper, each sighting with its texts again. */
export function sightingsOf(paper: Paper): FullSighting[] {
  return paper.seen.map((sighting) => ({
    ...sighting,
    title: sighting.title ?? paper.title,
    abstract: sighting.abstract ?? paper.abstract,
  }));
}

/** A page's listing is one sighting, whichever day was stated or inferred for the page since; what was stated stays. */
function unique(sightings: readonly FullSighting[]): FullSighting[] {
  const byKey = new Map<string, FullSighting>();
  for (const sighting of sightings) {
    const { on: _on, captured: _captured, ...listing } = sighting;
    const key = canonical(sighting.page === undefined ? sighting : listing);
    const known = byKey.get(key);
    // A stated day has its year in front, so it is the greater text.
    if (known === undefined || (sighting.captured ?? '') > (known.captured ?? '')) byKey.set(key, sighting);
  }
  return [...byKey.values()];
}

/** Sightings by the id of their paper, and which paper a title without an id leads to. */
function groupByPaper(sightings: readonly FullSighting[]) {
  const ids = new Map<string, string>();
  for (const { id, title } of sightings) {
    const known = ids.get(titleKey(title));
    if (id !== undefined && (known === undefined || id < known)) ids.set(titleKey(title), id);
  }
  const idOfTitle = (title: string): string => ids.get(titleKey(title)) ?? titleId(title);
  return { groups: groupBy(sightings, ({ id, title }) => id ?? idOfTitle(title)), idOfTitle };
}

function dated(sighting: FullSighting, captures: ReadonlyMap<string, CaptureDay>): FullSighting {
  const capture = sighting.page === undefined ? undefined : captures.get(sighting.page);
  if (capture === undefined) return sighting;
  const { on: _, ...rest } = sighting;
  return { ...rest, captured: capture.captured, ...(capture.on !== undefined && { on: capture.on }) };
}
