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

/** Why a database can't be opened, as the host reads it. */
async function refusal(url: string): Promise<string> {
  const opened = openStore({ url, log: createMemoryLog().log, now: () => NOW });
  const error = await opened.then(
    (store) => store.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

describe('a SQLite database', () => {
  it('is made where there is none, with its folder', async () => {
    const file = join(freshFolder(), 'some', 'folder', 'paperboy.db');
    const store = await openStore({ url: `sqlite:${file}`, log: createMemoryLog().log, now: () => NOW });
    await store.close();
    expect(existsSync(file)).toBe(true);
  });

  it.each(['sqlite:', 'sqlite://'])('is named by %s and a path', async (scheme) => {
    const file = join(freshFolder(), 'paperboy.db');
    const store = await openStore({ url: scheme + file, log: createMemoryLog().log, now: () => NOW });
    await store.close();
    expect(existsSync(file)).toBe(true);
  });

  it('is in its file alone once it is closed', async () => {
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

  it('is refused where its file is no database', async () => {
    const file = join(freshFolder(), 'paperboy.db');
    writeFileSync(file, 'To do: buy milk.\n'.repeat(100));
    expect(await refusal(`sqlite:${file}`)).toBe(
      `The database ${file} is some other kind of file: set DATABASE_URL to the one that was meant, or, where this one was Paperboy's, put a backup in its place.`,
    );
    expect(readFileSync(file, 'utf8')).toContain('buy milk');
  });

  it('says what its host can do once its disk is full, and nothing of what is no fault of its own', async () => {
    const store = await openStore({
      url: `sqlite:${join(freshFolder(), 'paperboy.db')}`,
      log: createMemoryLog().log,
      now: () => NOW,
    });
    await sql`pragma max_page_count = 1`.execute(store.db);
    const kept = store.db.insertInto('actions').values({ key: 'k', text: 'x'.repeat(100_000), stored_at: 1 });
    const error: unknown = await kept.execute().catch((reason: unknown) => reason);
    expect(store.explainError(error)?.message).toMatch(/can't be written: the disk is full, make room\.$/);
    expect(store.explainError(new TypeError('ours'))).toBeUndefined();
    expect(store.explainError(new UserError('theirs'))).toBeUndefined();
    await store.close();
  });

  it('is refused where it is the database of another program, and left as it is', async () => {
    const file = join(freshFolder(), 'bookmarks.db');
    const other = new Database(file);
    other.exec('create table bookmarks (url text)');
    other.close();
    expect(await refusal(`sqlite:${file}`)).toBe(
      'The database belongs to another program: set DATABASE_URL to another file.',
    );
    const tables = new Database(file).prepare("select name from sqlite_master where type = 'table'").all([]);
    expect(tables).toEqual([{ name: 'bookmarks' }]);
  });

  it('is refused where a folder has its name', async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'paperboy.db'));
    expect(await refusal(`sqlite:${join(folder, 'paperboy.db')}`)).toMatch(
      /can't be opened: it is no regular file\. Put that right, or set DATABASE_URL to another file\.$/,
    );
  });

  it('is refused where a part of its path is no folder', async () => {
    const file = join(freshFolder(), 'file');
    writeFileSync(file, '');
    expect(await refusal(`sqlite:${file}/paperboy.db`)).toMatch(/can't be opened: part of its path is not a folder\./);
    expect(await refusal(`sqlite:${file}/var/paperboy.db`)).toMatch(
      /can't be opened: part of its path is not a folder\./,
    );
  });
});

describe('a PostgreSQL database', () => {
  const refusals: readonly (readonly [string, string, RegExp])[] = [
    ['28P01', 'password authentication failed for user "bot"', /refuses the user bot: correct the user and password/],
    ['28000', 'role "bot" does not exist', /refuses the user bot: correct the user and password/],
    ['3D000', 'database "papers" does not exist', /has no database papers: create it, or correct its name/],
    ['53300', 'sorry, too many clients already', /has no connection left: raise its max_connections/],
    [
      '53100',
      'could not extend file: No space left on device',
      /The disk of the database server .* is full: make room/,
    ],
    ['57P01', 'terminating connection due to administrator command', /is just starting or stopping: try again/],
    ['57014', 'canceling statement due to statement timeout', /takes too long, or .* locked: see pg_stat_activity/],
    ['57P03', 'the database system is starting up', /is just starting or stopping: try again/],
  ];
  it.each(refusals)('that refuses with %s (%s) is refused in words', async (code, message, words) => {
    const host = await refusingPostgres(code, message);
    const said = await refusal(`postgres://bot:s3cret%2Fword@${host}/papers`);
    expect(said).toMatch(words);
    expect(said).toContain(host);
    expect(said).not.toMatch(/s3cret/);
  });

  it('whose server does not answer is refused in words', async () => {
    expect(await refusal('postgres://bot:s3cret@127.0.0.1:1/papers')).toBe(
      'The database server 127.0.0.1:1 does not answer: start it, or correct the host and port in DATABASE_URL.',
    );
    expect(await refusal(`postgres://bot:s3cret@${await listen(Buffer.of())}/papers`)).toMatch(/does not answer/);
    expect(await refusal('postgres://bot:s3cret@/papers?host=/no/such/folder')).toMatch(/\/no\/such\/folder does not/);
  });

  it('whose server speaks no TLS, while the address wants it, is refused in words', async () => {
    const host = await listen(Buffer.from('N'));
    expect(await refusal(`postgres://bot:s3cret@${host}/papers?sslmode=verify-full`)).toMatch(/speaks no TLS/);
  });

  it('whose certificate file is not there is refused in words', async () => {
    const said = await refusal('postgres://bot:s3cret@127.0.0.1:1/papers?sslmode=verify-full&sslrootcert=/no/such.pem');
    expect(said).toMatch(/sslrootcert.*correct its path/);
  });
});

describeStores('a database that is opened as it is', (fresh) => {
  const openAsItIs = (url: string) => openExistingStore({ url, log: createMemoryLog().log, now: () => NOW });

  it('is read where a Paperboy of this version was started', async () => {
    const { url, open } = await fresh();
    await (await open()).db.insertInto('actions').values({ key: 'k', text: 'kept', stored_at: 1 }).execute();
    const store = await openAsItIs(url);
    expect(await store.db.selectFrom('actions').select('text').execute()).toEqual([{ text: 'kept' }]);
    await store.close();
  });

  it('is not made where there is none', async () => {
    const { url } = await fresh();
    await expect(openAsItIs(url)).rejects.toThrow(/^There is no database of Paperboy at .*: .*set DATABASE_URL/);
    // What would be made at the first try would be there at the second.
    await expect(openAsItIs(url)).rejects.toThrow(/^There is no database of Paperboy/);
  });

  it('is not renewed where an older Paperboy made it', async () => {
    const { url, open } = await fresh();
    const older = await open();
    await older.db
      .deleteFrom('paperboy_migrations')
      .where('name', '=', MIGRATIONS.at(-1)?.name ?? '')
      .execute();
    await expect(openAsItIs(url)).rejects.toThrow(/older Paperboy than this one, which renews it/);
    const ran = await older.db.selectFrom('paperboy_migrations').select('name').execute();
    expect(ran).toHaveLength(MIGRATIONS.length - 1);
  });

  it('is refused where a newer Paperboy made it', async () => {
    const { url, open } = await fresh();
    await (await open()).db.insertInto('paperboy_migrations').values({ name: '999-later', ran_at: 1 }).execute();
    await expect(openAsItIs(url)).rejects.toThrow(/newer Paperboy than this one: start that version/);
  });
});

it.each(['', 'papers.db', 'sqlite:', 'mysql://bot@localhost/x', 'postgres://bot:s3cret#word@localhost/papers'])(
  'the address %j is refused with examples, and without a password',
  async (url) => {
    const said = await refusal(url);
    expect(said).toMatch(/sqlite:var\/paperboy\.db or postgres:\/\/user:password@host\/name/);
    expect(said).not.toMatch(/s3cret/);
  },
);

describePostgres('a PostgreSQL server', (fresh) => {
  it('without the database is refused in words', async () => {
    const url = new URL((await fresh()).url);
    url.pathname = '/no_such_database';
    expect(await refusal(url.href)).toMatch(/has no database no_such_database: create it/);
  });

  it('with tables of another program is refused in words', async () => {
    const database = await fresh();
    const store = await database.open();
    await store.db.schema.dropTable('paperboy_migrations').execute();
    expect(await refusal(database.url)).toMatch(/tables of another program.*a database of its own/);
  });

  it('that ends a connection in the middle of a transaction fails that transaction alone, and is logged', async () => {
    const { url, open } = await fresh();
    const other = await open();
    let note = (_line: string): void => undefined;
    const logged = new Promise<string>((resolve) => {
      note = resolve;
    });
    const store = await openStore({
      url,
      log: createLog('info', { destination: { write: (line) => note(line) } }),
      now: () => NOW,
    });
    const broken = store.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('actions').values({ key: 'k', text: 'lost', stored_at: 1 }).execute();
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other.db);
      expect(await logged).toContain('a connection to the database was lost');
      await transaction.selectFrom('actions').select('text').execute();
    });
    await expect(broken).rejects.toThrow();
    expect(await store.db.selectFrom('actions').select('text').execute()).toEqual([]);
    await store.close();
  });
});
