import { counted } from '../text/counted.ts';
import { inWords, type Probe } from './probe.ts';
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

/** A minute is missed by then, and what starts the clock anew (`src/tick.ts`) has not. */
const OLDEST_TICK_MS = 90_000;

/**
 * Looks whether a process does its work: it is not about to end, its store answers, there are papers, every platform is connected, and the
 * minutes are heard of. An answer comes in time whatever hangs.
 *
 * @param ping asks the store (`Vitals.ping`)
 */
export function createReadiness(watched: Watched, ping: Probe<void>): () => Promise<Readiness> {
  const store = async (): Promise<Check> => {
    const reading = await ping();
    return { name: 'store', ok: reading.kind === 'answered', says: inWords(reading) };
  };

  return async () => {
    if (watched.isStopping()) {
      return { ready: false, checks: [{ name: 'process', ok: false, says: 'it is about to end' }] };
    }
    const checks = [await store(), index(watched), ...platforms(watched), ...ticks(watched)];
    return { ready: checks.every(({ ok }) => ok), checks };
  };
}

function index({ papers }: Watched): Check {
  const count = papers();
  return { name: 'index', ok: count > 0, says: counted(count, 'paper') };
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
