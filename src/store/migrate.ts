import { type Kysely, sql } from 'kysely';
import { UserError } from '../runtime/errors.ts';
import type { Migration } from './migrations/migration.ts';
import type { Dialect, Tables } from './schema.ts';

/** Any number, the same in every process: who holds it in PostgreSQL, migrates. */
const MIGRATION_LOCK_ID = 7_027_379;

/**
 * Brings the tables to what this program works with, in one transaction: all of it or nothing. Processes that start together wait for
 * each other: for the advisory lock in PostgreSQL, for the one writer in SQLite.
 *
 * @throws UserError when a newer program has changed the database already, or it belongs to another program
 */
export async function migrate(
  db: Kysely<Tables>,
  { dialect, migrations, now }: { dialect: Dialect; migrations: readonly Migration[]; now: () => Date },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if (dialect === 'postgres') {
      // However long another process takes, waiting for it is no mistake.
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
      // Its tables are those of its time, not of today's program.
      await migration.up(transaction as unknown as Kysely<unknown>);
      await transaction
        .insertInto('paperboy_migrations')
        .values({ name: migration.name, ran_at: now().getTime() })
        .execute();
    }
  });
}

/**
 * Whether a database has what this program works with; nothing is changed to find out. It is false where there is nothing of Paperboy.
 *
 * @throws UserError where another version of Paperboy or another program made it
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
  throw new UserError('The database was made by an older Paperboy than this one, which renews it once it is started.');
}

/** The migrations that a database has not seen yet. */
async function findPendingMigrations(
  db: Kysely<Tables>,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const rows = await db.selectFrom('paperboy_migrations').select('name').execute();
  const applied = new Set(rows.map(({ name }) => name));
  const known = new Set(migrations.map(({ name }) => name));
  if ([...applied].some((name) => !known.has(name))) {
    throw new UserError(
      'The database was made by a newer Paperboy than this one: start that version, or set DATABASE_URL to another database.',
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

/** Another program's file would keep working with our tables in it, so nobody would notice until it is cleared. */
async function rejectForeignDatabase(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db);
  if (rows.length > 0 && !rows.some(({ name }) => name === 'paperboy_migrations')) {
    throw new UserError('The database belongs to another program: set DATABASE_URL to another file.');
  }
}
