import { groupBy } from '../group-by.ts';
import { canonicalJson } from './canonical.ts';
import { normalizeTitle } from './identity.ts';
import { compareNewestFirst } from './newest-first.ts';
import { newestVersion } from './newest-version.ts';
import type { FullSourceRecord, SourceRecord } from './paper.ts';

const LIVE_SOURCES: ReadonlySet<SourceRecord['source']> = new Set(['huggingface', 'arxiv']);

/** Whether a sighting is of a source that is asked again and again. */
export function isLiveRecord({ source }: SourceRecord): boolean {
  return LIVE_SOURCES.has(source);
}

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
