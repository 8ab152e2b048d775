import { Kysely, type Dialect as KyselyDialect, PostgresDialect, SqliteDialect } from 'kysely';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import { boundValues } from './bound-values.ts';
import type { Dialect } from './dialect.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { openPostgres } from './postgres.ts';
import { isAddress, postgresFault } from './postgres-fault.ts';
import { openSqlite } from './sqlite.ts';
import { sqliteFault } from './sqlite-fault.ts';
import type { Tables } from './tables.ts';

/** The open database. Inside a transaction only the transaction may be asked: SQLite has one connection, and it is in use. */
export interface Store {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  readonly now: () => Date;
  close(): Promise<void>;
}

/**
 * Opens the database and brings its tables up to date.
 *
 * @param url `sqlite:` and the path of a file, which is made where it is missing, or the address of a PostgreSQL database,
 * `postgres://user:password@host/name`
 * @param log is told of connections that are lost
 * @throws UserError when the database can't be used, with what to do about it; it never holds the password
 */
export async function openStore({ url, log, now }: { url: string; log: Log; now: () => Date }): Promise<Store> {
  const { dialect, kysely, fault } = engineOf(url, log);
  const db = new Kysely<Tables>({ dialect: kysely, plugins: [boundValues] });
  try {
    await migrate(db, { dialect, migrations: MIGRATIONS, now });
  } catch (error) {
    await db.destroy();
    throw error instanceof UserError ? error : (fault(error) ?? error);
  }
  return { db, dialect, now, close: () => db.destroy() };
}

interface Engine {
  readonly dialect: Dialect;
  readonly kysely: KyselyDialect;
  /** An error as the host should read it, where it is the host's to put right. */
  fault(error: unknown): UserError | undefined;
}

function engineOf(url: string, log: Log): Engine {
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (file !== undefined) {
    return {
      dialect: 'sqlite',
      kysely: new SqliteDialect({ database: () => openSqlite(file) }),
      fault: (error) => sqliteFault(file, error),
    };
  }
  if (isAddress(url)) {
    return {
      dialect: 'postgres',
      kysely: new PostgresDialect({ pool: async () => openPostgres(url, log) }),
      fault: (error) => postgresFault(url, error),
    };
  }
  throw new UserError(
    'DATABASE_URL is no address of a database: use sqlite:var/paperboy.db or postgres://user:password@host/name, with any of : / ? # @ in the password written as %3A %2F %3F %23 %40.',
  );
}
