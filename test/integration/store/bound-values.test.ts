import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { anyText, asKept } from './records.ts';
import { describeStores } from './stores.ts';

describeStores('a bound value', (fresh) => {
  it('returns text unchanged, without U+0000 and unpaired surrogates', async () => {
    const { db } = await (await fresh()).open();
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const { rows } = await sql<{ back: string }>`select cast(${text} as text) as back`.execute(db);
        expect(rows).toEqual([{ back: asKept(text) }]);
      }),
    );
  });

  it('finds text by a value with U+0000', async () => {
    const { db } = await (await fresh()).open();
    await db.insertInto('actions').values({ key: 'a\0b', text: '\0', stored_at: 1 }).execute();
    const found = db.selectFrom('actions').selectAll().where('key', 'in', ['\0ab']);
    expect(await found.execute()).toEqual([{ key: 'ab', text: '', stored_at: 1 }]);
  });

  it('returns times to the millisecond', async () => {
    const { db } = await (await fresh()).open();
    const instants = [0, 1, -1, 1_772_355_600_123, 8_640_000_000_000_000];
    for (const instant of instants) {
      await db
        .insertInto('actions')
        .values({ key: String(instant), text: '', stored_at: instant })
        .execute();
    }
    const rows = await db.selectFrom('actions').select('stored_at').execute();
    expect(new Set(rows.map((row) => row.stored_at))).toEqual(new Set(instants));
  });

  it.each([true, Number.NaN, Number.POSITIVE_INFINITY, new Date(0), {}, undefined])('rejects %s', async (value) => {
    const { db } = await (await fresh()).open();
    await expect(sql`select ${value}`.execute(db)).rejects.toThrow("can't be stored");
  });
});
