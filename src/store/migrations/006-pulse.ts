import type { Migration } from './migration.ts';

/** One row, which is written to find out whether anything can be. */
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
