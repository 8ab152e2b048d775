import { compareCodeUnits } from '../compare.ts';
import { canonicalJson } from './canonical.ts';
import type { SourceRecord } from './paper.ts';

/**
 * The order in which sightings are heard, the newest first: by the instant of the sighting, or its day, which is the beginning of it; at
 * the same time by the day of listing. Where these say nothing their text decides, so that nothing is left to the order they came in.
 */
export function compareNewestFirst(a: SourceRecord, b: SourceRecord): number {
  return (
    compareCodeUnits(b.at ?? b.on ?? '', a.at ?? a.on ?? '') ||
    compareCodeUnits(b.listedOn ?? '', a.listedOn ?? '') ||
    compareCodeUnits(canonicalJson(a), canonicalJson(b))
  );
}
