import { resolve } from 'node:path';
import { Kysely, type Dialect as KyselyDialect, PostgresDialect, SqliteDialect } from 'kysely';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import { boundValues } from './bound-values.ts';
import type { Dialect } from './dialect.ts';
import { isMigrated, migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { openPostgres } from './postgres.ts';
import { isAddress, postgresFault, postgresPlace } from './postgres-fault.ts';
import { sameFile } from './same-file.ts';
import { openSqlite } from './sqlite.ts';
import { isSqliteThere, sqliteFault } from './sqlite-fault.ts';
import type { Tables } from './tables.ts';

/** The open database. Inside a transaction only the transaction may be asked: SQLite has one connection, and it is in use. */
export interface Store {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  readonly now: () => Date;
  /** Throws where the file of the database was taken away meanwhile. */
  isInPlace(): void;
  /** An error of the database as the host should read it; undefined where it is none, or none that a host can put right. */
  fault(error: unknown): UserError | undefined;
  /** @throws UserError where the database has such a fault by then */
  close(): Promise<void>;
}

interface Dependencies {
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
export async function openStore({ url, log, now }: Dependencies): Promise<Store> {
  const engine = engineOf(url, log);
  return openWith(engine, now, (db) => migrate(db, { dialect: engine.dialect, migrations: MIGRATIONS, now }));
}

/**
 * Opens the database of a Paperboy that was started before, as it is: nothing is made where there is none, and no table is renewed.
 *
 * @throws UserError where there is no such database, or it can't be used, with what to do about it; it never holds the password
 */
export async function openStoreAsItIs({ url, log, now }: Dependencies): Promise<Store> {
  const engine = engineOf(url, log);
  const { dialect, file } = engine;
  const [place, mend] =
    file === undefined
      ? [postgresPlace(url), 'set DATABASE_URL as it is set where Paperboy is started']
      : [resolve(file), 'go to the folder in which Paperboy is started, or set DATABASE_URL as it is set there'];
  const missing = new UserError(`There is no database of Paperboy at ${place}: ${mend}.`);
  if (file !== undefined && !isSqliteThere(file)) throw missing;
  return openWith(engine, now, async (db) => {
    if (!(await isMigrated(db, { dialect, migrations: MIGRATIONS }))) throw missing;
  });
}

async function openWith(
  { dialect, kysely, fault, file }: Engine,
  now: () => Date,
  prepare: (db: Kysely<Tables>) => Promise<void>,
): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: kysely, plugins: [boundValues] });
  try {
    await prepare(db);
  } catch (error) {
    // The first fault is the one to tell: a full disk has another one at the end.
    await db.destroy().catch(() => undefined);
    throw fault(error) ?? error;
  }
  const isInPlace = file === undefined ? () => {} : sameFile(file);
  const close = (): Promise<void> =>
    db.destroy().catch((error: unknown) => {
      throw fault(error) ?? error;
    });
  return { db, dialect, now, isInPlace, fault, close };
}

interface Engine {
  readonly dialect: Dialect;
  /** Where it keeps everything, if that is a file of its own. */
  readonly file?: string;
  readonly kysely: KyselyDialect;
  /** An error as the host should read it, where it is the host's to put right. */
  fault(error: unknown): UserError | undefined;
}

function engineOf(url: string, log: Log): Engine {
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (file !== undefined) {
    return {
      dialect: 'sqlite',
      file,
      kysely: new SqliteDialect({ database: () => openSqlite(file) }),
      fault: (error) => (error instanceof UserError ? undefined : sqliteFault(file, error)),
    };
  }
  if (isAddress(url)) {
    return {
      dialect: 'postgres',
      kysely: new PostgresDialect({ pool: async () => openPostgres(url, log) }),
      fault: (error) => (error instanceof UserError ? undefined : postgresFault(url, error)),
    };
  }
  throw new UserError(
    'DATABASE_URL is no address of a database: use sqlite:var/paperboy.db or postgres://user:password@host/name, with any of : / ? # @ in the password written as %3A %2F %3F %23 %40.',
  );
}
