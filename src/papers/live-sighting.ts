import { groupBy } from '../group-by.ts';
import { canonical } from './canonical.ts';
import { titleKey } from './identity.ts';
import { newestFirst } from './newest-first.ts';
import { newestVersion } from './newest-version.ts';
import type { FullSighting, Sighting } from './paper.ts';

const LIVE: ReadonlySet<Sighting['source']> = new Set(['huggingface', 'arxiv']);

/** Whether a sighting is of a source that is asked again and again. */
export function isLive({ source }: Sighting): boolean {
  return LIVE.has(source);
}

/**
 * The same sightings, but of a live source only one for each paper, day of listing and title, so that they don't grow with every time
 * that it is asked. A later one folds over the earlier ones field by field, links too; what it leaves out is as it was. One that says
 * nothing new on the UTC day of the one before changes nothing, so that a paper that did not change is not written again.
 *
 * Under another title it is another sighting: by its old title a paper is found, and joined with what has no id.
 */
export function foldLive(sightings: readonly FullSighting[]): FullSighting[] {
  const live = groupBy(sightings.filter(isLive), keyOf);
  return [
    ...sightings.filter((sighting) => !isLive(sighting)),
    ...[...live.values()].map((group) => group.sort(newestFirst).reduceRight(fold)),
  ];
}

function keyOf({ source, id, listedOn, title }: FullSighting): string {
  return JSON.stringify([source, id, listedOn, titleKey(title)]);
}

function fold(known: FullSighting, said: FullSighting): FullSighting {
  const { version: _version, updatedOn: _updatedOn, ...both } = { ...known, ...said };
  const folded = {
    ...both,
    ...(both.links && { links: { ...known.links, ...said.links } }),
    ...(both.linked && { linked: { ...known.linked, ...said.linked } }),
    ...newestVersion([said, known]),
  };
  return utcDay(known) === utcDay(said) && content(known) === content(folded) ? known : folded;
}

function utcDay({ at, on }: Sighting): string | undefined {
  return (at ?? on)?.slice(0, 10);
}

function content({ at: _at, on: _on, ...rest }: FullSighting): string {
  return canonical(rest);
}
