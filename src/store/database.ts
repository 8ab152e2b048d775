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

/** The open database. Inside a transaction only the transaction may be asked: SQLite has one connection, and it is in use. */
export interface Store {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  readonly now: () => Date;
  /** Throws where the file of the database was taken away meanwhile. */
  assertFileInPlace(): void;
  /** An error of the database as the host should read it; undefined where it is none, or none that a host can put right. */
  explainError(error: unknown): UserError | undefined;
  /** @throws UserError where the database has such a fault by then */
  close(): Promise<void>;
}

interface OpenStoreDeps {
  readonly url: string;
  readonly log: Log;
  readonly now: () => Date;
}

/**
 * Opens the database and brings its tables up to date.
 *
 * @param url `sqlite:` and the path of a file, which is made where it is missing, or the address of a PostgreSQL database,
 * `postgres://user:password@host/name`
 * @param log is told of connections that are lost
 * @throws UserError when the database can't be used, with what to do about it; it never holds the password
 */
export async function openStore({ url, log, now }: OpenStoreDeps): Promise<Store> {
  const driver = createDriver(url, log);
  return openWithDriver(driver, now, (db) => migrate(db, { dialect: driver.dialect, migrations: MIGRATIONS, now }));
}

/**
 * Opens the database of a Paperboy that was started before, as it is: nothing is made where there is none, and no table is renewed.
 *
 * @throws UserError where there is no such database, or it can't be used, with what to do about it; it never holds the password
 */
export async function openExistingStore({ url, log, now }: OpenStoreDeps): Promise<Store> {
  const driver = createDriver(url, log);
  const { dialect, file } = driver;
  const [location, fix] =
    file === undefined
      ? [describePostgresTarget(url), 'set DATABASE_URL as it is set where Paperboy is started']
      : [resolve(file), 'go to the folder in which Paperboy is started, or set DATABASE_URL as it is set there'];
  const notFoundError = new UserError(`There is no database of Paperboy at ${location}: ${fix}.`);
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
    // The first fault is the one to tell: a full disk has another one at the end.
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
  /** Where it keeps everything, if that is a file of its own. */
  readonly file?: string;
  readonly kyselyDialect: KyselyDialect;
  /** An error as the host should read it, where it is the host's to put right. */
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
    'DATABASE_URL is no address of a database: use sqlite:var/paperboy.db or postgres://user:password@host/name, with any of : / ? # @ in the password written as %3A %2F %3F %23 %40.',
  );
}
