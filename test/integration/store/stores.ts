import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { describe, inject, it, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../../src/store/database.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import type { PostgresLookup } from '../../setup/postgres.ts';
import { NOW } from './now.ts';

/** An empty database, which is deleted after the test. */
export interface TestDatabase {
  readonly url: string;
  /** Opens another connection, as another process would. It is closed after the test. */
  open(): Promise<Store>;
}

export type FreshDatabase = () => Promise<TestDatabase>;

/** Runs tests with SQLite and with PostgreSQL. */
export function describeStores(name: string, tests: (fresh: FreshDatabase) => void): void {
  describe(`${name} in SQLite`, () => tests(freshSqlite));
  describePostgres(`${name} in PostgreSQL`, tests);
}

/** Runs tests with PostgreSQL. Skips them, with a message, if there is no server. */
export function describePostgres(name: string, tests: (fresh: FreshDatabase) => void): void {
  if ('url' in postgres) {
    const { url } = postgres;
    describe(name, () => tests(() => freshPostgres(url, admin)));
    return;
  }
  process.stderr.write(`\n*** SKIPPED: "${name}" has no PostgreSQL: ${postgres.reason} ***\n\n`);
  describe(name, () => {
    it.skip('needs a PostgreSQL: set TEST_DATABASE_URL', () => undefined);
  });
}

export async function freshSqlite(): Promise<TestDatabase> {
  const folder = freshFolder();
  return opening(`sqlite:${join(folder, 'paperboy.db')}`);
}

/** A folder that is deleted after the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Uses a schema rather than a database, as it is created faster. */
async function freshPostgres(server: string, admin: pg.Pool): Promise<TestDatabase> {
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  await admin.query(`create schema ${schema}`);
  onTestFinished(async () => {
    await admin.query(`drop schema ${schema} cascade`);
  });
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return opening(url.href);
}

function opening(url: string): TestDatabase {
  return {
    url,
    async open() {
      const store = await openStore({ url, log: createMemoryLog().log, now: () => NOW });
      onTestFinished(() => store.close());
      return store;
    },
  };
}

async function findPostgres(): Promise<PostgresLookup> {
  return JSON.parse(await text(connect(inject('postgresLookupPort'), '127.0.0.1')));
}

const postgres = await findPostgres();
const admin = new pg.Pool({
  max: 1,
  allowExitOnIdle: true,
  ...('url' in postgres && { connectionString: postgres.url }),
});
// The server may end before the worker does.
admin.on('error', () => undefined);
