import { type Kysely, sql } from 'kysely';
import { UserError } from '../runtime/errors.ts';
import type { Migration } from './migrations/migration.ts';
import type { Dialect, Tables } from './schema.ts';

/** The key of the PostgreSQL advisory lock: an arbitrary number, the same in every process. */
const MIGRATION_LOCK_ID = 7_027_379;

/**
 * Applies the pending migrations in one transaction. Processes that start together wait for each other: in PostgreSQL
 * for an advisory lock, in SQLite for the single writer.
 *
 * @throws UserError if the database is from a newer version, or belongs to another program
 */
export async function migrate(
  db: Kysely<Tables>,
  { dialect, migrations, now }: { dialect: Dialect; migrations: readonly Migration[]; now: () => Date },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if (dialect === 'postgres') {
      // Another process may take long to migrate.
      await sql`set local statement_timeout = 0`.execute(transaction);
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK_ID})`.execute(transaction);
    } else {
      await rejectForeignDatabase(transaction);
    }
    await transaction.schema
      .createTable('paperboy_migrations')
      .ifNotExists()
      .addColumn('name', 'text', (name) => name.primaryKey().notNull())
      .addColumn('ran_at', 'bigint', (ranAt) => ranAt.notNull())
      .execute();
    for (const migration of await findPendingMigrations(transaction, migrations)) {
      // A migration doesn't know today's tables.
      await migration.up(transaction as unknown as Kysely<unknown>);
      await transaction
        .insertInto('paperboy_migrations')
        .values({ name: migration.name, ran_at: now().getTime() })
        .execute();
    }
  });
}

/**
 * Returns whether all migrations were applied, and false for an empty database. Changes nothing.
 *
 * @throws UserError if the database is from another version, or belongs to another program
 */
export async function isMigrated(
  db: Kysely<Tables>,
  { dialect, migrations }: { dialect: Dialect; migrations: readonly Migration[] },
): Promise<boolean> {
  if (dialect === 'sqlite') await rejectForeignDatabase(db);
  const { rows } =
    dialect === 'postgres'
      ? await sql`select 1 where to_regclass('paperboy_migrations') is not null`.execute(db)
      : await sql`select 1 from sqlite_master where name = 'paperboy_migrations'`.execute(db);
  if (rows.length === 0) return false;
  if ((await findPendingMigrations(db, migrations)).length === 0) return true;
  throw new UserError('The database is from an older version of Paperboy. Start this version to upgrade it.');
}

async function findPendingMigrations(
  db: Kysely<Tables>,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const rows = await db.selectFrom('paperboy_migrations').select('name').execute();
  const applied = new Set(rows.map(({ name }) => name));
  const known = new Set(migrations.map(({ name }) => name));
  if ([...applied].some((name) => !known.has(name))) {
    throw new UserError(
      'The database is from a newer version of Paperboy. Start that version, or set DATABASE_URL to another database.',
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

/**
 * The other program would go on working with our tables in its file, so nobody would notice until the file is deleted.
 */
async function rejectForeignDatabase(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db);
  if (rows.length > 0 && !rows.some(({ name }) => name === 'paperboy_migrations')) {
    throw new UserError('The database belongs to another program. Set DATABASE_URL to another file.');
  }
}
