import type { Log } from '../../log.ts';
import { type LiveSource, SourceError } from '../live/source.ts';
import { TRENDING } from '../live/source-ledger.ts';
import { dueParts, followedDays, patienceFor } from './due-parts.ts';
import type { TellRefused } from './refused-entries.ts';
import { type TakeDependencies, takePart } from './take-part.ts';
import { takeTurn } from './turn.ts';

export interface RefreshDependencies extends Omit<TakeDependencies, 'asking'> {
  /** The papers in memory, which take in what has changed in the store. */
  readonly library: { refresh(): Promise<void> };
  readonly tellRefused: TellRefused;
  /** This process, for the ledger. */
  readonly owner: string;
  readonly log: Log;
  /** Aborted when it is too late to keep anything. */
  readonly over: AbortSignal;
}

/** So few at a time that the newest list, which comes first, is never late for what was missed. */
const AT_A_TIME = 6;

/** A `paperboy refresh` beside this process gives way once a minute. */
const PATIENCE_MS = 65_000;

const FIRST_WAIT_MS = 10 * 60_000;
const LONGEST_WAIT_MS = 6 * 60 * 60_000;

/**
 * Asks a source for what is due, each time it is called, unless another process has its turn. A part that can't be had is left alone for a
 * while, longer each time; a source that is down ends the round.
 *
 * @returns resolves when the round is over; nothing new begins once it is stopped
 */
export function createRefreshSource(
  source: LiveSource,
  { ledger, store, library, tellRefused, owner, now, log, over }: RefreshDependencies,
): (stopped: AbortSignal) => Promise<void> {
  const put = new Map<string, { readonly until: number; readonly times: number }>();

  const due = async (): Promise<string[]> => {
    const at = now();
    const known = await ledger.parts(source.name, followedDays(source, at)[0] ?? source.firstDay, TRENDING);
    const parts = dueParts(source, new Map(known.map((part) => [part.part, part])), at);
    for (const part of put.keys()) if (!parts.includes(part)) put.delete(part);
    return parts.filter((part) => (put.get(part)?.until ?? 0) <= at.getTime()).slice(0, AT_A_TIME);
  };

  const putOff = (part: string, error: SourceError): void => {
    const times = put.get(part)?.times ?? 0;
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** times, LONGEST_WAIT_MS);
    put.set(part, { until: now().getTime() + waitMs, times: times + 1 });
    if (times > 0) return;
    log.warn({ source: source.name, part, err: error }, 'a list could not be taken, what was known of it stays');
  };

  /** @returns whether the source may be asked for more */
  const take = async (part: string): Promise<boolean> => {
    try {
      const taken = await takePart(source, part, { ledger, store, now, asking: { signal: over } });
      if (taken.kind === 'not open') {
        put.set(part, { until: now().getTime() + patienceFor(source, part, now()), times: 0 });
      }
      if (taken.kind !== 'listed') return true;
      const { added, changed, refused } = taken;
      tellRefused(source.name, part, refused);
      if (added > 0) log.info({ source: source.name, part, added, changed }, 'new papers');
      await library.refresh();
      return true;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      // The circuit has said so, and knows how long to wait.
      if (error.kind === 'down' || error.kind === 'limited') return false;
      putOff(part, error);
      return true;
    }
  };

  return async (stopped) => {
    const turn = await takeTurn(source.name, { ledger, owner, now, signal: stopped, patienceMs: PATIENCE_MS });
    if (turn === undefined) return;
    try {
      for (const part of await due()) {
        if (stopped.aborted || !(await turn.extend()) || !(await take(part))) return;
      }
    } finally {
      if (!over.aborted) await turn.end();
    }
  };
}
