import type { Config } from './config/config.ts';
import { operatorAddress } from './config/listening.ts';
import { platformNames } from './config/platform-names.ts';
import { askRunning } from './operator/ask-running.ts';
import { runningInWords } from './operator/running-in-words.ts';
import type { LiveSource } from './sources/live/source.ts';
import { type Kept, statusReport } from './status.ts';
import type { Store } from './store/database.ts';
import { createDeliveries } from './store/deliveries.ts';
import { createPaperStore } from './store/papers.ts';
import { createSourceLedger } from './store/source-ledger.ts';
import { createVitals } from './store/vitals.ts';

interface Dependencies {
  readonly about: {
    readonly version: string;
    readonly node: string;
    /** Its address, without a password. */
    readonly database: string;
  };
  /** Opens the database as it is: who asks how things are changes nothing. */
  readonly openStore: () => Promise<Store>;
  readonly sources: readonly Pick<LiveSource, 'name' | 'title'>[];
}

interface Told {
  readonly report: string;
  /** Why the database did not say all, or did not let go well. */
  readonly fault?: unknown;
}

const LAST_SENT = 50;
const SHOWN_BROKEN = 5;

/**
 * How Paperboy is doing: what its database holds, and what the process says that runs, if one does. Each is told whatever became of the
 * other.
 */
export async function readStatus(config: Config, { about, openStore, sources }: Dependencies): Promise<Told> {
  let kept: Kept | undefined;
  const read = async (): Promise<void> => {
    const store = await openStore();
    try {
      kept = await readKept(store, sources);
    } catch (error) {
      throw store.fault(error) ?? error;
    } finally {
      await store.close();
    }
  };
  const [running, reading] = await Promise.all([
    askRunning(operatorAddress(config)),
    read().then(
      () => ({}),
      (fault: unknown) => ({ fault }),
    ),
  ]);
  const platforms = platformNames(config);
  return { report: statusReport({ ...about, platforms, running: runningInWords(running), kept }), ...reading };
}

async function readKept(store: Store, sources: Dependencies['sources']): Promise<Kept> {
  const vitals = createVitals(store);
  const ledger = createSourceLedger(store);
  const [papers, deliveries, lastSent, broken, standings] = await Promise.all([
    createPaperStore(store).all(),
    createDeliveries(store).counts(),
    vitals.lastSent(LAST_SENT),
    vitals.broken(SHOWN_BROKEN),
    Promise.all(sources.map(async ({ name, title }) => ({ title, standing: await ledger.standing(name) }))),
  ]);
  return { papers, deliveries, lastSent, broken, sources: standings };
}
