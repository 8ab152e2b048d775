import type { Log } from '../../log.ts';

/** Says once of each entry that was left out why that is, however often its list is asked for. */
export type LogSkippedEntries = (source: string, listingKey: string, skipReasons: readonly string[]) => void;

/** More than a season of broken entries; beyond that the oldest may be told once more. */
const MAX_LOGGED_REASONS = 1000;

/** Tells it in the log, and remembers what it told in this process alone. */
export function createSkippedEntryLog(log: Log): LogSkippedEntries {
  const logged = new Set<string>();
  return (source, listingKey, skipReasons) => {
    for (const reason of skipReasons) {
      const key = `${source} ${reason}`;
      if (logged.has(key)) continue;
      logged.add(key);
      log.warn({ source, part: listingKey, reason }, 'an entry of a list was left out');
    }
    for (const key of logged) {
      if (logged.size <= MAX_LOGGED_REASONS) return;
      logged.delete(key);
    }
  };
}
