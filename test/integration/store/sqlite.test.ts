import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/database.ts';
import { SqlReadingListRepository } from '../../../src/store/repositories/reading-list-repository.ts';
import { NOW } from './now.ts';
import { freshSqlite } from './stores.ts';

const ADA = { platform: 'discord', tenant: 'T1', person: 'U1' };

function save(store: Store, paperId: string): Promise<boolean> {
  return new SqlReadingListRepository(store).save(ADA, paperId, NOW.toISOString());
}

async function saved(store: Store): Promise<string[]> {
  const papers = await new SqlReadingListRepository(store).list(ADA);
  return papers.map(({ paperId }) => paperId);
}

/** A store that doesn't wait for locks. */
async function openWithoutTimeout(open: () => Promise<Store>): Promise<Store> {
  const store = await open();
  await sql`pragma busy_timeout = 0`.execute(store.db);
  return store;
}

describe('a SQLite file', () => {
  it('uses WAL, syncs every transaction, checks foreign keys and waits for locks', async () => {
    const { db } = await (await freshSqlite()).open();
    const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map(async (name) => {
      const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db);
      return Object.values(rows[0] ?? {})[0];
    });
    expect(await Promise.all(settings)).toEqual(['wal', 2, 1, 5000]);
  });

  it('commits new writes after a write failed because it was locked', async () => {
    const { open } = await freshSqlite();
    const store = await openWithoutTimeout(open);
    const other = await open();
    await other.db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('actions').execute();
      await expect(save(store, 'p1')).rejects.toThrow('locked');
      await expect(store.db.transaction().execute(async () => undefined)).rejects.toThrow('locked');
    });
    await save(store, 'p2');
    await store.db.transaction().execute((transaction) => save({ ...store, db: transaction }, 'p3'));
    // Another connection only sees what is committed.
    expect(await saved(other)).toEqual(['p2', 'p3']);
    await save(other, 'p4');
    expect(await saved(store)).toEqual(['p2', 'p3', 'p4']);
  });

  it('takes the write lock at the start of a transaction', async () => {
    const { open } = await freshSqlite();
    const store = await open();
    const other = await openWithoutTimeout(open);
    await store.db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('saved_papers').selectAll().execute();
      await expect(save(other, 'p1')).rejects.toThrow('locked');
      await save({ ...store, db: transaction }, 'p2');
    });
    expect(await saved(other)).toEqual(['p2']);
  });

  it('reports a full disk, and can be written again once there is space', async () => {
    const store = await (await freshSqlite()).open();
    await save(store, 'p1');
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db);
    await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(store.db);
    const long = 'x'.repeat(100_000);
    await expect(save(store, long)).rejects.toThrow('disk is full');
    const both = store.db.transaction().execute(async (transaction) => {
      await save({ ...store, db: transaction }, 'p2');
      await save({ ...store, db: transaction }, long);
    });
    await expect(both).rejects.toThrow('disk is full');
    expect(await saved(store)).toEqual(['p1']);
    await sql`pragma max_page_count = 100000`.execute(store.db);
    await save(store, 'p3');
    expect(await saved(store)).toEqual(['p1', 'p3']);
  });

  it('reports a read-only database', async () => {
    const store = await (await freshSqlite()).open();
    await save(store, 'p1');
    await sql`pragma query_only = 1`.execute(store.db);
    await expect(save(store, 'p2')).rejects.toThrow('readonly');
    expect(await saved(store)).toEqual(['p1']);
  });

  it('returns all rows of a long result', async () => {
    const { db } = await (await freshSqlite()).open();
    for (const count of [99, 100, 101, 200]) {
      const rows = Array.from({ length: count }, (_, index) => ({ key: `${index}`, text: '', stored_at: count }));
      await db.deleteFrom('actions').execute();
      await db.insertInto('actions').values(rows).execute();
      expect(await db.selectFrom('actions').select('key').execute()).toHaveLength(count);
      const streamed: unknown[] = [];
      for await (const row of db.selectFrom('actions').select('key').stream()) streamed.push(row);
      expect(streamed).toHaveLength(count);
    }
  });
});
