import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import type { Store } from '../../../src/store/database.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { MIGRATIONS } from '../../../src/store/migrations/index.ts';
import type { Migration } from '../../../src/store/migrations/migration.ts';
import { openPostgresPool } from '../../../src/store/postgres.ts';
import {
  createSubscriptionRepository,
  toSubscriptionRow,
} from '../../../src/store/repositories/subscription-repository.ts';
import type { SubscriptionRow, Tables } from '../../../src/store/schema.ts';
import { openSqlite } from '../../../src/store/sqlite.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { NOW } from './now.ts';
import { runProcess } from './processes.ts';
import { subscription } from './records.ts';
import { describePostgres, describeStores, freshSqlite, type TestDatabase } from './stores.ts';

const NAMES = MIGRATIONS.map(({ name }) => name);

async function ran({ db }: Store): Promise<string[]> {
  const rows = await db.selectFrom('paperboy_migrations').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

function migrateWith({ db, dialect }: Store, ...more: readonly Migration[]): Promise<void> {
  return migrate(db, { dialect, migrations: [...MIGRATIONS, ...more], now: () => NOW });
}

/** What a program leaves in an empty database that knows these migrations alone: its tables, and what it did. */
async function leave(
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

describeStores('the tables', (fresh) => {
  it('are made once, however often the database is opened', async () => {
    const database = await fresh();
    const first = await database.open();
    await first.db.insertInto('papers').values({ id: 'p', json: '{}', revision: 1 }).execute();
    const second = await database.open();
    expect(await ran(second)).toEqual(NAMES);
    expect(await second.db.selectFrom('papers').select('id').execute()).toEqual([{ id: 'p' }]);
  });

  it('change with each migration that is new, and say when', async () => {
    const store = await (await fresh()).open();
    await migrateWith(store, addColumn);
    await migrateWith(store, addColumn);
    expect(await ran(store)).toEqual([...NAMES, addColumn.name]);
    expect(await store.db.selectFrom('paperboy_migrations').select('ran_at').distinct().execute()).toEqual([
      { ran_at: NOW.getTime() },
    ]);
    await sql`update papers set read_at = 1`.execute(store.db);
  });

  it('that the release before charts left keep their subscriptions, which are without one', async () => {
    const database = await fresh();
    await leave(database, MIGRATIONS.slice(0, 3), (db) => {
      const { with_chart: _, ...row } = toSubscriptionRow(subscription({ id: 's1' }));
      const asThen = db as unknown as Kysely<{ subscriptions: Omit<SubscriptionRow, 'with_chart'> }>;
      return asThen.insertInto('subscriptions').values(row).execute();
    });
    const store = await database.open();
    expect(await createSubscriptionRepository(store).get('discord', 'T1', 's1')).toEqual(
      subscription({ id: 's1', hasChart: false }),
    );
  });

  it('that the first release left keep its subscriptions, which are about papers and without a chart', async () => {
    const database = await fresh();
    await leave(database, MIGRATIONS.slice(0, 1), (db) => {
      const { about: _, with_chart: __, ...row } = toSubscriptionRow(subscription({ id: 's1' }));
      const asThen = db as unknown as Kysely<{ subscriptions: Omit<SubscriptionRow, 'about' | 'with_chart'> }>;
      return asThen.insertInto('subscriptions').values(row).execute();
    });
    const store = await database.open();
    expect(await ran(store)).toEqual(NAMES);
    expect(await createSubscriptionRepository(store).get('discord', 'T1', 's1')).toEqual(
      subscription({ id: 's1', about: 'papers', hasChart: false }),
    );
  });

  it('stay as they were where a migration fails', async () => {
    const store = await (await fresh()).open();
    await expect(migrateWith(store, addColumn, addThenFail)).rejects.toThrow('half way');
    expect(await ran(store)).toEqual(NAMES);
    await expect(sql`select * from half_done`.execute(store.db)).rejects.toThrow();
    await expect(sql`select read_at from papers`.execute(store.db)).rejects.toThrow();
  });

  it('are refused where a newer program made them', async () => {
    const database = await fresh();
    await migrateWith(await database.open(), addColumn);
    const refused = database.open();
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(/newer Paperboy.*DATABASE_URL/);
  });
});

describe('a SQLite file', () => {
  it('gets its tables once from processes that start together', async () => {
    const database = await freshSqlite();
    await Promise.all([runProcess('open', database.url), runProcess('open', database.url)]);
    expect(await ran(await database.open())).toEqual(NAMES);
  });
});

describePostgres('a PostgreSQL database', (fresh) => {
  it('gets its tables once from connections that start together', async () => {
    const database = await fresh();
    const stores = await Promise.all([1, 2, 3, 4, 5].map(() => database.open()));
    for (const store of stores) expect(await ran(store)).toEqual(NAMES);
  });
});
