import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import { toMillis } from '../../../src/store/column-values.ts';
import type { Store } from '../../../src/store/database.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { MIGRATIONS } from '../../../src/store/migrations/index.ts';
import type { Migration } from '../../../src/store/migrations/migration.ts';
import { openPostgresPool } from '../../../src/store/postgres.ts';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { SqlDiscussionRepository } from '../../../src/store/repositories/discussion-repository.ts';
import { SqlSourceRepository } from '../../../src/store/repositories/source-status-repository.ts';
import {
  SqlSubscriptionRepository,
  toSubscriptionRow,
} from '../../../src/store/repositories/subscription-repository.ts';
import type { Tables } from '../../../src/store/schema.ts';
import { openSqlite } from '../../../src/store/sqlite.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { NOW } from './now.ts';
import { runProcess } from './processes.ts';
import { at, subscription } from './records.ts';
import { describePostgres, describeStores, freshSqlite, type TestDatabase } from './stores.ts';

const NAMES = MIGRATIONS.map(({ name }) => name);

async function ran({ db }: Store): Promise<string[]> {
  const rows = await db.selectFrom('paperboy_migrations').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

function migrateWith({ db, dialect }: Store, ...more: readonly Migration[]): Promise<void> {
  return migrate(db, { dialect, migrations: [...MIGRATIONS, ...more], now: () => NOW });
}

/** Fills an empty database as a version with these migrations would. */
async function fillAsOlderVersion(
  { url }: TestDatabase,
  migrations: readonly Migration[],
  work: (db: Kysely<Tables>) => Promise<unknown>,
): Promise<void> {
  const isSqlite = url.startsWith('sqlite:');
  const db = new Kysely<Tables>({
    dialect: isSqlite
      ? new SqliteDialect({ database: () => openSqlite(url.slice('sqlite:'.length)) })
      : new PostgresDialect({ pool: async () => openPostgresPool(url, createMemoryLog().log) }),
  });
  await migrate(db, { dialect: isSqlite ? 'sqlite' : 'postgres', migrations, now: () => NOW });
  await work(db);
  await db.destroy();
}

/** Columns are those of an earlier release, so they aren't typed. */
function insertRow(db: Kysely<Tables>, table: string, row: Readonly<Record<string, unknown>>): Promise<unknown> {
  const untyped = db as unknown as Kysely<Record<string, Record<string, unknown>>>;
  return untyped.insertInto(table).values(row).execute();
}

const MILLIS = toMillis(at('08:00'));

const TENANT = { platform: 'discord', tenant: 'T1' };

/** A subscription as the second and third release stored it. */
const SUBSCRIPTION_BEFORE_CHARTS = (() => {
  const { with_chart, criteria, owner_notified, ...row } = toSubscriptionRow(subscription({ id: 's1' }));
  return { ...row, choice: criteria, owner_told: owner_notified };
})();

const CHART_BEFORE_007 = { title: 'Say "lastIsOpen": often', lastIsOpen: true, alt: 'lastIsOpen' };

const DELIVERY_BEFORE_007 = { ...TENANT, subscription_id: 's1', attempts: 1, paper_ids: '[]', changed_at: MILLIS };

const DISCUSSION_BEFORE_007 = {
  ...{ ...TENANT, channel: 'C1', opener_id: 'U1', opener_name: 'Ada', opened_at: MILLIS, listed: 1 },
  ...{ replies: 3, people: 2, looked_at: MILLIS, stirred: 1 },
};

/** Rows of every table that 007 renames or changes, as the release before it wrote them. */
const ROWS_BEFORE_007: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  pulse: [{ one: 1, at: MILLIS }],
  keepsakes: [{ key: 'k', text: 'search robots', kept_at: MILLIS }],
  sources: [
    {
      ...{ name: 'arxiv', answered_at: MILLIS, failing_since: MILLIS, failures: 2 },
      ...{ closed_until: MILLIS, reason: 'busy', limited: 1 },
    },
  ],
  source_parts: [{ source: 'arxiv', part: '2026-02-28', asked_at: MILLIS, validator: 'W/"1"', paper_ids: '["p1"]' }],
  subscriptions: [
    { ...SUBSCRIPTION_BEFORE_CHARTS, with_chart: 0 },
    {
      ...{ ...SUBSCRIPTION_BEFORE_CHARTS, id: 's2', with_chart: 0, state: 'broken', broken_since: MILLIS },
      ...{ broken_reason: 'gone', owner_told: 1 },
    },
  ],
  deliveries: [
    {
      ...{ ...DELIVERY_BEFORE_007, id: 'sent', slot: MILLIS - 2, state: 'sent' },
      document: JSON.stringify({ blocks: [{ kind: 'chart', chart: CHART_BEFORE_007 }] }),
    },
    {
      ...{ ...DELIVERY_BEFORE_007, id: 'notified', slot: MILLIS - 1, state: 'unknown' },
      reason: 'no answer came; its owner was told',
    },
    {
      ...{ ...DELIVERY_BEFORE_007, id: 'unsure', slot: MILLIS, state: 'unknown', looked_at: MILLIS - 1 },
      reason: 'its owner was told; not yet',
    },
  ],
  discussions: [
    { ...DISCUSSION_BEFORE_007, id: 'd1', paper_id: 'p1', state: 'open', thread: 'd1', look_at: MILLIS },
    {
      ...{ ...DISCUSSION_BEFORE_007, id: 'd2', paper_id: 'p2', state: 'ended', stirred: 0 },
      ...{ ended_at: MILLIS, ended_why: 'locked' },
    },
  ],
};

const addColumn: Migration = {
  name: '900-add-a-column',
  up: (db) => db.schema.alterTable('papers').addColumn('read_at', 'bigint').execute(),
};

const addThenFail: Migration = {
  name: '901-fails',
  async up(db) {
    await db.schema.createTable('half_done').addColumn('id', 'text').execute();
    throw new Error('half way');
  },
};

describeStores('migrate', (fresh) => {
  it('creates the tables once', async () => {
    const database = await fresh();
    const first = await database.open();
    await first.db.insertInto('papers').values({ id: 'p', json: '{}', revision: 1 }).execute();
    const second = await database.open();
    expect(await ran(second)).toEqual(NAMES);
    expect(await second.db.selectFrom('papers').select('id').execute()).toEqual([{ id: 'p' }]);
  });

  it('applies each new migration once, and records when', async () => {
    const store = await (await fresh()).open();
    await migrateWith(store, addColumn);
    await migrateWith(store, addColumn);
    expect(await ran(store)).toEqual([...NAMES, addColumn.name]);
    expect(await store.db.selectFrom('paperboy_migrations').select('ran_at').distinct().execute()).toEqual([
      { ran_at: NOW.getTime() },
    ]);
    await sql`update papers set read_at = 1`.execute(store.db);
  });

  it('keeps subscriptions from before charts, without a chart', async () => {
    const database = await fresh();
    await fillAsOlderVersion(database, MIGRATIONS.slice(0, 3), (db) =>
      insertRow(db, 'subscriptions', SUBSCRIPTION_BEFORE_CHARTS),
    );
    const store = await database.open();
    expect(await new SqlSubscriptionRepository(store).get('discord', 'T1', 's1')).toEqual(
      subscription({ id: 's1', hasChart: false }),
    );
  });

  it('keeps subscriptions of the first version, about papers and without a chart', async () => {
    const database = await fresh();
    const { about: _, ...row } = SUBSCRIPTION_BEFORE_CHARTS;
    await fillAsOlderVersion(database, MIGRATIONS.slice(0, 1), (db) => insertRow(db, 'subscriptions', row));
    const store = await database.open();
    expect(await ran(store)).toEqual(NAMES);
    expect(await new SqlSubscriptionRepository(store).get('discord', 'T1', 's1')).toEqual(
      subscription({ id: 's1', about: 'papers', hasChart: false }),
    );
  });

  describe('with 007-plain-names', () => {
    async function migrated(): Promise<Store> {
      const database = await fresh();
      await fillAsOlderVersion(database, MIGRATIONS.slice(0, 6), async (db) => {
        for (const [table, rows] of Object.entries(ROWS_BEFORE_007)) {
          for (const row of rows) await insertRow(db, table, row);
        }
      });
      return database.open();
    }

    it('keeps actions, the health check and the revision of the corpus', async () => {
      const { db } = await migrated();
      expect(await db.selectFrom('actions').selectAll().execute()).toEqual([
        { key: 'k', text: 'search robots', stored_at: MILLIS },
      ]);
      expect(await db.selectFrom('health_check').selectAll().execute()).toEqual([{ id: 1, checked_at: MILLIS }]);
      expect(await db.selectFrom('corpus').selectAll().execute()).toEqual([{ id: 1, revision: 0 }]);
    });

    it('keeps the status and the listings of sources', async () => {
      const sources = new SqlSourceRepository(await migrated());
      expect(await sources.getStatus('arxiv')).toEqual({
        name: 'arxiv',
        lastSuccessAt: at('08:00'),
        failure: { since: at('08:00'), count: 2, retryAt: at('08:00'), reason: 'busy', isRateLimited: true },
      });
      expect(await sources.getListing('arxiv', '2026-02-28')).toEqual({
        key: '2026-02-28',
        fetchedAt: at('08:00'),
        etag: 'W/"1"',
        paperIds: ['p1'],
      });
    });

    it('keeps discussions, with their due refreshes', async () => {
      const store = await migrated();
      const rows = await store.db.selectFrom('discussions').select(['refreshed_at', 'has_new_activity']).execute();
      expect(rows).toContainEqual({ refreshed_at: MILLIS, has_new_activity: 1 });
      const discussions = new SqlDiscussionRepository(store);
      const lease = { owner: 'me', until: at('09:00') };
      const due = await discussions.claimDueRefreshes({ lease, now: at('08:00'), limit: 9, platforms: ['discord'] });
      expect(due).toMatchObject([{ id: 'd1', state: { kind: 'open' } }]);
      expect(await discussions.get('discord', 'T1', 'd2')).toMatchObject({
        state: { kind: 'ended', at: at('08:00'), reason: 'locked' },
      });
    });

    it('keeps subscriptions, with their criteria and whether the owner was notified', async () => {
      const subscriptions = new SqlSubscriptionRepository(await migrated());
      expect(await subscriptions.get('discord', 'T1', 's1')).toEqual(subscription({ id: 's1' }));
      expect(await subscriptions.get('discord', 'T1', 's2')).toMatchObject({
        state: { kind: 'broken', since: at('08:00'), reason: 'gone', ownerNotified: true },
      });
    });

    it('moves whether the owner was notified from the reason of deliveries into a column', async () => {
      const deliveries = new SqlDeliveryRepository(await migrated());
      const [unsure, notified, sent] = await deliveries.history('s1', 9);
      expect(notified).toMatchObject({ state: 'unknown', reason: 'no answer came', ownerNotified: true });
      expect(unsure).toMatchObject({ state: 'unknown', reason: 'its owner was told; not yet' });
      expect(unsure).not.toHaveProperty('ownerNotified');
      expect(sent).not.toHaveProperty('ownerNotified');
      const lease = { owner: 'me', until: at('09:00') };
      const call = { lease, now: at('08:00'), limit: 9, platforms: ['discord'], checkedBefore: at('08:00') };
      const claimed = await deliveries.claimUnknown({ ...call, attemptedAfter: at('08:30') });
      expect(claimed.map(({ delivery }) => delivery.id)).toEqual(['unsure']);
    });

    it('renames a key of the charts in stored documents, but no texts', async () => {
      const [, , sent] = await new SqlDeliveryRepository(await migrated()).history('s1', 9);
      expect(sent?.document).toEqual({
        blocks: [
          { kind: 'chart', chart: { title: 'Say "lastIsOpen": often', isLastMonthPartial: true, alt: 'lastIsOpen' } },
        ],
      });
    });
  });

  it('changes nothing if a migration fails', async () => {
    const store = await (await fresh()).open();
    await expect(migrateWith(store, addColumn, addThenFail)).rejects.toThrow('half way');
    expect(await ran(store)).toEqual(NAMES);
    await expect(sql`select * from half_done`.execute(store.db)).rejects.toThrow();
    await expect(sql`select read_at from papers`.execute(store.db)).rejects.toThrow();
  });

  it('refuses a database of a newer version', async () => {
    const database = await fresh();
    await migrateWith(await database.open(), addColumn);
    const refused = database.open();
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(/newer version of Paperboy.*DATABASE_URL/);
  });
});

describe('migrate with SQLite', () => {
  it('runs once if processes start together', async () => {
    const database = await freshSqlite();
    await Promise.all([runProcess('open', database.url), runProcess('open', database.url)]);
    expect(await ran(await database.open())).toEqual(NAMES);
  });
});

describePostgres('migrate with PostgreSQL', (fresh) => {
  it('runs once if connections start together', async () => {
    const database = await fresh();
    const stores = await Promise.all([1, 2, 3, 4, 5].map(() => database.open()));
    for (const store of stores) expect(await ran(store)).toEqual(NAMES);
  });
});
