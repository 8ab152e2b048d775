import { resolve } from 'node:path';
import { Kysely, type Dialect as KyselyDialect, PostgresDialect, SqliteDialect } from 'kysely';
import { UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { portableValuesPlugin } from './column-values.ts';
import { isMigrated, migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { describePostgresTarget, explainPostgresError, isPostgresUrl, openPostgresPool } from './postgres.ts';
import type { Dialect, Tables } from './schema.ts';
import { createSameFileAssertion, explainSqliteError, openSqlite, sqliteFileExists } from './sqlite.ts';

/**
 * An open database. Inside a transaction, use only the transaction: SQLite has a single connection, which it occupies.
 */
export interface Store {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  readonly now: () => Date;
  /** Throws if the file of the database was deleted or replaced. */
  assertFileInPlace(): void;
  /** Explains a database error that the operator can fix; undefined for any other error. */
  explainError(error: unknown): UserError | undefined;
  /** @throws UserError if the operator can fix what went wrong */
  close(): Promise<void>;
}

interface OpenStoreDeps {
  readonly url: string;
  readonly log: Log;
  readonly now: () => Date;
}

/**
 * Opens the database and migrates it.
 *
 * @param url `sqlite:` and the path of a file, which is created if it is missing, or
 * `postgres://user:password@host/name`
 * @param log for lost connections
 * @throws UserError if the database can't be used. It never contains the password.
 */
export async function openStore({ url, log, now }: OpenStoreDeps): Promise<Store> {
  const driver = createDriver(url, log);
  return openWithDriver(driver, now, (db) => migrate(db, { dialect: driver.dialect, migrations: MIGRATIONS, now }));
}

/**
 * Opens a database that Paperboy has created before, without creating or migrating anything.
 *
 * @throws UserError if there is no such database, or it can't be used. It never contains the password.
 */
export async function openExistingStore({ url, log, now }: OpenStoreDeps): Promise<Store> {
  const driver = createDriver(url, log);
  const { dialect, file } = driver;
  const [location, fix] =
    file === undefined
      ? [describePostgresTarget(url), 'Set DATABASE_URL as it is set where Paperboy is started.']
      : [resolve(file), 'Run this in the folder where Paperboy is started, or set DATABASE_URL as it is set there.'];
  const notFoundError = new UserError(`There is no Paperboy database at ${location}. ${fix}`);
  if (file !== undefined && !sqliteFileExists(file)) throw notFoundError;
  return openWithDriver(driver, now, async (db) => {
    if (!(await isMigrated(db, { dialect, migrations: MIGRATIONS }))) throw notFoundError;
  });
}

async function openWithDriver(
  { dialect, kyselyDialect, explainError, file }: DatabaseDriver,
  now: () => Date,
  prepare: (db: Kysely<Tables>) => Promise<void>,
): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: kyselyDialect, plugins: [portableValuesPlugin] });
  try {
    await prepare(db);
  } catch (error) {
    // The first error matters: on a full disk, closing fails too.
    await db.destroy().catch(() => undefined);
    throw explainError(error) ?? error;
  }
  const assertFileInPlace = file === undefined ? () => {} : createSameFileAssertion(file);
  const close = (): Promise<void> =>
    db.destroy().catch((error: unknown) => {
      throw explainError(error) ?? error;
    });
  return { db, dialect, now, assertFileInPlace, explainError, close };
}

interface DatabaseDriver {
  readonly dialect: Dialect;
  /** The file of a SQLite database. */
  readonly file?: string;
  readonly kyselyDialect: KyselyDialect;
  /** Explains a database error that the operator can fix. */
  explainError(error: unknown): UserError | undefined;
}

function createDriver(url: string, log: Log): DatabaseDriver {
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (file !== undefined) {
    return {
      dialect: 'sqlite',
      file,
      kyselyDialect: new SqliteDialect({ database: () => openSqlite(file) }),
      explainError: (error) => (error instanceof UserError ? undefined : explainSqliteError(file, error)),
    };
  }
  if (isPostgresUrl(url)) {
    return {
      dialect: 'postgres',
      kyselyDialect: new PostgresDialect({ pool: async () => openPostgresPool(url, log) }),
      explainError: (error) => (error instanceof UserError ? undefined : explainPostgresError(url, error)),
    };
  }
  throw new UserError(
    'DATABASE_URL is not a valid database URL. Use sqlite:var/paperboy.db or postgres://user:password@host/name. In the password, write : / ? # @ as %3A %2F %3F %23 %40.',
  );
}
