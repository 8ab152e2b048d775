import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { SqlDiscussionRepository } from '../../../src/store/repositories/discussion-repository.ts';
import { SqlHealthQueries } from '../../../src/store/repositories/health-repository.ts';
import { SqlSubscriptionRepository } from '../../../src/store/repositories/subscription-repository.ts';
import { LEASE, newDiscussion, openOne } from './discussion-records.ts';
import { at, subscribe, subscription } from './records.ts';
import { describeStores, freshSqlite } from './stores.ts';

/** Long before anything in these tests changes. */
const YESTERDAY = '2026-02-28T08:01:00.000Z';

describeStores('SqlHealthQueries', (fresh) => {
  it('returns zeros for a new database', async () => {
    const queries = new SqlHealthQueries(await (await fresh()).open());
    await queries.ping();
    expect(await queries.backlog({ now: at('09:00'), unknownSince: YESTERDAY })).toEqual({
      deliveries: { due: 0, sending: 0, unknown: 0 },
      discussions: { opening: 0, refreshes: 0 },
      brokenSubscriptions: 0,
    });
    expect(await queries.recentlySent(10)).toEqual([]);
    expect(await queries.broken(10)).toEqual({ count: 0, examples: [] });
  });

  it('checks that the database can be written', async () => {
    const store = await (await fresh()).open();
    const queries = new SqlHealthQueries(store);
    await queries.ping();
    expect(await store.db.selectFrom('health_check').selectAll().execute()).toHaveLength(1);
    await store.db.schema.dropTable('health_check').execute();
    await expect(new SqlHealthQueries(store).ping()).rejects.toThrow(/health_check/);
  });

  it('writes at most twice a minute', async () => {
    const store = await (await fresh()).open();
    const clock = { at: store.now().getTime() };
    const queries = new SqlHealthQueries({ ...store, now: () => new Date(clock.at) });
    const written = async () =>
      (await store.db.selectFrom('health_check').select('checked_at').executeTakeFirstOrThrow()).checked_at;
    await queries.ping();
    const first = await written();
    clock.at += 29_000;
    await queries.ping();
    expect(await written()).toBe(first);
    clock.at += 1000;
    await queries.ping();
    expect(await written()).toBe(first + 30_000);
  });

  it('counts what is waiting, across tenants', async () => {
    const store = await (await fresh()).open();
    const [deliveries, discussions] = [new SqlDeliveryRepository(store), new SqlDiscussionRepository(store)];
    await subscribe(store, { id: 's1' }, '06:00', '07:00', '08:00');
    await subscribe(store, { id: 's2', place: { platform: 'slack', tenant: 'T2', channel: 'C2' } }, '08:00');
    for (const { delivery } of await deliveries.claim({
      lease: LEASE,
      now: at('08:00'),
      limit: 3,
      platforms: ['discord', 'slack', 'test'],
    })) {
      if (delivery.id === 's1@08:00') continue;
      await deliveries.markSending(delivery.id, {
        lease: LEASE,
        now: at('08:00'),
        document: { blocks: [] },
        paperIds: [],
      });
    }
    const result = { state: 'unknown', reason: 'no answer' } as const;
    await deliveries.recordResult('s1@06:00', { owner: LEASE.owner, now: at('08:00'), result });
    await openOne(discussions, { id: 'd1' });
    await discussions.findOrCreate(newDiscussion({ id: 'd2', paperId: 'p2' }), LEASE);
    const queries = new SqlHealthQueries(store);
    const { deliveries: waiting, discussions: inWork } = await queries.backlog({
      now: at('08:01'),
      unknownSince: YESTERDAY,
    });
    expect(waiting.unknown).toBe(1);
    expect(waiting.due + waiting.sending).toBe(3);
    expect(inWork).toEqual({ opening: 1, refreshes: 1 });
    // Reconciliation has given up on those that changed before.
    expect((await queries.backlog({ now: at('09:00'), unknownSince: at('08:00') })).deliveries.unknown).toBe(0);
    // The refresh is due at 08:01.
    expect((await queries.backlog({ now: at('08:00'), unknownSince: YESTERDAY })).discussions).toEqual({
      opening: 1,
      refreshes: 0,
    });
  });

  it('returns the last deliveries and their delays, newest slot first', async () => {
    const store = await (await fresh()).open();
    const deliveries = new SqlDeliveryRepository(store);
    await subscribe(store, { id: 's1' }, '06:00', '07:00', '08:00');
    await deliveries.claim({ lease: LEASE, now: at('08:00'), limit: 10, platforms: ['discord', 'slack', 'test'] });
    for (const [slot, sentAt] of [
      ['06:00', '06:05'],
      ['07:00', '07:01'],
    ]) {
      const how = { owner: LEASE.owner, now: at(sentAt ?? ''), result: { state: 'sent' } } as const;
      await deliveries.recordResult(`s1@${slot}`, how);
    }
    const [seven, six] = [
      { platform: 'discord', slot: at('07:00'), sentAt: at('07:01') },
      { platform: 'discord', slot: at('06:00'), sentAt: at('06:05') },
    ];
    expect(await new SqlHealthQueries(store).recentlySent(10)).toEqual([seven, six]);
    expect(await new SqlHealthQueries(store).recentlySent(1)).toEqual([seven]);
  });

  it('returns the broken subscriptions, newest first', async () => {
    const store = await (await fresh()).open();
    const subscriptions = new SqlSubscriptionRepository(store);
    const broken = (since: string) =>
      ({ kind: 'broken', since: at(since), reason: 'gone', ownerNotified: true }) as const;
    for (const [id, since] of [
      ['s1', '06:00'],
      ['s2', '08:00'],
      ['s3', '07:00'],
    ] as const)
      await subscriptions.add(subscription({ id, state: broken(since) }));
    await subscriptions.add(subscription({ id: 's4' }));
    const queries = new SqlHealthQueries(store);
    const { count, examples } = await queries.broken(2);
    expect([count, ...examples.map(({ id }) => id)]).toEqual([3, 's2', 's3']);
    expect(await queries.backlog({ now: at('09:00'), unknownSince: YESTERDAY })).toMatchObject({
      brokenSubscriptions: 3,
    });
  });

  it('fails after the store was closed', async () => {
    const store = await (await fresh()).open();
    await store.close();
    await expect(new SqlHealthQueries(store).ping()).rejects.toThrow();
  });
});

it.each([
  ['was deleted', (file: string) => rmSync(file)],
  [
    'was replaced',
    (file: string) => {
      renameSync(file, `${file}.old`);
      writeFileSync(file, '');
    },
  ],
])('the health check fails if the database file %s', async (what, change) => {
  const { open, url } = await freshSqlite();
  const queries = new SqlHealthQueries(await open());
  await queries.ping();
  change(url.replace(/^sqlite:/, ''));
  await expect(queries.ping()).rejects.toThrow(what);
});

it('the health check passes without waiting while another process writes', async () => {
  const { open } = await freshSqlite();
  const [one, other] = [await open(), await open()];
  await other.db.transaction().execute(async (transaction) => {
    await transaction.insertInto('health_check').values({ id: 2, checked_at: 0 }).execute();
    await new SqlHealthQueries(one).ping();
    const { rows } = await sql<{ timeout: number }>`pragma busy_timeout`.execute(one.db);
    expect(rows[0]?.timeout).toBeGreaterThan(0);
  });
});
