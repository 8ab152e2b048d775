import { shorten } from '../../text/shorten.ts';
import { type Listing, SourceError } from '../live/source.ts';
import type { EntryReading } from './read-sighting.ts';

const LONGEST_QUOTE = 60;

/** What entries came to, each paper once: its first place in the list counts. */
export function listingOf(readings: readonly EntryReading[], host: string): Extract<Listing, { kind: 'listed' }> {
  const sightings = readings.flatMap((reading) => ('sighting' in reading ? [reading.sighting] : []));
  const refused = readings.flatMap((reading) => ('refused' in reading ? [reading.refused] : []));
  if (sightings.length === 0 && refused[0] !== undefined) {
    const which =
      refused.length === 1 ? 'one entry that is no paper' : `${refused.length} entries, none of which is a paper`;
    throw new SourceError('malformed', `${host} answered with ${which}: ${refused[0]}`);
  }
  const byId = new Map(sightings.toReversed().map((sighting) => [sighting.id, sighting]));
  return { kind: 'listed', sightings: sightings.filter((one) => byId.get(one.id) === one), refused };
}

/** What a source wrote, for a message of ours: in quotes, and short. */
export function quoted(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return shorten(JSON.stringify(value.slice(0, LONGEST_QUOTE)), LONGEST_QUOTE);
  // Not written out: it may be nested without end.
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
