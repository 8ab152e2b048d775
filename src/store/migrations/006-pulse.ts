import type { Migration } from './migration.ts';

/** One row, which is written to check that the database can be written. */
export const pulse: Migration = {
  name: '006-pulse',
  async up(db) {
    await db.schema
      .createTable('pulse')
      .addColumn('one', 'integer', (one) => one.primaryKey().notNull())
      .addColumn('at', 'bigint', (at) => at.notNull())
      .execute();
  },
};
