import { setTimeout as sleep } from 'node:timers/promises';
import { startTick, type Tick } from '../../tick.ts';
import { type DeliverDependencies, deliverDue } from './deliver.ts';
import { planSlots } from './plan-slots.ts';
import { reconcile } from './reconcile.ts';

/** Delivers the daily highlights: makes deliveries of the slots that come, sends them, and looks for those whose outcome is unknown. */
export interface Engine {
  /** Looks for what is due now. */
  wake(): void;
  /** Finishes what is in hand within ten seconds, and gives the rest back. */
  stop(): Promise<void>;
  /** Milliseconds since the last minute that was heard of. */
  tickAge(): number;
}

type Dependencies = Omit<DeliverDependencies, 'signal'>;

const LAST_POSTS_MS = 10_000;
/** How long the ledger can be looked through: a season. */
const REMEMBERED_MS = 90 * 24 * 60 * 60_000;
/** Who unsubscribed can undo it for so long. */
const UNDO_MS = 7 * 24 * 60 * 60_000;

export function startEngine(dependencies: Dependencies): Engine {
  const stopping = new AbortController();
  const { core, owner, log } = dependencies;
  const { subscriptions, deliveries, newId, zoneData } = core.highlights;
  const round = { ...dependencies, signal: stopping.signal };

  const run = async (): Promise<void> => {
    const now = core.now();
    const abandoned = await deliveries.markAbandoned(now.toISOString());
    if (abandoned > 0) log.warn({ abandoned }, 'deliveries were under way when a process ended; they are looked for');
    await planSlots({ subscriptions, deliveries, now: core.now, newId, zoneData, log });
    const [dueAgain] = await Promise.all([reconcile(round), deliverDue(round)]);
    if (dueAgain > 0) await deliverDue(round);
    await subscriptions.deleteEnded(new Date(now.getTime() - UNDO_MS).toISOString());
    await deliveries.deleteEnded(new Date(now.getTime() - REMEMBERED_MS).toISOString());
  };
  const tick: Tick = startTick({ run, log });

  return {
    wake: tick.wake,
    tickAge: tick.age,
    async stop() {
      stopping.abort();
      await Promise.race([tick.stop(), sleep(LAST_POSTS_MS, undefined, { ref: false })]);
      await deliveries.release(owner);
    },
  };
}
