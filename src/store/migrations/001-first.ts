import type { Kysely } from 'kysely';
import type { Migration } from './migration.ts';

export const first: Migration = {
  name: '001-first',
  async up(db) {
    await createPapers(db);
    await createSubscriptions(db);
    await createDeliveries(db);
    await createPeoplesThings(db);
  },
};

async function createPapers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('papers')
    .addColumn('id', 'text', (id) => id.primaryKey().notNull())
    .addColumn('json', 'text', (json) => json.notNull())
    .addColumn('revision', 'bigint', (revision) => revision.notNull())
    .execute();
  await db.schema.createIndex('papers_by_revision').on('papers').column('revision').execute();
  await db.schema
    .createTable('paper_aliases')
    .addColumn('alias', 'text', (alias) => alias.primaryKey().notNull())
    .addColumn('paper_id', 'text', (id) => id.notNull().references('papers.id').onDelete('cascade'))
    .execute();
  await db.schema.createIndex('paper_aliases_by_paper').on('paper_aliases').column('paper_id').execute();
  await db.schema
    .createTable('corpus')
    .addColumn('one', 'integer', (one) => one.primaryKey().notNull())
    .addColumn('revision', 'bigint', (revision) => revision.notNull())
    .execute();
  await (db as Kysely<{ corpus: { one: number; revision: number } }>)
    .insertInto('corpus')
    .values({ one: 1, revision: 0 })
    .execute();
}

async function createSubscriptions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('subscriptions')
    .addColumn('id', 'text', (id) => id.primaryKey().notNull())
    .addColumn('platform', 'text', (platform) => platform.notNull())
    .addColumn('tenant', 'text', (tenant) => tenant.notNull())
    .addColumn('channel', 'text', (channel) => channel.notNull())
    .addColumn('thread', 'text')
    .addColumn('owner_id', 'text', (id) => id.notNull())
    .addColumn('owner_name', 'text', (name) => name.notNull())
    .addColumn('owner_zone', 'text')
    .addColumn('topic', 'text', (topic) => topic.notNull())
    .addColumn('schedule', 'text', (schedule) => schedule.notNull())
    .addColumn('choice', 'text', (choice) => choice.notNull())
    .addColumn('on_quiet_day', 'text', (onQuietDay) => onQuietDay.notNull())
    .addColumn('state', 'text', (state) => state.notNull())
    .addColumn('paused_until', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('ended_by', 'text')
    .addColumn('was_paused', 'integer', (flag) => flag.notNull())
    .addColumn('broken_since', 'bigint')
    .addColumn('broken_reason', 'text')
    .addColumn('owner_told', 'integer', (told) => told.notNull())
    .addColumn('created_at', 'bigint', (createdAt) => createdAt.notNull())
    .addColumn('next_slot', 'bigint')
    .addColumn('zone_data', 'text', (zoneData) => zoneData.notNull())
    .addColumn('looked_at', 'bigint', (lookedAt) => lookedAt.notNull().defaultTo(0))
    // For the foreign key of deliveries, which holds a delivery to the tenant of its subscription.
    .addUniqueConstraint('subscriptions_with_tenant', ['id', 'platform', 'tenant'])
    .execute();
  await db.schema.createIndex('subscriptions_by_slot').on('subscriptions').column('next_slot').execute();
  await db.schema.createIndex('subscriptions_by_state').on('subscriptions').columns(['state', 'looked_at']).execute();
  await db.schema
    .createIndex('subscriptions_by_tenant')
    .on('subscriptions')
    .columns(['platform', 'tenant', 'created_at'])
    .execute();
}

async function createDeliveries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('deliveries')
    .addColumn('id', 'text', (id) => id.primaryKey().notNull())
    .addColumn('subscription_id', 'text', (id) => id.notNull())
    .addColumn('platform', 'text', (platform) => platform.notNull())
    .addColumn('tenant', 'text', (tenant) => tenant.notNull())
    .addColumn('slot', 'bigint', (slot) => slot.notNull())
    .addColumn('state', 'text', (state) => state.notNull())
    .addColumn('attempts', 'integer', (attempts) => attempts.notNull())
    .addColumn('not_before', 'bigint')
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('attempted_at', 'bigint')
    .addColumn('looked_at', 'bigint')
    .addColumn('document', 'text')
    .addColumn('paper_ids', 'text', (ids) => ids.notNull())
    .addColumn('posted', 'text')
    .addColumn('reason', 'text')
    .addColumn('changed_at', 'bigint', (changedAt) => changedAt.notNull())
    .addUniqueConstraint('deliveries_once_a_slot', ['subscription_id', 'slot'])
    .addForeignKeyConstraint(
      'deliveries_of_subscription',
      ['subscription_id', 'platform', 'tenant'],
      'subscriptions',
      ['id', 'platform', 'tenant'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
  await db.schema.createIndex('deliveries_by_state').on('deliveries').columns(['state', 'not_before']).execute();
  await db.schema
    .createIndex('deliveries_by_tenant')
    .on('deliveries')
    .columns(['platform', 'tenant', 'slot'])
    .execute();
  await db.schema
    .createTable('shown_papers')
    .addColumn('subscription_id', 'text', (id) => id.notNull().references('subscriptions.id').onDelete('cascade'))
    .addColumn('paper_id', 'text', (id) => id.notNull())
    .addColumn('delivery_id', 'text', (id) => id.notNull())
    .addPrimaryKeyConstraint('shown_papers_once', ['subscription_id', 'paper_id', 'delivery_id'])
    .execute();
  await db.schema.createIndex('shown_papers_by_paper').on('shown_papers').column('paper_id').execute();
  await db.schema.createIndex('shown_papers_by_delivery').on('shown_papers').column('delivery_id').execute();
}

async function createPeoplesThings(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('saved_papers')
    .addColumn('platform', 'text', (platform) => platform.notNull())
    .addColumn('tenant', 'text', (tenant) => tenant.notNull())
    .addColumn('person', 'text', (person) => person.notNull())
    .addColumn('paper_id', 'text', (id) => id.notNull())
    .addColumn('saved_at', 'bigint', (savedAt) => savedAt.notNull())
    .addPrimaryKeyConstraint('saved_papers_once', ['platform', 'tenant', 'person', 'paper_id'])
    .execute();
  await db.schema.createIndex('saved_papers_by_paper').on('saved_papers').column('paper_id').execute();
  await db.schema
    .createTable('keepsakes')
    .addColumn('key', 'text', (key) => key.primaryKey().notNull())
    .addColumn('text', 'text', (text) => text.notNull())
    .addColumn('kept_at', 'bigint', (keptAt) => keptAt.notNull())
    .execute();
  await db.schema.createIndex('keepsakes_by_age').on('keepsakes').column('kept_at').execute();
  await db.schema
    .createTable('channel_settings')
    .addColumn('platform', 'text', (platform) => platform.notNull())
    .addColumn('tenant', 'text', (tenant) => tenant.notNull())
    .addColumn('channel', 'text', (channel) => channel.notNull())
    .addColumn('name', 'text', (name) => name.notNull())
    .addColumn('value', 'text', (value) => value.notNull())
    .addPrimaryKeyConstraint('channel_settings_once', ['platform', 'tenant', 'channel', 'name'])
    .execute();
}
