import { compareCodeUnits, groupBy } from '../runtime/collections.ts';
import { normalizeTitle } from './identity.ts';
import { type FullSourceRecord, isLiveRecord, type SourceRecord } from './paper.ts';

/**
 * Merges records of live sources to one per source, paper, listing day and title, so that polling doesn't make papers
 * grow. A newer record replaces only the fields (and links) it has. If nothing is new on the same UTC day, the older
 * record is kept, so that an unchanged paper isn't written again. Other records are returned as they are.
 *
 * Titles are kept apart because a paper is also found by its former titles.
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

/** By instant (a day counts as its start), then by listing day, then by content so that the order is total. */
export function compareNewestFirst(a: SourceRecord, b: SourceRecord): number {
  return (
    compareCodeUnits(b.at ?? b.on ?? '', a.at ?? a.on ?? '') ||
    compareCodeUnits(b.listedOn ?? '', a.listedOn ?? '') ||
    compareCodeUnits(canonicalJson(a), canonicalJson(b))
  );
}

/** The highest version and its day. The newest record may have a lower one if its response came from a cache. */
export function newestVersion(newestFirst: readonly SourceRecord[]): Pick<SourceRecord, 'version' | 'updatedOn'> {
  const highest = Math.max(...newestFirst.map(({ version }) => version ?? 0));
  const updatedOn = newestFirst.find(
    (record) => (record.version ?? 0) === highest && record.updatedOn !== undefined,
  )?.updatedOn;
  return { ...(highest > 0 && { version: highest }), ...(updatedOn !== undefined && { updatedOn }) };
}

/** JSON with sorted keys. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compareCodeUnits(a, b)))
      : part,
  );
}
