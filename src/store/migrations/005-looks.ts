import type { Migration } from './migration.ts';

/** What is broken is tried at its slots, so nobody notes any more when it was last looked at. */
export const looks: Migration = {
  name: '005-looks',
  async up(db) {
    await db.schema.dropIndex('subscriptions_by_state').execute();
    await db.schema.alterTable('subscriptions').dropColumn('looked_at').execute();
    await db.schema.createIndex('subscriptions_by_state').on('subscriptions').column('state').execute();
  },
};
