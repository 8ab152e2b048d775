import { RECONCILE_WINDOW_MS } from '../highlights/delivering/delivery.ts';
import type { HealthQueries, PendingState } from '../operator/vitals.ts';
import type { Store } from './database.ts';
import { toIso, toMillis } from './instant.ts';
import { createDatabaseHealthCheck } from './pulse.ts';
import { toSubscription } from './subscription-row.ts';

/** What the operator wants to know of the database. */
export function createHealthQueries(store: Store): HealthQueries {
  const { db } = store;
  const countBrokenSubscriptions = async (): Promise<number> => {
    const { count } = await db
      .selectFrom('subscriptions')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', '=', 'broken')
      .executeTakeFirstOrThrow();
    return count;
  };

  return {
    ping: createDatabaseHealthCheck(store),

    async backlog(now) {
      const deliveries = { due: 0, sending: 0, unknown: 0 };
      const deliveryCounts = await db
        .selectFrom('deliveries')
        .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
        .where((row) =>
          row.or([
            row('state', 'in', ['due', 'sending']),
            // Older ones stay unknown: nobody looks for them any more, and their owners were told.
            row.and([row('state', '=', 'unknown'), row('changed_at', '>', toMillis(now) - RECONCILE_WINDOW_MS)]),
          ]),
        )
        .groupBy('state')
        .execute();
      for (const { state, count } of deliveryCounts) deliveries[state as PendingState] = count;
      const discussionCounts = await db
        .selectFrom('discussions')
        .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
        .where((row) =>
          row.or([
            row('state', '=', 'opening'),
            row.and([row('state', '=', 'open'), row('look_at', '<=', toMillis(now))]),
          ]),
        )
        .groupBy('state')
        .execute();
      const countInState = (targetState: string): number =>
        discussionCounts.find(({ state }) => state === targetState)?.count ?? 0;
      return {
        deliveries,
        discussions: { opening: countInState('opening'), refreshes: countInState('open') },
        brokenSubscriptions: await countBrokenSubscriptions(),
      };
    },

    async recentlySent(limit) {
      const rows = await db
        .selectFrom('deliveries')
        .select(['platform', 'slot', 'changed_at'])
        .where('state', '=', 'sent')
        .orderBy('slot', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ platform, slot, changed_at }) => ({
        platform,
        slot: toIso(slot),
        sentAt: toIso(changed_at),
      }));
    },

    async broken(limit) {
      const rows = await db
        .selectFrom('subscriptions')
        .selectAll()
        .where('state', '=', 'broken')
        .orderBy('broken_since', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return { count: await countBrokenSubscriptions(), examples: rows.map(toSubscription) };
    },
  };
}
