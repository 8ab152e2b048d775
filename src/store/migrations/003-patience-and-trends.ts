import type { Migration } from '../migrate.ts';

export const patienceAndTrends: Migration = {
  name: '003-patience-and-trends',
  async up(db) {
    await db.schema
      .alterTable('sources')
      .addColumn('limited', 'integer', (flag) => flag.notNull().defaultTo(0))
      .execute();
  },
};
