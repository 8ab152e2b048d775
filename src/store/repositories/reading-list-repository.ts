import type { ReadingListRepository } from '../../features/reading-list/reading-list.ts';
import type { Store } from '../database.ts';
import { toIso, toMillis } from '../schema.ts';

/** What people put aside, in the database. */
export function createReadingListRepository({ db }: Store): ReadingListRepository {
  return {
    async save({ platform, tenant, person }, paperId, now) {
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto('saved_papers')
        .values({ platform, tenant, person, paper_id: paperId, saved_at: toMillis(now) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows > 0;
    },

    async unsave({ platform, tenant, person }, paperId) {
      const { numDeletedRows } = await db
        .deleteFrom('saved_papers')
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('person', '=', person)
        .where('paper_id', '=', paperId)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0;
    },

    async list({ platform, tenant, person }) {
      const rows = await db
        .selectFrom('saved_papers')
        .select(['paper_id', 'saved_at'])
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('person', '=', person)
        .orderBy('saved_at', 'desc')
        .orderBy('paper_id')
        .execute();
      return rows.map((row) => ({ paperId: row.paper_id, savedAt: toIso(row.saved_at) }));
    },
  };
}
