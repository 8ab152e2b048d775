import type { ChatPlatform } from '../../chat/platform.ts';
import { LAST_WORK_MS } from '../../in-hand.ts';
import { inTime } from '../../in-time.ts';
import { createRounds } from '../../rounds.ts';
import { startTick, type Tick } from '../../tick.ts';
import { UNDO_MS } from '../subscribing/subscription.ts';
import { type DeliverDependencies, deliverDue, LATEST_MS } from './deliver.ts';
import { planSlots } from './plan-slots.ts';
import { reconcile } from './reconcile.ts';

/** Delivers the daily highlights: makes deliveries of the slots that come, sends them, and looks for those whose outcome is unknown. */
export interface Engine {
  /** Looks for what is due now. */
  wake(): void;
  /** Finishes what is in hand, in time, and gives the rest back. */
  stop(): Promise<void>;
  /** Milliseconds since the last minute that was heard of, or since the planning that is under way began, whichever is more. */
  tickAge(): number;
}

interface Dependencies extends Omit<DeliverDependencies, 'signal'> {
  readonly platforms: ReadonlyMap<string, ChatPlatform>;
}

/** How long the ledger can be looked through: a season. */
const REMEMBERED_MS = 90 * 24 * 60 * 60_000;
/** By then a process that is connected to the platform has let it expire, and told its owner. */
const UNSERVED_MS = LATEST_MS + 60 * 60_000;

/**
 * Slots are planned by the minute. Sending to a platform and looking for lost posts on it each go on by themselves, so that one that is
 * slow or away keeps nothing else waiting.
 */
export function startEngine({ platforms, ...dependencies }: Dependencies): Engine {
  const stopping = new AbortController();
  const { core, owner, log } = dependencies;
  const { subscriptions, deliveries, newId, zoneData } = core.highlights;
  const round = { ...dependencies, signal: stopping.signal };
  const ago = (ms: number): string => new Date(core.now().getTime() - ms).toISOString();

  const works = [...platforms.values()].map((platform) => {
    const sending = createRounds({ run: () => deliverDue(platform, round), log });
    const looking = createRounds({
      run: async () => {
        const { dueAgain, isFull } = await reconcile(platform, round);
        if (dueAgain > 0) sending.begin();
        if (isFull) looking.begin();
      },
      log,
    });
    return [sending, looking];
  });
  const all = works.flat();

  const plan = async (): Promise<void> => {
    const now = core.now().toISOString();
    const abandoned = await deliveries.markAbandoned(now);
    if (abandoned > 0) log.warn({ abandoned }, 'deliveries were under way when a process ended; they are looked for');
    await planSlots({ subscriptions, deliveries, now: core.now, newId, zoneData, log });
    const served = { platforms: [...platforms.keys()], untouchedSince: ago(UNSERVED_MS), now };
    const unserved = await deliveries.expireUnserved(served);
    if (unserved.length > 0) log.warn({ unserved }, 'posts have expired: no process is connected to their platform');
    await subscriptions.deleteEnded(ago(UNDO_MS));
    await deliveries.deleteEnded(ago(REMEMBERED_MS));
  };
  const run = async (): Promise<void> => {
    try {
      await plan();
    } finally {
      for (const one of all) one.begin();
    }
  };
  const tick: Tick = startTick({ run, log });

  return {
    wake: tick.wake,
    tickAge: () => Math.max(tick.age(), tick.underWayMs()),
    async stop() {
      stopping.abort();
      const done = Promise.all([tick.stop(), ...all.map((one) => one.stop())]);
      await inTime(done, LAST_WORK_MS);
      await deliveries.release(owner);
    },
  };
}
