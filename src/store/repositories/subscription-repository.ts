import type {
  Subscription,
  SubscriptionRepository,
  SubscriptionState,
} from '../../features/highlights/subscription.ts';
import type { Store } from '../database.ts';
import { type SubscriptionRow, toIso, toMillis } from '../schema.ts';

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

/** The row of a subscription, its instants as milliseconds. */
export function toSubscriptionRow(subscription: Subscription): SubscriptionRow {
  const { place, owner, state } = subscription;
  return {
    id: subscription.id,
    platform: place.platform,
    tenant: place.tenant,
    channel: place.channel,
    thread: place.thread ?? null,
    owner_id: owner.id,
    owner_name: owner.name,
    owner_zone: owner.zone ?? null,
    about: subscription.about,
    topic: subscription.topic,
    schedule: JSON.stringify(subscription.schedule),
    criteria: JSON.stringify(subscription.criteria),
    on_quiet_day: subscription.onQuietDay,
    with_chart: subscription.hasChart ? 1 : 0,
    ...stateColumns(state),
    created_at: toMillis(subscription.createdAt),
    next_slot: subscription.nextSlot === undefined ? null : toMillis(subscription.nextSlot),
    zone_data: subscription.tzdataVersion,
  };
}

/** How a subscription stands, in the columns that say so. */
function stateColumns(state: SubscriptionState) {
  return {
    state: state.kind,
    paused_until: pausedUntil(state),
    ended_at: state.kind === 'ended' ? toMillis(state.at) : null,
    ended_by: state.kind === 'ended' ? state.by : null,
    was_paused: state.kind === 'ended' && state.paused !== undefined ? 1 : 0,
    broken_since: state.kind === 'broken' ? toMillis(state.since) : null,
    broken_reason: state.kind === 'broken' ? state.reason : null,
    owner_notified: state.kind === 'broken' && state.ownerNotified ? 1 : 0,
  };
}

/** The subscription of a row, its instants in ISO 8601. */
export function toSubscription(row: SubscriptionRow): Subscription {
  const { platform, tenant, channel, thread } = row;
  return {
    id: row.id,
    place: { platform, tenant, channel, ...(thread !== null && { thread }) },
    owner: { id: row.owner_id, name: row.owner_name, ...(row.owner_zone !== null && { zone: row.owner_zone }) },
    about: row.about,
    topic: row.topic,
    schedule: JSON.parse(row.schedule),
    criteria: JSON.parse(row.criteria),
    onQuietDay: row.on_quiet_day,
    hasChart: row.with_chart === 1,
    state: toSubscriptionState(row),
    createdAt: toIso(row.created_at),
    ...(row.next_slot !== null && { nextSlot: toIso(row.next_slot) }),
    tzdataVersion: row.zone_data,
  };
}

function toSubscriptionState(row: SubscriptionRow): SubscriptionState {
  switch (row.state) {
    case 'active':
      return { kind: 'active' };
    case 'paused':
      return { kind: 'paused', ...(row.paused_until !== null && { until: toIso(row.paused_until) }) };
    case 'ended':
      return {
        kind: 'ended',
        at: toIso(row.ended_at ?? 0),
        by: row.ended_by ?? '',
        ...(row.was_paused === 1 && {
          paused: row.paused_until === null ? {} : { until: toIso(row.paused_until) },
        }),
      };
    case 'broken':
      return {
        kind: 'broken',
        since: toIso(row.broken_since ?? 0),
        reason: row.broken_reason ?? '',
        ownerNotified: row.owner_notified === 1,
      };
  }
}

function pausedUntil(state: SubscriptionState): number | null {
  const { until } = state.kind === 'paused' ? state : state.kind === 'ended' ? (state.paused ?? {}) : {};
  return until === undefined ? null : toMillis(until);
}
