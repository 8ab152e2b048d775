import type { Log } from '../log.ts';
import { createProbe, type Reading } from './probe.ts';
import type { Watched } from './watched.ts';

/** Whether a process does its work, and what was looked at. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly Check[];
}

interface Check {
  /** As in `store`, `platform discord`, `tick highlights`. */
  readonly name: string;
  readonly ok: boolean;
  /** In words. They never come from outside: an error of a database may hold its address. */
  readonly says: string;
}

interface Dependencies {
  readonly log: Log;
  /** How long the store may take. */
  readonly limitMs: number;
}

/** A minute is missed by then, and what starts the clock anew (`src/tick.ts`) has not. */
const OLDEST_TICK_MS = 90_000;

/**
 * Looks whether a process does its work: it is not about to end, its store answers, there are papers, every platform is connected, and the
 * minutes are heard of. An answer comes in time whatever hangs.
 */
export function createReadiness(watched: Watched, { log, limitMs }: Dependencies): () => Promise<Readiness> {
  const ping = createProbe(() => watched.vitals.ping(), limitMs);
  let storeSaid: string | undefined;

  const store = async (): Promise<Check> => {
    const reading = await ping();
    const says = inWords(reading);
    // Once for each change: this is asked every few seconds.
    if (reading.kind !== 'answered' && says !== storeSaid) {
      log.warn({ ...(reading.kind === 'failed' && { err: reading.error }) }, `not ready: the store gave ${says}`);
    }
    storeSaid = says;
    return { name: 'store', ok: reading.kind === 'answered', says };
  };

  return async () => {
    if (watched.isStopping()) {
      return { ready: false, checks: [{ name: 'process', ok: false, says: 'it is about to end' }] };
    }
    const checks = [await store(), index(watched), ...platforms(watched), ...ticks(watched)];
    return { ready: checks.every(({ ok }) => ok), checks };
  };
}

function inWords(reading: Reading<void>): string {
  switch (reading.kind) {
    case 'answered':
      return 'an answer';
    case 'late':
      return `no answer within ${reading.afterMs / 1000} s`;
    case 'failed':
      return 'an error, which is in the log';
  }
}

function index({ papers }: Watched): Check {
  const count = papers();
  return { name: 'index', ok: count > 0, says: count === 1 ? '1 paper' : `${count} papers` };
}

function platforms({ platforms: all }: Watched): Check[] {
  return [...all].map(([name, platform]) => {
    const ok = platform.connected();
    return { name: `platform ${name}`, ok, says: ok ? 'connected' : 'not connected' };
  });
}

function ticks({ ticks: all }: Watched): Check[] {
  return Object.entries(all).map(([name, age]) => {
    const ms = age();
    return { name: `tick ${name}`, ok: ms <= OLDEST_TICK_MS, says: `${Math.round(ms / 1000)} s ago` };
  });
}
