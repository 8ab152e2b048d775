import type { SourceRecord } from './paper.ts';

/**
 * The highest version that any of these sightings, the newest first, knows of, and the day of it. The newest sighting may know of a
 * lower one: an answer that somebody kept is older than it looks.
 */
export function newestVersion(records: readonly SourceRecord[]): Pick<SourceRecord, 'version' | 'updatedOn'> {
  const highest = Math.max(...records.map(({ version }) => version ?? 0));
  const updatedOn = records.find(
    (record) => (record.version ?? 0) === highest && record.updatedOn !== undefined,
  )?.updatedOn;
  return { ...(highest > 0 && { version: highest }), ...(updatedOn !== undefined && { updatedOn }) };
}
