import { expect, it } from 'vitest';
import { planSlots } from '../../../../src/features/highlights/delivery-scheduler.ts';
import { dispatchDue, reconcileUnknown } from '../../../../src/features/highlights/dispatcher.ts';
import type { Store } from '../../../../src/store/database.ts';
import { createDeliveryRepository } from '../../../../src/store/repositories/delivery-repository.ts';
import { createReadingListRepository } from '../../../../src/store/repositories/reading-list-repository.ts';
import { createSubscriptionRepository } from '../../../../src/store/repositories/subscription-repository.ts';
import { describePostgres } from '../../store/stores.ts';
import { DAILY, delivering } from './delivery-harness.ts';

const MANY = 60;

/** Processes on one database, with one platform between them. */
async function replicas(stores: readonly Store[]) {
  const world = delivering();
  const processes = stores.map((store, at) => {
    const process = world.process(`process ${at}`);
    const highlights = {
      ...process.core.highlights,
      subscriptions: createSubscriptionRepository(store),
      deliveries: createDeliveryRepository(store),
      saved: createReadingListRepository(store),
      newId: () => `${at}-${Math.random().toString(36).slice(2, 10)}`,
    };
    const core = { ...process.core, highlights };
    return { ...process, core };
  });
  const [first] = processes;
  if (first === undefined) throw new Error('no process');
  for (let at = 0; at < MANY; at += 1) {
    const place = { ...DAILY.place, tenant: `T${at % 7}`, channel: `C${at}` };
    await first.core.highlights.subscriptions.add({ ...DAILY, id: `s${at}`, place });
  }
  const round = async (process: (typeof processes)[number]): Promise<void> => {
    const { core, log } = process;
    await core.highlights.deliveries.markStaleAsUnknown(world.clock.now);
    await planSlots({ ...core.highlights, now: core.now, log });
    await dispatchDue(world.platform, process);
    while ((await reconcileUnknown(world.platform, process)).hasMore);
  };
  return { ...world, processes, first, round };
}

describePostgres('several processes on one database', (fresh) => {
  it('send each slot once between them, whatever they do at the same time', async () => {
    const database = await fresh();
    const { processes, round, posts, first } = await replicas(
      await Promise.all([1, 2, 3, 4].map(() => database.open())),
    );
    await Promise.all(processes.map(round));
    await Promise.all(processes.map(round));
    expect(
      posts()
        .map(({ place }) => place.channel)
        .toSorted(),
    ).toEqual(Array.from({ length: MANY }, (_, at) => `C${at}`).toSorted());
    expect(await first.core.highlights.deliveries.countByState()).toMatchObject({
      sent: MANY,
      due: 0,
      sending: 0,
      unknown: 0,
    });
  });

  it('take over what a dead one had in hand when its lease has ended, and double nothing', async () => {
    const database = await fresh();
    const { processes, round, posts, platform, pass, first } = await replicas([
      await database.open(),
      await database.open(),
    ]);
    const [dead, other] = processes;
    if (dead === undefined || other === undefined) throw new Error('two processes were wanted');
    // The first process gets no answer to anything that it posts.
    const never = new Promise<never>(() => {});
    await new Promise<void>((allAsked) => {
      let asked = 0;
      platform.script.push(
        ...Array.from({ length: MANY }, () => async () => {
          asked += 1;
          if (asked === MANY) allAsked();
          return never;
        }),
      );
      void round(dead);
    });
    await round(other);
    expect(posts()).toEqual([]);
    pass(3);
    await round(other);
    await round(other);
    expect(posts()).toHaveLength(MANY);
    expect(new Set(posts().map(({ key }) => key)).size).toBe(MANY);
    expect(await first.core.highlights.deliveries.countByState()).toMatchObject({
      sent: MANY,
      due: 0,
      sending: 0,
      unknown: 0,
    });
  });
});
