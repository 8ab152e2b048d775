import type { Migration } from './migration.ts';

export const charts: Migration = {
  name: '004-charts',
  async up(db) {
    await db.schema
      .alterTable('subscriptions')
      .addColumn('with_chart', 'integer', (flag) => flag.notNull().defaultTo(0))
      .execute();
  },
};
