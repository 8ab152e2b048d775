import type { Migration } from './migration.ts';

export const patience: Migration = {
  name: '003-patience',
  async up(db) {
    await db.schema
      .alterTable('sources')
      .addColumn('limited', 'integer', (flag) => flag.notNull().defaultTo(0))
      .execute();
  },
};
