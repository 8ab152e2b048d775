import type { Log } from '../../log.ts';

/** Says once of each entry that was left out why that is, however often its list is asked for. */
export type TellRefused = (source: string, part: string, refused: readonly string[]) => void;

/** More than a season of broken entries; beyond that the oldest may be told once more. */
const MOST_REMEMBERED = 1000;

/** Tells it in the log, and remembers what it told in this process alone. */
export function createTellRefused(log: Log): TellRefused {
  const told = new Set<string>();
  return (source, part, refused) => {
    for (const reason of refused) {
      const key = `${source} ${reason}`;
      if (told.has(key)) continue;
      told.add(key);
      log.warn({ source, part, reason }, 'an entry of a list was left out');
    }
    for (const key of told) {
      if (told.size <= MOST_REMEMBERED) return;
      told.delete(key);
    }
  };
}
