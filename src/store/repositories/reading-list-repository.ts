import type { Kysely } from 'kysely';
import type { ReadingListOwner, ReadingListRepository, SavedPaper } from '../../features/reading-list/reading-list.ts';
import { countAffected, toIso, toMillis } from '../column-values.ts';
import type { Store } from '../database.ts';
import type { Tables } from '../schema.ts';

export class SqlReadingListRepository implements ReadingListRepository {
  readonly #db: Kysely<Tables>;

  constructor({ db }: Store) {
    this.#db = db;
  }

  async save({ platform, tenant, person }: ReadingListOwner, paperId: string, now: string): Promise<boolean> {
    return (
      (await countAffected(
        this.#db
          .insertInto('saved_papers')
          .values({ platform, tenant, person, paper_id: paperId, saved_at: toMillis(now) })
          .onConflict((conflict) => conflict.doNothing()),
      )) > 0
    );
  }

  async unsave({ platform, tenant, person }: ReadingListOwner, paperId: string): Promise<boolean> {
    return (
      (await countAffected(
        this.#db.deleteFrom('saved_papers').where((row) => row.and({ platform, tenant, person, paper_id: paperId })),
      )) > 0
    );
  }

  async list({ platform, tenant, person }: ReadingListOwner): Promise<readonly SavedPaper[]> {
    const rows = await this.#db
      .selectFrom('saved_papers')
      .select(['paper_id', 'saved_at'])
      .where((row) => row.and({ platform, tenant, person }))
      .orderBy('saved_at', 'desc')
      .orderBy('paper_id')
      .execute();
    return rows.map((row) => ({ paperId: row.paper_id, savedAt: toIso(row.saved_at) }));
  }
}
