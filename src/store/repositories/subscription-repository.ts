import type {
  Subscription,
  SubscriptionRepository,
  SubscriptionState,
} from '../../features/highlights/subscription.ts';
import { countAffected, omitNulls, parseJson, toIso, toIsoOrNull, toMillis, toMillisOrNull } from '../column-values.ts';
import type { Store } from '../database.ts';
import type { SubscriptionRow } from '../schema.ts';

/** Timestamps are returned with milliseconds, whatever form they were stored in. */
export class SqlSubscriptionRepository implements SubscriptionRepository {
  readonly #db: Store['db'];

  constructor({ db }: Store) {
    this.#db = db;
  }

  async add(subscription: Subscription): Promise<void> {
    await this.#db.insertInto('subscriptions').values(toSubscriptionRow(subscription)).execute();
  }

  async get(platform: string, tenant: string, id: string): Promise<Subscription | undefined> {
    const row = await this.#db
      .selectFrom('subscriptions')
      .selectAll()
      .where((subscription) => subscription.and({ platform, tenant, id }))
      .executeTakeFirst();
    return row && toSubscription(row);
  }

  async list(
    platform: string,
    tenant: string,
    { channel, ownerId }: { readonly channel?: string; readonly ownerId?: string } = {},
  ): Promise<readonly Subscription[]> {
    const rows = await this.#db
      .selectFrom('subscriptions')
      .selectAll()
      .where((row) =>
        row.and({
          platform,
          tenant,
          ...(channel !== undefined && { channel }),
          ...(ownerId !== undefined && { owner_id: ownerId }),
        }),
      )
      .where('state', '!=', 'ended')
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(toSubscription);
  }

  /** Does nothing if the subscription was deleted meanwhile, and never moves it to another tenant. */
  async update(subscription: Subscription): Promise<void> {
    const { id, platform, tenant, ...columns } = toSubscriptionRow(subscription);
    await this.#db
      .updateTable('subscriptions')
      .set(columns)
      .where((row) => row.and({ platform, tenant, id }))
      .execute();
  }

  async updateState({ place, id, state }: Subscription, to: SubscriptionState): Promise<boolean> {
    return (
      (await countAffected(
        this.#db
          .updateTable('subscriptions')
          .set(stateColumns(to))
          .where((row) => row.and({ platform: place.platform, tenant: place.tenant, id, state: state.kind })),
      )) > 0
    );
  }

  async updateNextSlot(
    { place, id, nextSlot }: Subscription,
    to: Pick<Subscription, 'nextSlot' | 'tzdataVersion'>,
  ): Promise<boolean> {
    return (
      (await countAffected(
        this.#db
          .updateTable('subscriptions')
          .set({ next_slot: toMillisOrNull(to.nextSlot), zone_data: to.tzdataVersion })
          .where((row) => row.and({ platform: place.platform, tenant: place.tenant, id }))
          .where('next_slot', nextSlot === undefined ? 'is' : '=', toMillisOrNull(nextSlot)),
      )) > 0
    );
  }

  async remove(platform: string, tenant: string, id: string): Promise<boolean> {
    return (
      (await countAffected(this.#db.deleteFrom('subscriptions').where((row) => row.and({ platform, tenant, id })))) > 0
    );
  }

  async findDue(now: string, limit: number): Promise<readonly Subscription[]> {
    const rows = await this.#db
      .selectFrom('subscriptions')
      .selectAll()
      .where('next_slot', '<=', toMillis(now))
      .where('state', '!=', 'ended')
      .orderBy('next_slot')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toSubscription);
  }

  async deleteEnded(before: string): Promise<number> {
    return countAffected(
      this.#db.deleteFrom('subscriptions').where('state', '=', 'ended').where('ended_at', '<', toMillis(before)),
    );
  }

  async findWithOutdatedTzdata(tzdataVersion: string, limit: number): Promise<readonly Subscription[]> {
    const rows = await this.#db
      .selectFrom('subscriptions')
      .selectAll()
      .where('next_slot', 'is not', null)
      .where('zone_data', '!=', tzdataVersion)
      .orderBy('next_slot')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toSubscription);
  }
}

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
    next_slot: toMillisOrNull(subscription.nextSlot),
    zone_data: subscription.tzdataVersion,
  };
}

function stateColumns(state: SubscriptionState) {
  return {
    state: state.kind,
    paused_until: toMillisOrNull(pausedUntil(state)),
    ended_at: state.kind === 'ended' ? toMillis(state.at) : null,
    ended_by: state.kind === 'ended' ? state.by : null,
    was_paused: state.kind === 'ended' && state.paused !== undefined ? 1 : 0,
    broken_since: state.kind === 'broken' ? toMillis(state.since) : null,
    broken_reason: state.kind === 'broken' ? state.reason : null,
    owner_notified: state.kind === 'broken' && state.ownerNotified ? 1 : 0,
  };
}

function pausedUntil(state: SubscriptionState): string | undefined {
  if (state.kind === 'paused') return state.until;
  return state.kind === 'ended' ? state.paused?.until : undefined;
}

export function toSubscription(row: SubscriptionRow): Subscription {
  const { platform, tenant, channel, thread } = row;
  return omitNulls<Subscription>({
    id: row.id,
    place: omitNulls({ platform, tenant, channel, thread }),
    owner: omitNulls({ id: row.owner_id, name: row.owner_name, zone: row.owner_zone }),
    about: row.about,
    topic: row.topic,
    schedule: parseJson(row.schedule),
    criteria: parseJson(row.criteria),
    onQuietDay: row.on_quiet_day,
    hasChart: row.with_chart === 1,
    state: toSubscriptionState(row),
    createdAt: toIso(row.created_at),
    nextSlot: toIsoOrNull(row.next_slot),
    tzdataVersion: row.zone_data,
  });
}

function toSubscriptionState(row: SubscriptionRow): SubscriptionState {
  const pause = row.paused_until === null ? {} : { until: toIso(row.paused_until) };
  switch (row.state) {
    case 'active':
      return { kind: 'active' };
    case 'paused':
      return { kind: 'paused', ...pause };
    case 'ended':
      return {
        ...{ kind: 'ended', at: toIso(row.ended_at ?? 0), by: row.ended_by ?? '' },
        ...(row.was_paused === 1 && { paused: pause }),
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
