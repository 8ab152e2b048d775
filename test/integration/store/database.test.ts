import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { openExistingStore, openStore } from '../../../src/store/database.ts';
import { MIGRATIONS } from '../../../src/store/migrations/index.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { NOW } from './now.ts';
import { listen, refusingPostgres } from './refusing-postgres.ts';
import { describePostgres, describeStores, freshFolder } from './stores.ts';

/** Why a database can't be opened. */
async function errorOf(url: string): Promise<string> {
  const opened = openStore({ url, log: createMemoryLog().log, now: () => NOW });
  const error = await opened.then(
    (store) => store.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

describe('openStore with SQLite', () => {
  it('creates the file and its folder', async () => {
    const file = join(freshFolder(), 'some', 'folder', 'paperboy.db');
    const store = await openStore({ url: `sqlite:${file}`, log: createMemoryLog().log, now: () => NOW });
    await store.close();
    expect(existsSync(file)).toBe(true);
  });

  it.each(['sqlite:', 'sqlite://'])('accepts %s and a path', async (scheme) => {
    const file = join(freshFolder(), 'paperboy.db');
    const store = await openStore({ url: scheme + file, log: createMemoryLog().log, now: () => NOW });
    await store.close();
    expect(existsSync(file)).toBe(true);
  });

  it('leaves all data in the one file when it is closed', async () => {
    const folder = freshFolder();
    const file = join(folder, 'paperboy.db');
    const store = await openStore({ url: `sqlite:${file}`, log: createMemoryLog().log, now: () => NOW });
    await store.db.insertInto('actions').values({ key: 'k', text: 'kept', stored_at: 1 }).execute();
    await store.close();
    const copy = join(folder, 'copy.db');
    copyFileSync(file, copy);
    const copied = await openStore({ url: `sqlite:${copy}`, log: createMemoryLog().log, now: () => NOW });
    expect(await copied.db.selectFrom('actions').select('text').execute()).toEqual([{ text: 'kept' }]);
    await copied.close();
  });

  it('refuses a file that is not a database', async () => {
    const file = join(freshFolder(), 'paperboy.db');
    writeFileSync(file, 'To do: buy milk.\n'.repeat(100));
    expect(await errorOf(`sqlite:${file}`)).toBe(
      `The database ${file} is not a SQLite database. Set DATABASE_URL to another file, or restore this one from a backup.`,
    );
    expect(readFileSync(file, 'utf8')).toContain('buy milk');
  });

  it('explains a full disk, but no other errors', async () => {
    const store = await openStore({
      url: `sqlite:${join(freshFolder(), 'paperboy.db')}`,
      log: createMemoryLog().log,
      now: () => NOW,
    });
    await sql`pragma max_page_count = 1`.execute(store.db);
    const kept = store.db.insertInto('actions').values({ key: 'k', text: 'x'.repeat(100_000), stored_at: 1 });
    const error: unknown = await kept.execute().catch((reason: unknown) => reason);
    expect(store.explainError(error)?.message).toMatch(/can't be written: the disk is full\. Free some space\.$/);
    expect(store.explainError(new TypeError('ours'))).toBeUndefined();
    expect(store.explainError(new UserError('theirs'))).toBeUndefined();
    await store.close();
  });

  it('refuses the database of another program, and leaves it unchanged', async () => {
    const file = join(freshFolder(), 'bookmarks.db');
    const other = new Database(file);
    other.exec('create table bookmarks (url text)');
    other.close();
    expect(await errorOf(`sqlite:${file}`)).toBe(
      'The database belongs to another program. Set DATABASE_URL to another file.',
    );
    const tables = new Database(file).prepare("select name from sqlite_master where type = 'table'").all([]);
    expect(tables).toEqual([{ name: 'bookmarks' }]);
  });

  it('refuses a folder', async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'paperboy.db'));
    expect(await errorOf(`sqlite:${join(folder, 'paperboy.db')}`)).toMatch(
      /can't be opened: it is not a regular file\. Fix that, or set DATABASE_URL to another file\.$/,
    );
  });

  it('refuses a path with a file in place of a folder', async () => {
    const file = join(freshFolder(), 'file');
    writeFileSync(file, '');
    expect(await errorOf(`sqlite:${file}/paperboy.db`)).toMatch(/can't be opened: part of its path is not a folder\./);
    expect(await errorOf(`sqlite:${file}/var/paperboy.db`)).toMatch(
      /can't be opened: part of its path is not a folder\./,
    );
  });
});

describe('openStore with PostgreSQL', () => {
  const errors: readonly (readonly [string, string, RegExp])[] = [
    ['28P01', 'password authentication failed for user "bot"', /rejected the user bot\. Correct the user and password/],
    ['28000', 'role "bot" does not exist', /rejected the user bot\. Correct the user and password/],
    ['3D000', 'database "papers" does not exist', /has no database papers\. Create it, or correct its name/],
    ['53300', 'sorry, too many clients already', /has no free connections\. Raise its max_connections/],
    [
      '53100',
      'could not extend file: No space left on device',
      /The disk of the database server .* is full\. Free some space/,
    ],
    ['57P01', 'terminating connection due to administrator command', /is starting or shutting down\. Try again/],
    ['57014', 'canceling statement due to statement timeout', /is too slow, or .* lock\. Check pg_stat_activity/],
    ['57P03', 'the database system is starting up', /is starting or shutting down\. Try again/],
  ];
  it.each(errors)('explains the error %s (%s) without the password', async (code, serverMessage, expected) => {
    const host = await refusingPostgres(code, serverMessage);
    const message = await errorOf(`postgres://bot:s3cret%2Fword@${host}/papers`);
    expect(message).toMatch(expected);
    expect(message).toContain(host);
    expect(message).not.toMatch(/s3cret/);
  });

  it('explains an unreachable server', async () => {
    expect(await errorOf('postgres://bot:s3cret@127.0.0.1:1/papers')).toBe(
      "Can't reach the database server 127.0.0.1:1. Start it, or correct the host and port in DATABASE_URL.",
    );
    expect(await errorOf(`postgres://bot:s3cret@${await listen(Buffer.of())}/papers`)).toMatch(/Can't reach/);
    expect(await errorOf('postgres://bot:s3cret@/papers?host=/no/such/folder')).toMatch(
      /Can't reach .*\/no\/such\/folder/,
    );
  });

  it('explains a server without TLS', async () => {
    const host = await listen(Buffer.from('N'));
    expect(await errorOf(`postgres://bot:s3cret@${host}/papers?sslmode=verify-full`)).toMatch(/doesn't support TLS/);
  });

  it('explains a missing certificate file', async () => {
    const message = await errorOf(
      'postgres://bot:s3cret@127.0.0.1:1/papers?sslmode=verify-full&sslrootcert=/no/such.pem',
    );
    expect(message).toMatch(/sslrootcert.*Correct its path/);
  });
});

describeStores('openExistingStore', (fresh) => {
  const openExisting = (url: string) => openExistingStore({ url, log: createMemoryLog().log, now: () => NOW });

  it('opens a database of this version', async () => {
    const { url, open } = await fresh();
    await (await open()).db.insertInto('actions').values({ key: 'k', text: 'kept', stored_at: 1 }).execute();
    const store = await openExisting(url);
    expect(await store.db.selectFrom('actions').select('text').execute()).toEqual([{ text: 'kept' }]);
    await store.close();
  });

  it('creates nothing if there is no database', async () => {
    const { url } = await fresh();
    await expect(openExisting(url)).rejects.toThrow(/^There is no Paperboy database at .*\. .*[Ss]et DATABASE_URL/);
    // A database created by the first attempt would be found by the second.
    await expect(openExisting(url)).rejects.toThrow(/^There is no Paperboy database/);
  });

  it('refuses to migrate a database of an older version', async () => {
    const { url, open } = await fresh();
    const older = await open();
    await older.db
      .deleteFrom('paperboy_migrations')
      .where('name', '=', MIGRATIONS.at(-1)?.name ?? '')
      .execute();
    await expect(openExisting(url)).rejects.toThrow(/older version of Paperboy\. Start this version/);
    const ran = await older.db.selectFrom('paperboy_migrations').select('name').execute();
    expect(ran).toHaveLength(MIGRATIONS.length - 1);
  });

  it('refuses a database of a newer version', async () => {
    const { url, open } = await fresh();
    await (await open()).db.insertInto('paperboy_migrations').values({ name: '999-later', ran_at: 1 }).execute();
    await expect(openExisting(url)).rejects.toThrow(/newer version of Paperboy\. Start that version/);
  });
});

it.each(['', 'papers.db', 'sqlite:', 'mysql://bot@localhost/x', 'postgres://bot:s3cret#word@localhost/papers'])(
  'openStore refuses the URL %j with examples, and without the password',
  async (url) => {
    const message = await errorOf(url);
    expect(message).toMatch(/sqlite:var\/paperboy\.db or postgres:\/\/user:password@host\/name/);
    expect(message).not.toMatch(/s3cret/);
  },
);

describePostgres('openStore with a PostgreSQL server', (fresh) => {
  it('explains a missing database', async () => {
    const url = new URL((await fresh()).url);
    url.pathname = '/no_such_database';
    expect(await errorOf(url.href)).toMatch(/has no database no_such_database\. Create it/);
  });

  it('explains tables of another program', async () => {
    const database = await fresh();
    const store = await database.open();
    await store.db.schema.dropTable('paperboy_migrations').execute();
    expect(await errorOf(database.url)).toMatch(/tables of another program.*a separate database/);
  });

  it('logs a connection lost in a transaction, and only that transaction fails', async () => {
    const { url, open } = await fresh();
    const other = await open();
    let onLine = (_line: string): void => undefined;
    const logged = new Promise<string>((resolve) => {
      onLine = resolve;
    });
    const store = await openStore({
      url,
      log: createLog('info', { destination: { write: (line) => onLine(line) } }),
      now: () => NOW,
    });
    const broken = store.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('actions').values({ key: 'k', text: 'lost', stored_at: 1 }).execute();
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other.db);
      expect(await logged).toContain('database connection lost');
      await transaction.selectFrom('actions').select('text').execute();
    });
    await expect(broken).rejects.toThrow();
    expect(await store.db.selectFrom('actions').select('text').execute()).toEqual([]);
    await store.close();
  });
});
