import { compareCodeUnits, groupBy } from '../runtime/collections.ts';
import { normalizeTitle } from './identity.ts';
import { type FullSourceRecord, isLiveRecord, type SourceRecord } from './paper.ts';

/**
 * The same sightings, but of a live source only one for each paper, day of listing and title, so that they don't grow with every time
 * that it is asked. A later one folds over the earlier ones field by field, links too; what it leaves out is as it was. One that says
 * nothing new on the UTC day of the one before changes nothing, so that a paper that did not change is not written again.
 *
 * Under another title it is another sighting: by its old title a paper is found, and joined with what has no id.
 */
export function mergeLiveRecords(records: readonly FullSourceRecord[]): FullSourceRecord[] {
  const live = groupBy(records.filter(isLiveRecord), liveRecordKey);
  return [
    ...records.filter((record) => !isLiveRecord(record)),
    ...[...live.values()].map((group) => group.sort(compareNewestFirst).reduceRight(overlayRecord)),
  ];
}

function liveRecordKey({ source, id, listedOn, title }: FullSourceRecord): string {
  return JSON.stringify([source, id, listedOn, normalizeTitle(title)]);
}

function overlayRecord(older: FullSourceRecord, newer: FullSourceRecord): FullSourceRecord {
  const { version: _version, updatedOn: _updatedOn, ...overlaid } = { ...older, ...newer };
  const merged = {
    ...overlaid,
    ...(overlaid.links && { links: { ...older.links, ...newer.links } }),
    ...(overlaid.linked && { linked: { ...older.linked, ...newer.linked } }),
    ...newestVersion([newer, older]),
  };
  return utcDay(older) === utcDay(newer) && recordContent(older) === recordContent(merged) ? older : merged;
}

function utcDay({ at, on }: SourceRecord): string | undefined {
  return (at ?? on)?.slice(0, 10);
}

function recordContent({ at: _at, on: _on, ...rest }: FullSourceRecord): string {
  return canonicalJson(rest);
}

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

/** A record's text, the same for the same content whatever the order of its keys. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compareCodeUnits(a, b)))
      : part,
  );
}
