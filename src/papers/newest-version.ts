import type { Sighting } from './paper.ts';

/**
 * The highest version that any of these sightings, the newest first, knows of, and the day of it. The newest sighting may know of a
 * lower one: an answer that somebody kept is older than it looks.
 */
export function newestVersion(newestFirst: readonly Sighting[]): Pick<Sighting, 'version' | 'updatedOn'> {
  const highest = Math.max(...newestFirst.map(({ version }) => version ?? 0));
  const updatedOn = newestFirst.find((one) => (one.version ?? 0) === highest && one.updatedOn !== undefined)?.updatedOn;
  return { ...(highest > 0 && { version: highest }), ...(updatedOn !== undefined && { updatedOn }) };
}
