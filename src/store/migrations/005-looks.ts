import type { Migration } from './migration.ts';

/** Broken subscriptions are tried at their slots, so the time of the last check isn't stored anymore. */
export const looks: Migration = {
  name: '005-looks',
  async up(db) {
    await db.schema.dropIndex('subscriptions_by_state').execute();
    await db.schema.alterTable('subscriptions').dropColumn('looked_at').execute();
    await db.schema.createIndex('subscriptions_by_state').on('subscriptions').column('state').execute();
  },
};
