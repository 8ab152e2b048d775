import { type Kysely, sql } from 'kysely';
import type { Migration } from './migration.ts';

export const discussionsAndSources: Migration = {
  name: '002-discussions-and-sources',
  async up(db) {
    await createDiscussions(db);
    await createSources(db);
    await db.schema
      .alterTable('subscriptions')
      .addColumn('about', 'text', (about) => about.notNull().defaultTo('papers'))
      .execute();
  },
};

async function createDiscussions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('discussions')
    .addColumn('id', 'text', (id) => id.primaryKey().notNull())
    .addColumn('platform', 'text', (platform) => platform.notNull())
    .addColumn('tenant', 'text', (tenant) => tenant.notNull())
    .addColumn('channel', 'text', (channel) => channel.notNull())
    .addColumn('paper_id', 'text', (id) => id.notNull())
    .addColumn('opener_id', 'text', (id) => id.notNull())
    .addColumn('opener_name', 'text', (name) => name.notNull())
    .addColumn('opened_at', 'bigint', (openedAt) => openedAt.notNull())
    .addColumn('state', 'text', (state) => state.notNull())
    .addColumn('attempted_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('ended_why', 'text')
    .addColumn('card', 'text')
    .addColumn('thread', 'text')
    .addColumn('thread_url', 'text')
    .addColumn('follows', 'text')
    .addColumn('listed', 'integer', (flag) => flag.notNull())
    .addColumn('replies', 'integer', (replies) => replies.notNull())
    .addColumn('people', 'integer', (people) => people.notNull())
    .addColumn('last_at', 'bigint')
    .addColumn('look_at', 'bigint')
    .addColumn('looked_at', 'bigint')
    .addColumn('stirred', 'integer', (flag) => flag.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint')
    .execute();
  await db.schema
    .createIndex('discussions_once_a_channel')
    .unique()
    .on('discussions')
    .columns(['platform', 'tenant', 'channel', 'paper_id'])
    .where(sql.ref('state'), '!=', 'ended')
    .execute();
  await db.schema
    .createIndex('discussions_by_thread')
    .on('discussions')
    .columns(['platform', 'tenant', 'thread'])
    .execute();
  await db.schema
    .createIndex('discussions_by_channel')
    .on('discussions')
    .columns(['platform', 'tenant', 'channel', 'state'])
    .execute();
  await db.schema.createIndex('discussions_by_look').on('discussions').columns(['state', 'look_at']).execute();
  await db.schema.createIndex('discussions_by_paper').on('discussions').column('paper_id').execute();
  await db.schema
    .createTable('discussion_days')
    .addColumn('discussion_id', 'text', (id) => id.notNull().references('discussions.id').onDelete('cascade'))
    .addColumn('day', 'text', (day) => day.notNull())
    .addColumn('replies', 'integer', (replies) => replies.notNull())
    .addPrimaryKeyConstraint('discussion_days_once', ['discussion_id', 'day'])
    .execute();
}

async function createSources(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sources')
    .addColumn('name', 'text', (name) => name.primaryKey().notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint')
    .addColumn('answered_at', 'bigint')
    .addColumn('failing_since', 'bigint')
    .addColumn('failures', 'integer', (failures) => failures.notNull().defaultTo(0))
    .addColumn('closed_until', 'bigint')
    .addColumn('reason', 'text')
    .execute();
  await db.schema
    .createTable('source_parts')
    .addColumn('source', 'text', (source) => source.notNull())
    .addColumn('part', 'text', (part) => part.notNull())
    .addColumn('asked_at', 'bigint', (askedAt) => askedAt.notNull())
    .addColumn('validator', 'text')
    .addColumn('paper_ids', 'text', (ids) => ids.notNull())
    .addPrimaryKeyConstraint('source_parts_once', ['source', 'part'])
    .execute();
}
