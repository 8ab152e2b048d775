import { writeSync } from 'node:fs';
import { pid } from 'node:process';
import { openStore, type Store } from '../../../src/store/database.ts';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { SqlReadingListRepository } from '../../../src/store/repositories/reading-list-repository.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { NOW } from './now.ts';

/** The tasks of a child process (`processes.ts`). They print a line for everything that the store has confirmed. */
const TASKS: Readonly<Record<string, (store: Store) => Promise<void>>> = {
  async open() {},

  /** Claims due deliveries, a few at a time, until nothing is left. */
  async claim(store) {
    const deliveries = new SqlDeliveryRepository(store);
    const lease = { owner: `process ${pid}`, until: new Date(NOW.getTime() + 60_000).toISOString() };
    for (;;) {
      const claimed = await deliveries.claim({
        lease,
        now: NOW.toISOString(),
        limit: 3,
        platforms: ['discord', 'slack'],
      });
      for (const { delivery } of claimed) confirm(delivery.id);
      if (claimed.length === 0) return;
    }
  },

  /** Saves papers one by one until it is killed. */
  async write(store) {
    const readingLists = new SqlReadingListRepository(store);
    for (let paper = 0; ; paper++) {
      await readingLists.save({ platform: 'discord', tenant: 'T1', person: 'U1' }, String(paper), NOW.toISOString());
      confirm(String(paper));
    }
  },
};

/** Writes synchronously: the process may be killed at any time. */
function confirm(line: string): void {
  writeSync(1, `${line}\n`);
}

const [task = '', url = ''] = process.argv.slice(2);
const store = await openStore({ url, log: createMemoryLog().log, now: () => NOW });
await TASKS[task]?.(store);
await store.close();
