import { compare } from '../compare.ts';
import { canonical } from './canonical.ts';
import type { Sighting } from './paper.ts';

/**
 * The order in which sightings are heard, the newest first: by the instant of the sighting, or its day, which is the beginning of it; at
 * the same time by the day of listing. Where these say nothing their text decides, so that nothing is left to the order they came in.
 */
export function newestFirst(a: Sighting, b: Sighting): number {
  return (
    compare(b.at ?? b.on ?? '', a.at ?? a.on ?? '') ||
    compare(b.listedOn ?? '', a.listedOn ?? '') ||
    compare(canonical(a), canonical(b))
  );
}
