import type { SubscriptionRepository } from '../highlights/subscribing/subscription.ts';
import type { Store } from './database.ts';
import { toMillis } from './instant.ts';
import { stateColumns, toSubscription, toSubscriptionRow } from './subscription-row.ts';

/** Subscriptions in the database. Instants come back with milliseconds, whatever form they were given in. */
export function createSubscriptionRepository({ db }: Store): SubscriptionRepository {
  return {
    async add(subscription) {
      await db.insertInto('subscriptions').values(toSubscriptionRow(subscription)).execute();
    },

    async get(platform, tenant, id) {
      const row = await db
        .selectFrom('subscriptions')
        .selectAll()
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .executeTakeFirst();
      return row && toSubscription(row);
    },

    async list(platform, tenant, { channel, ownerId } = {}) {
      const rows = await db
        .selectFrom('subscriptions')
        .selectAll()
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('state', '!=', 'ended')
        .$if(channel !== undefined, (query) => query.where('channel', '=', channel as string))
        .$if(ownerId !== undefined, (query) => query.where('owner_id', '=', ownerId as string))
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toSubscription);
    },

    /** What was removed meanwhile stays so, and nothing moves to another tenant. */
    async update(subscription) {
      const { id, platform, tenant, ...row } = toSubscriptionRow(subscription);
      await db
        .updateTable('subscriptions')
        .set(row)
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .execute();
    },

    async updateState(subscription, to) {
      const { platform, tenant } = subscription.place;
      const { numUpdatedRows } = await db
        .updateTable('subscriptions')
        .set(stateColumns(to))
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('id', '=', subscription.id)
        .where('state', '=', subscription.state.kind)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0;
    },

    async updateNextSlot({ place, id, nextSlot }, to) {
      const { numUpdatedRows } = await db
        .updateTable('subscriptions')
        .set({ next_slot: to.nextSlot === undefined ? null : toMillis(to.nextSlot), zone_data: to.tzdataVersion })
        .where('platform', '=', place.platform)
        .where('tenant', '=', place.tenant)
        .where('id', '=', id)
        .where('next_slot', nextSlot === undefined ? 'is' : '=', nextSlot === undefined ? null : toMillis(nextSlot))
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0;
    },

    async remove(platform, tenant, id) {
      const { numDeletedRows } = await db
        .deleteFrom('subscriptions')
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0;
    },

    async findDue(now, limit) {
      const rows = await db
        .selectFrom('subscriptions')
        .selectAll()
        .where('next_slot', '<=', toMillis(now))
        .where('state', '!=', 'ended')
        .orderBy('next_slot')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toSubscription);
    },

    async deleteEnded(before) {
      const { numDeletedRows } = await db
        .deleteFrom('subscriptions')
        .where('state', '=', 'ended')
        .where('ended_at', '<', toMillis(before))
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },

    async findWithOutdatedTzdata(tzdataVersion, limit) {
      const rows = await db
        .selectFrom('subscriptions')
        .selectAll()
        .where('next_slot', 'is not', null)
        .where('zone_data', '!=', tzdataVersion)
        .orderBy('next_slot')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toSubscription);
    },
  };
}
