import { pluralize } from '../text/counted.ts';
import { describeResult, type HealthCheck } from './probe.ts';
import type { MonitoredProcess } from './watched.ts';

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
const MAX_TICK_AGE_MS = 90_000;

/**
 * Looks whether a process does its work: it is not about to end, its store answers, there are papers, every platform is connected, and the
 * minutes are heard of. An answer comes in time whatever hangs.
 *
 * @param ping asks the store (`Vitals.ping`)
 */
export function createReadiness(watched: MonitoredProcess, ping: HealthCheck<void>): () => Promise<Readiness> {
  const database = async (): Promise<Check> => {
    const reading = await ping();
    return { name: 'store', ok: reading.kind === 'ok', says: describeResult(reading) };
  };

  return async () => {
    if (watched.isStopping()) {
      return { ready: false, checks: [{ name: 'process', ok: false, says: 'it is about to end' }] };
    }
    const checks = [await database(), checkIndex(watched), ...checkPlatforms(watched), ...checkSchedulers(watched)];
    return { ready: checks.every(({ ok }) => ok), checks };
  };
}

function checkIndex({ papers }: MonitoredProcess): Check {
  const count = papers();
  return { name: 'index', ok: count > 0, says: pluralize(count, 'paper') };
}

function checkPlatforms({ platforms: all }: MonitoredProcess): Check[] {
  return [...all].map(([name, platform]) => {
    const ok = platform.connected();
    return { name: `platform ${name}`, ok, says: ok ? 'connected' : 'not connected' };
  });
}

function checkSchedulers({ schedulers: all }: MonitoredProcess): Check[] {
  return Object.entries(all).map(([name, age]) => {
    const ms = age();
    return { name: `tick ${name}`, ok: ms <= MAX_TICK_AGE_MS, says: `${Math.round(ms / 1000)} s ago` };
  });
}
