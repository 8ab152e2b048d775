import { sql } from 'kysely';
import type { SourceLedger } from '../sources/live/source-ledger.ts';
import type { Store } from './database.ts';
import { toMillis } from './instant.ts';
import { toPart, toStanding } from './source-row.ts';

const NO_FAILURE = { failing_since: null, failures: 0, closed_until: null, reason: null, limited: 0 } as const;

/** What is known about the sources, in the database. Instants come back with milliseconds, whatever form they were given in. */
export function createSourceLedger({ db }: Store): SourceLedger {
  return {
    async lease(name, { owner, until }, now) {
      const lease = { lease_owner: owner, lease_until: toMillis(until) };
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto('sources')
        .values({ name, ...lease, ...NO_FAILURE })
        .onConflict((known) =>
          known
            .column('name')
            .doUpdateSet(lease)
            .where((row) =>
              row.or([
                row('sources.lease_owner', 'is', null),
                row('sources.lease_owner', '=', owner),
                row('sources.lease_until', '<=', toMillis(now)),
              ]),
            ),
        )
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows > 0n;
    },

    async release(name, owner) {
      await db
        .updateTable('sources')
        .set({ lease_owner: null, lease_until: null })
        .where('name', '=', name)
        .where('lease_owner', '=', owner)
        .execute();
    },

    async standing(name) {
      const row = await db.selectFrom('sources').selectAll().where('name', '=', name).executeTakeFirst();
      return row === undefined ? { name } : toStanding(row);
    },

    async answered(name, at) {
      const answered = { answered_at: toMillis(at), ...NO_FAILURE };
      await db
        .insertInto('sources')
        .values({ name, ...answered })
        .onConflict((known) => known.column('name').doUpdateSet(answered))
        .execute();
    },

    async failed(name, { at, until, reason, asksToWait }) {
      const closed = { closed_until: toMillis(until), reason, limited: asksToWait ? 1 : 0 };
      await db
        .insertInto('sources')
        .values({ name, failing_since: toMillis(at), failures: 1, ...closed })
        .onConflict((known) =>
          known.column('name').doUpdateSet({
            failing_since: sql<number>`coalesce(sources.failing_since, excluded.failing_since)`,
            failures: sql<number>`sources.failures + 1`,
            ...closed,
          }),
        )
        .execute();
    },

    async part(name, part) {
      const row = await db
        .selectFrom('source_parts')
        .selectAll()
        .where('source', '=', name)
        .where('part', '=', part)
        .executeTakeFirst();
      return row && toPart(row);
    },

    async parts(name, from, to) {
      const rows = await db
        .selectFrom('source_parts')
        .selectAll()
        .where('source', '=', name)
        .where('part', '>=', from)
        .where('part', '<=', to)
        .orderBy('part')
        .execute();
      return rows.map(toPart);
    },

    async keep(name, { part, at, validator, paperIds }) {
      const kept = {
        asked_at: toMillis(at),
        validator: validator ?? null,
        paper_ids: JSON.stringify(paperIds),
      };
      await db
        .insertInto('source_parts')
        .values({ source: name, part, ...kept })
        .onConflict((known) => known.columns(['source', 'part']).doUpdateSet(kept))
        .execute();
    },
  };
}
