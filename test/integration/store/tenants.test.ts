import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Store } from '../../../src/store/database.ts';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { SqlDiscussionRepository } from '../../../src/store/repositories/discussion-repository.ts';
import { SqlReadingListRepository } from '../../../src/store/repositories/reading-list-repository.ts';
import { SqlSubscriptionRepository } from '../../../src/store/repositories/subscription-repository.ts';
import {
  createChannelSettingsRepository,
  deleteTenantData,
} from '../../../src/store/repositories/tenant-repository.ts';
import { openOne, refresh } from './discussion-records.ts';
import { at, subscribe } from './records.ts';
import { describeStores } from './stores.ts';

interface Tenant {
  readonly platform: string;
  readonly tenant: string;
}

const TENANTS: readonly Tenant[] = ['discord', 'slack'].flatMap((platform) =>
  ['T1', 'T2', 't1', 'T%', '', "T1' or '1' = '1"].map((tenant) => ({ platform, tenant })),
);

/** Stores something of every kind for a tenant. Every text contains the tenant's name. */
async function fill(store: Store, { platform, tenant }: Tenant): Promise<void> {
  const name = `${platform}/${tenant}`;
  const place = { platform, tenant, channel: 'C1' };
  await subscribe(store, { id: name, place, topic: name }, '08:00');
  const deliveries = new SqlDeliveryRepository(store);
  const lease = { owner: name, until: at('09:00') };
  await deliveries.claim({ lease, now: at('08:00'), limit: 1, platforms: ['discord', 'slack'] });
  const id = `${name}@08:00`;
  await deliveries.markSending(id, { lease, now: at('08:01'), document: { blocks: [] }, paperIds: [name] });
  await deliveries.recordResult(id, {
    owner: name,
    now: at('08:02'),
    result: { state: 'sent', posted: { place, message: name } },
  });
  await new SqlReadingListRepository(store).save({ platform, tenant, person: 'U1' }, name, at('08:00'));
  await createChannelSettingsRepository(store).set(place, 'name', name);
  const discussions = new SqlDiscussionRepository(store);
  await openOne(discussions, { id: name, place, paperId: name, opener: { id: 'U1', name }, openedAt: at('08:00') });
  await refresh(discussions, at('08:10'), { [name]: 1 });
}

/** Everything that a tenant can see, as text. */
async function seenBy(store: Store, { platform, tenant }: Tenant): Promise<string> {
  const place = { platform, tenant, channel: 'C1' };
  const subscriptions = new SqlSubscriptionRepository(store);
  const deliveries = new SqlDeliveryRepository(store);
  const discussions = new SqlDiscussionRepository(store);
  const names = TENANTS.map((other) => `${other.platform}/${other.tenant}`);
  const list = await subscriptions.list(platform, tenant);
  return JSON.stringify([
    list,
    await Promise.all(names.map((name) => subscriptions.get(platform, tenant, name))),
    await Promise.all(list.map(({ id }) => deliveries.history(id, 100))),
    await Promise.all(list.map(async ({ id }) => [...(await deliveries.shownPaperIds(id))])),
    await new SqlReadingListRepository(store).list({ platform, tenant, person: 'U1' }),
    await createChannelSettingsRepository(store).get(place, 'name'),
    await discussions.list(place, 100),
    await discussions.listMostDiscussed(place, at('00:00'), 100),
    await discussions.findOpenByPapers(place, names),
  ]);
}

function namesIn(text: string): Set<string> {
  const known = TENANTS.map(({ platform, tenant }) => `${platform}/${tenant}`);
  return new Set(known.filter((name) => text.includes(`${JSON.stringify(name).slice(0, -1)}"`)));
}

/** Every row of every table with a tenant. */
async function rowsOf(store: Store, { platform, tenant }: Tenant): Promise<unknown[]> {
  const { rows: tables } = await sql<{ name: string }>`${TABLES[store.dialect]}`.execute(store.db);
  expect(tables.length).toBeGreaterThanOrEqual(4);
  const rows = tables.map(({ name }) =>
    store.db
      .selectFrom(name as 'subscriptions')
      .selectAll()
      .where('platform', '=', platform)
      .where('tenant', '=', tenant)
      .execute(),
  );
  return (await Promise.all(rows)).flat();
}

/** The tables with a tenant, including future ones. */
const TABLES = {
  sqlite: sql`select t.name from sqlite_master t join pragma_table_info(t.name) c on c.name = 'tenant' where t.type = 'table'`,
  postgres: sql`select table_name as name from information_schema.columns
    where table_schema = current_schema() and column_name = 'tenant'`,
} as const;

describeStores('tenants', (fresh) => {
  it('see nothing of each other, whatever their names are', async () => {
    const store = await (await fresh()).open();
    for (const one of TENANTS) await fill(store, one);
    for (const one of TENANTS) {
      expect(namesIn(await seenBy(store, one))).toEqual(new Set([`${one.platform}/${one.tenant}`]));
    }
  });

  it('are deleted completely, and without data of others', async () => {
    const store = await (await fresh()).open();
    for (const one of TENANTS) await fill(store, one);
    const before = await Promise.all(TENANTS.map((one) => seenBy(store, one)));
    const some = fc.uniqueArray(fc.constantFrom(...TENANTS), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(some, async (forgotten) => {
        for (const one of forgotten) await deleteTenantData(store, one.platform, one.tenant);
        for (const [index, one] of TENANTS.entries()) {
          if (forgotten.includes(one)) {
            expect(await rowsOf(store, one)).toEqual([]);
            expect(namesIn(await seenBy(store, one))).toEqual(new Set());
          } else {
            expect(await seenBy(store, one)).toBe(before[index]);
          }
        }
        const shown = await store.db.selectFrom('shown_papers').selectAll().execute();
        expect(shown).toHaveLength(TENANTS.length - forgotten.length);
        const days = await store.db.selectFrom('discussion_days').selectAll().execute();
        expect(days).toHaveLength(TENANTS.length - forgotten.length);
        for (const one of forgotten) await fill(store, one);
      }),
      { numRuns: 4 },
    );
  });

  it('get no new data if they are deleted while a delivery is being sent', async () => {
    const store = await (await fresh()).open();
    await subscribe(store, { id: 's1' }, '08:00');
    const deliveries = new SqlDeliveryRepository(store);
    const lease = { owner: 'me', until: at('08:05') };
    await deliveries.claim({ lease, now: at('08:00'), limit: 1, platforms: ['discord', 'slack'] });
    await deliveries.markSending('s1@08:00', { lease, now: at('08:00'), document: { blocks: [] }, paperIds: ['p1'] });
    await deleteTenantData(store, 'discord', 'T1');
    expect(
      await deliveries.recordResult('s1@08:00', { owner: 'me', now: at('08:01'), result: { state: 'sent' } }),
    ).toBe(false);
    expect(await deliveries.markStaleAsUnknown(at('09:00'))).toBe(0);
    expect(await rowsOf(store, { platform: 'discord', tenant: 'T1' })).toEqual([]);
  });
});
