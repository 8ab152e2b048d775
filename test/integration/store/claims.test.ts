import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ClaimedDelivery } from '../../../src/features/highlights/delivery.ts';
import type { Store } from '../../../src/store/database.ts';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { runProcess } from './processes.ts';
import { at, subscribe } from './records.ts';
import { describePostgres, describeStores, freshSqlite, type TestDatabase } from './stores.ts';

function claim(store: Store, owner: string, limit: number): Promise<readonly ClaimedDelivery[]> {
  const lease = { owner, until: at('08:05') };
  return new SqlDeliveryRepository(store).claim({ lease, now: at('08:00'), limit, platforms: ['discord', 'slack'] });
}

function tenantOf({ subscription: { place } }: ClaimedDelivery): string {
  return `${place.platform} ${place.tenant}`;
}

/** Stores due deliveries of several tenants on two platforms. Returns their ids, sorted. */
async function storeDeliveries(store: Store, perTenant: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, count] of perTenant.entries()) {
    const place = { platform: index % 2 === 0 ? 'discord' : 'slack', tenant: `T${index >> 1}`, channel: 'C1' };
    const slots = Array.from({ length: count }, (_, slot) => `07:${String(slot).padStart(2, '0')}`);
    const { id } = await subscribe(store, { id: `s${index}`, place }, ...slots);
    ids.push(...slots.map((slot) => `${id}@${slot}`));
  }
  return ids.sort();
}

/** Two stores claim at the same time until nothing is left. Returns the ids of all that they claimed, sorted. */
async function claimTogether(database: TestDatabase, limit: number): Promise<string[]> {
  const stores = [await database.open(), await database.open()];
  const ids: string[] = [];
  for (;;) {
    // Three claims at once each, as after a wake-up.
    const rounds = await Promise.all(
      [0, 1, 2].flatMap((turn) => stores.map((store, index) => claim(store, `${index} ${turn}`, limit))),
    );
    const claimed = rounds.flat().map(({ delivery }) => delivery.id);
    if (claimed.length === 0) return ids.sort();
    ids.push(...claimed);
  }
}

describeStores('claiming due deliveries', (fresh) => {
  it('gives each to one connection only', async () => {
    const database = await fresh();
    const ids = await storeDeliveries(await database.open(), [30, 20, 10]);
    expect(await claimTogether(database, 3)).toEqual(ids);
  });

  it('gives every tenant its first before any gets its second', async () => {
    const database = await fresh();
    const store = await database.open();
    await storeDeliveries(store, [40, 1, 2, 3]);
    const first = await claim(store, 'me', 4);
    expect(new Set(first.map(tenantOf)).size).toBe(4);
    const second = await claim(store, 'me', 3);
    expect(new Set(second.map(tenantOf))).toEqual(new Set(['discord T0', 'discord T1', 'slack T1']));
    const third = await claim(store, 'me', 3);
    expect(third.map(tenantOf).sort()).toEqual(['discord T0', 'discord T0', 'slack T1']);
  });

  it('gives only those of the requested platforms', async () => {
    const store = await (await fresh()).open();
    await storeDeliveries(store, [2, 2]);
    const deliveries = new SqlDeliveryRepository(store);
    const call = { lease: { owner: 'me', until: at('08:05') }, now: at('08:00'), limit: 9 };
    expect((await deliveries.claim({ ...call, platforms: ['slack'] })).map(tenantOf)).toEqual(['slack T0', 'slack T0']);
  });

  it('is fair for any tenants and limits', async () => {
    const store = await (await fresh()).open();
    const tenants = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(tenants, fc.integer({ min: 1, max: 12 }), async (perTenant, limit) => {
        await store.db.deleteFrom('subscriptions').execute();
        const ids = await storeDeliveries(store, perTenant);
        const claimed = await claim(store, 'me', limit);
        expect(claimed).toHaveLength(Math.min(limit, ids.length));
        const counts = perTenant.map((has, index) => {
          const got = claimed.filter(({ subscription }) => subscription.id === `s${index}`).length;
          return { got, left: has - got };
        });
        // A tenant with deliveries left got as many as any other, except in the round in which the limit was reached.
        const most = Math.max(...counts.map(({ got }) => got));
        for (const { got, left } of counts) if (left > 0) expect(got).toBeGreaterThanOrEqual(most - 1);
        const turns = claimed.map(
          (one, index) => claimed.slice(0, index).filter((two) => tenantOf(one) === tenantOf(two)).length,
        );
        expect(turns).toEqual(turns.toSorted((a, b) => a - b));
      }),
      { numRuns: 25 },
    );
  });
});

it('processes that share a SQLite file claim each due delivery once', async () => {
  const database = await freshSqlite();
  const ids = await storeDeliveries(await database.open(), [20, 1, 5]);
  const claimed = await Promise.all([runProcess('claim', database.url), runProcess('claim', database.url)]);
  expect(claimed.flat().sort()).toEqual(ids);
});

describePostgres('claiming in PostgreSQL', (fresh) => {
  it('skips rows that another process has locked', async () => {
    const { open } = await fresh();
    const [store, other] = await Promise.all([open(), open()]);
    await storeDeliveries(store, [2]);
    await other.db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('deliveries').selectAll().where('id', '=', 's0@07:00').forUpdate().execute();
      const claimed = await claim(store, 'me', 1);
      expect(claimed.map(({ delivery }) => delivery.id)).toEqual(['s0@07:01']);
    });
  });

  it('does not deadlock with the deletion of a subscription whose delivery ends', async () => {
    const { open } = await fresh();
    const [store, other] = await Promise.all([open(), open()]);
    const deliveries = new SqlDeliveryRepository(store);
    for (let round = 0; round < 20; round++) {
      const { place } = await subscribe(store, { id: 's' }, '07:00');
      const [claimed] = await claim(store, 'me', 1);
      const id = claimed?.delivery.id ?? '';
      const lease = { owner: 'me', until: at('08:05') };
      await deliveries.markSending(id, { lease, now: at('08:00'), document: { blocks: [] }, paperIds: ['p1', 'p2'] });
      await Promise.all([
        deliveries.recordResult(id, { owner: 'me', now: at('08:01'), result: { state: 'sent' } }),
        other.db.deleteFrom('subscriptions').where('tenant', '=', place.tenant).execute(),
      ]);
      expect(await store.db.selectFrom('shown_papers').selectAll().execute()).toEqual([]);
    }
  });
});
