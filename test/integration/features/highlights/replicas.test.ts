import { expect, it } from 'vitest';
import { dispatchDue } from '../../../../src/features/highlights/dispatcher.ts';
import { planSlots } from '../../../../src/features/highlights/planner.ts';
import { reconcileUnknown } from '../../../../src/features/highlights/reconcile.ts';
import type { Store } from '../../../../src/store/database.ts';
import { SqlDeliveryRepository } from '../../../../src/store/repositories/delivery-repository.ts';
import { SqlSubscriptionRepository } from '../../../../src/store/repositories/subscription-repository.ts';
import { describePostgres } from '../../store/stores.ts';
import { createDeliveryHarness, DAILY, type TestProcess } from './delivery-harness.ts';

const COUNT = 60;

/** Processes with one store each, on one database and one platform. */
async function createReplicas(stores: readonly Store[]) {
  const harness = createDeliveryHarness();
  const processes = stores.map(
    (store, index): TestProcess => ({
      ...harness.createProcess(`process ${index}`),
      subscriptions: new SqlSubscriptionRepository(store),
      deliveries: new SqlDeliveryRepository(store),
      newId: () => `${index}-${Math.random().toString(36).slice(2, 10)}`,
    }),
  );
  const [first] = processes;
  if (first === undefined) throw new Error('no process');
  for (let index = 0; index < COUNT; index += 1) {
    const place = { ...DAILY.place, tenant: `T${index % 7}`, channel: `C${index}` };
    await first.subscriptions.add({ ...DAILY, id: `s${index}`, place });
  }
  const runOnce = async (process: TestProcess): Promise<void> => {
    await process.deliveries.markStaleAsUnknown(harness.clock.now);
    await planSlots(process);
    await dispatchDue(harness.platform, process);
    while ((await reconcileUnknown(harness.platform, process)).hasMore);
  };
  return { ...harness, processes, first, runOnce };
}

const ALL_SENT = { sent: COUNT, due: 0, sending: 0, unknown: 0 };

describePostgres('several processes on one database', (createDatabase) => {
  it('send each slot once, even at the same time', async () => {
    const database = await createDatabase();
    const stores = await Promise.all([1, 2, 3, 4].map(() => database.open()));
    const { processes, runOnce, posts, first } = await createReplicas(stores);
    await Promise.all(processes.map(runOnce));
    await Promise.all(processes.map(runOnce));
    const channels = posts().map(({ place }) => place.channel);
    expect(channels.toSorted()).toEqual(Array.from({ length: COUNT }, (_, index) => `C${index}`).toSorted());
    expect(await first.deliveries.countByState()).toMatchObject(ALL_SENT);
  });

  it('take over the deliveries of a crashed process without duplicates', async () => {
    const database = await createDatabase();
    const { processes, runOnce, posts, platform, passMinutes, first } = await createReplicas([
      await database.open(),
      await database.open(),
    ]);
    const [crashed, other] = processes;
    if (crashed === undefined || other === undefined) throw new Error('expected two processes');
    // The first process gets no response to any post.
    const never = new Promise<never>(() => {});
    await new Promise<void>((allAttempted) => {
      let attempts = 0;
      platform.script.push(
        ...Array.from({ length: COUNT }, () => async () => {
          attempts += 1;
          if (attempts === COUNT) allAttempted();
          return never;
        }),
      );
      void runOnce(crashed);
    });
    await runOnce(other);
    expect(posts()).toEqual([]);
    passMinutes(3);
    await runOnce(other);
    await runOnce(other);
    expect(posts()).toHaveLength(COUNT);
    expect(new Set(posts().map(({ key }) => key)).size).toBe(COUNT);
    expect(await first.deliveries.countByState()).toMatchObject(ALL_SENT);
  });
});
