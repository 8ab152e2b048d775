import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What a delivery's reason ended with if the owner was notified. */
const OWNER_NOTIFIED_SUFFIX = '; its owner was told';

/** Renames tables and columns to the terms of the glossary. SQLite can't rename indexes, so two are created again. */
export const plainNames: Migration = {
  name: '007-plain-names',
  async up(db) {
    await renameTables(db);
    await renameColumns(db);
    await extractOwnerNotified(db);
    // Quotes in texts are escaped in JSON, so this matches only the key.
    await sql`
      update deliveries set document = replace(document, '"lastIsOpen":', '"isLastMonthPartial":')
      where document is not null`.execute(db);
  },
};

async function renameTables(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('pulse').renameTo('health_check').execute();
  await db.schema.alterTable('keepsakes').renameTo('actions').execute();
  await db.schema.alterTable('source_parts').renameTo('source_listings').execute();
}

const RENAMED_COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  corpus: { one: 'id' },
  health_check: { one: 'id', at: 'checked_at' },
  actions: { kept_at: 'stored_at' },
  source_listings: { part: 'listing_key', asked_at: 'fetched_at', validator: 'etag' },
  sources: { answered_at: 'last_success_at', closed_until: 'retry_at', limited: 'rate_limited' },
  discussions: {
    look_at: 'refresh_at',
    looked_at: 'refreshed_at',
    stirred: 'has_new_activity',
    ended_why: 'ended_reason',
  },
  deliveries: { looked_at: 'last_checked_at' },
  subscriptions: { owner_told: 'owner_notified', choice: 'criteria' },
};

async function renameColumns(db: Kysely<unknown>): Promise<void> {
  for (const [table, columns] of Object.entries(RENAMED_COLUMNS)) {
    for (const [from, to] of Object.entries(columns)) {
      await db.schema.alterTable(table).renameColumn(from, to).execute();
    }
  }
  await db.schema.dropIndex('keepsakes_by_age').execute();
  await db.schema.createIndex('actions_by_age').on('actions').column('stored_at').execute();
  await db.schema.dropIndex('discussions_by_look').execute();
  await db.schema.createIndex('discussions_by_refresh').on('discussions').columns(['state', 'refresh_at']).execute();
}

async function extractOwnerNotified(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('deliveries')
    .addColumn('owner_notified', 'integer', (flag) => flag.notNull().defaultTo(0))
    .execute();
  await sql`
    update deliveries
    set owner_notified = 1, reason = substr(reason, 1, length(reason) - ${sql.lit(OWNER_NOTIFIED_SUFFIX.length)})
    where reason like ${sql.lit(`%${OWNER_NOTIFIED_SUFFIX}`)}`.execute(db);
}
