import type { Config } from './config/config.ts';
import { operatorAddress } from './config/listening.ts';
import { configuredPlatforms } from './config/platform-names.ts';
import { fetchProcessStatus } from './operator/ask-running.ts';
import { describeProcess } from './operator/running-in-words.ts';
import type { PaperSource } from './sources/live/source.ts';
import { type StoredStatus, statusReport } from './status.ts';
import type { Store } from './store/database.ts';
import { createDeliveryRepository } from './store/deliveries.ts';
import { createPaperRepository } from './store/papers.ts';
import { createSourceRepository } from './store/source-ledger.ts';
import { createHealthQueries } from './store/vitals.ts';

interface StatusDeps {
  readonly about: {
    readonly version: string;
    readonly node: string;
    /** Its address, without a password. */
    readonly database: string;
  };
  /** Opens the database as it is: who asks how things are changes nothing. */
  readonly openStore: () => Promise<Store>;
  readonly sources: readonly Pick<PaperSource, 'name' | 'title'>[];
}

interface StatusResult {
  readonly report: string;
  /** Why the database did not say all, or did not let go well. */
  readonly fault?: unknown;
}

const RECENT_DELIVERIES = 50;
const MAX_LISTED_BROKEN = 5;

/**
 * How Paperboy is doing: what its database holds, and what the process says that runs, if one does. Each is told whatever became of the
 * other.
 */
export async function readStatus(config: Config, { about, openStore, sources }: StatusDeps): Promise<StatusResult> {
  let stored: StoredStatus | undefined;
  const read = async (): Promise<void> => {
    const store = await openStore();
    try {
      stored = await readStored(store, sources);
    } catch (error) {
      throw store.explainError(error) ?? error;
    } finally {
      await store.close();
    }
  };
  const [running, outcome] = await Promise.all([
    fetchProcessStatus(operatorAddress(config)),
    read().then(
      () => ({}),
      (fault: unknown) => ({ fault }),
    ),
  ]);
  const platforms = configuredPlatforms(config);
  return { report: statusReport({ ...about, platforms, running: describeProcess(running), stored }), ...outcome };
}

async function readStored(store: Store, sources: StatusDeps['sources']): Promise<StoredStatus> {
  const vitals = createHealthQueries(store);
  const sourceRepository = createSourceRepository(store);
  const [papers, deliveries, lastSent, broken, statuses] = await Promise.all([
    createPaperRepository(store).all(),
    createDeliveryRepository(store).countByState(),
    vitals.recentlySent(RECENT_DELIVERIES),
    vitals.broken(MAX_LISTED_BROKEN),
    Promise.all(sources.map(async ({ name, title }) => ({ title, status: await sourceRepository.getStatus(name) }))),
  ]);
  return { papers, deliveries, lastSent, broken, sources: statuses };
}
