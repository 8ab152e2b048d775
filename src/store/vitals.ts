import { LOOKED_FOR_MS } from '../highlights/delivering/delivery.ts';
import type { Vitals, WaitingState } from '../operator/vitals.ts';
import type { Store } from './database.ts';
import { toIso, toMillis } from './instant.ts';
import { createPulse } from './pulse.ts';
import { toSubscription } from './subscription-row.ts';

/** What the operator wants to know of the database. */
export function createVitals(store: Store): Vitals {
  const { db } = store;
  const brokenSubscriptions = async (): Promise<number> => {
    const { count } = await db
      .selectFrom('subscriptions')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', '=', 'broken')
      .executeTakeFirstOrThrow();
    return count;
  };

  return {
    ping: createPulse(store),

    async workload(now) {
      const deliveries = { due: 0, sending: 0, unknown: 0 };
      const waiting = await db
        .selectFrom('deliveries')
        .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
        .where((row) =>
          row.or([
            row('state', 'in', ['due', 'sending']),
            // Older ones stay unknown: nobody looks for them any more, and their owners were told.
            row.and([row('state', '=', 'unknown'), row('changed_at', '>', toMillis(now) - LOOKED_FOR_MS)]),
          ]),
        )
        .groupBy('state')
        .execute();
      for (const { state, count } of waiting) deliveries[state as WaitingState] = count;
      const discussions = await db
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
      const counted = (wanted: string): number => discussions.find(({ state }) => state === wanted)?.count ?? 0;
      return {
        deliveries,
        discussions: { opening: counted('opening'), looks: counted('open') },
        brokenSubscriptions: await brokenSubscriptions(),
      };
    },

    async lastSent(limit) {
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
      return { count: await brokenSubscriptions(), some: rows.map(toSubscription) };
    },
  };
}
