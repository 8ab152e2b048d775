import { expect, it } from 'vitest';
import { createDeliveries } from '../../src/store/deliveries.ts';
import { createDiscussions } from '../../src/store/discussions.ts';
import { createSubscriptions } from '../../src/store/subscriptions.ts';
import { createVitals } from '../../src/store/vitals.ts';
import { LEASE, openOne, wanted } from './discussion-records.ts';
import { at, subscribe, subscription } from './records.ts';
import { describeStores } from './stores.ts';

describeStores('what an operator asks a store', (fresh) => {
  it('is nothing much where nothing happened yet', async () => {
    const vitals = createVitals(await (await fresh()).open());
    await vitals.ping();
    expect(await vitals.workload(at('09:00'))).toEqual({
      deliveries: { due: 0, sending: 0, unknown: 0 },
      discussions: { opening: 0, looks: 0 },
      brokenSubscriptions: 0,
    });
    expect(await vitals.lastSent(10)).toEqual([]);
    expect(await vitals.broken(10)).toEqual({ count: 0, some: [] });
  });

  it('is what waits, of all tenants', async () => {
    const store = await (await fresh()).open();
    const [deliveries, discussions] = [createDeliveries(store), createDiscussions(store)];
    await subscribe(store, { id: 's1' }, '06:00', '07:00', '08:00');
    await subscribe(store, { id: 's2', place: { platform: 'slack', tenant: 'T2', channel: 'C2' } }, '08:00');
    for (const { delivery } of await deliveries.claim({ lease: LEASE, now: at('08:00'), limit: 3 })) {
      if (delivery.id === 's1@08:00') continue;
      await deliveries.begin(delivery.id, { lease: LEASE, now: at('08:00'), document: { blocks: [] }, paperIds: [] });
    }
    const as = { state: 'unknown', reason: 'no answer' } as const;
    await deliveries.settle('s1@06:00', { owner: LEASE.owner, now: at('08:00'), as });
    await openOne(discussions, { id: 'd1' });
    await discussions.begin(wanted({ id: 'd2', paperId: 'p2' }), LEASE);
    const vitals = createVitals(store);
    const { deliveries: waiting, discussions: inWork } = await vitals.workload(at('08:01'));
    expect(waiting.unknown).toBe(1);
    expect(waiting.due + waiting.sending).toBe(3);
    expect(inWork).toEqual({ opening: 1, looks: 1 });
    // It is due to be looked at from 08:01 on.
    expect((await vitals.workload(at('08:00'))).discussions).toEqual({ opening: 1, looks: 0 });
  });

  it('is how late the last posts were sent, newest first', async () => {
    const store = await (await fresh()).open();
    const deliveries = createDeliveries(store);
    await subscribe(store, { id: 's1' }, '06:00', '07:00', '08:00');
    await deliveries.claim({ lease: LEASE, now: at('08:00'), limit: 10 });
    for (const [slot, sentAt] of [
      ['06:00', '06:05'],
      ['07:00', '07:01'],
    ]) {
      const how = { owner: LEASE.owner, now: at(sentAt ?? ''), as: { state: 'sent' } } as const;
      await deliveries.settle(`s1@${slot}`, how);
    }
    const [seven, six] = [
      { platform: 'discord', slot: at('07:00'), sentAt: at('07:01') },
      { platform: 'discord', slot: at('06:00'), sentAt: at('06:05') },
    ];
    expect(await createVitals(store).lastSent(10)).toEqual([seven, six]);
    expect(await createVitals(store).lastSent(1)).toEqual([seven]);
  });

  it('is which subscriptions are broken, those that broke last first', async () => {
    const store = await (await fresh()).open();
    const subscriptions = createSubscriptions(store);
    const broken = (since: string) => ({ kind: 'broken', since: at(since), reason: 'gone', ownerTold: true }) as const;
    for (const [id, since] of [
      ['s1', '06:00'],
      ['s2', '08:00'],
      ['s3', '07:00'],
    ] as const)
      await subscriptions.add(subscription({ id, state: broken(since) }));
    await subscriptions.add(subscription({ id: 's4' }));
    const vitals = createVitals(store);
    const { count, some } = await vitals.broken(2);
    expect([count, ...some.map(({ id }) => id)]).toEqual([3, 's2', 's3']);
    expect(await vitals.workload(at('09:00'))).toMatchObject({ brokenSubscriptions: 3 });
  });

  it('fails once it is closed', async () => {
    const store = await (await fresh()).open();
    await store.close();
    await expect(createVitals(store).ping()).rejects.toThrow();
  });
});
