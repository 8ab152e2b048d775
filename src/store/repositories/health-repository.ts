import { type Kysely, sql } from 'kysely';
import type { HealthQueries, PendingState } from '../../app/health-queries.ts';
import { RECONCILE_WINDOW_MS } from '../../features/highlights/delivery.ts';
import { errorCode } from '../../runtime/errors.ts';
import type { Store } from '../database.ts';
import { type Tables, toIso, toMillis } from '../schema.ts';
import { BUSY_TIMEOUT_MS } from '../sqlite.ts';
import { toSubscription } from './subscription-repository.ts';

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
            row.and([row('state', '=', 'open'), row('refresh_at', '<=', toMillis(now))]),
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

/** A probe asks every few seconds, and what can be written now can most likely be written in half a minute. */
const WRITE_CHECK_INTERVAL_MS = 30_000;

/**
 * Finds out whether the database takes what is written to it: on a full disk it can still be read. SQLite would stop the whole process
 * while it waits for another one that writes, so it does not wait here: where somebody else writes, it can be written.
 *
 * @returns rejects where nothing can be written
 */
function createDatabaseHealthCheck({ db, dialect, now, assertFileInPlace }: Store): () => Promise<void> {
  let writtenAt = Number.NEGATIVE_INFINITY;
  return async () => {
    assertFileInPlace();
    const at = now().getTime();
    if (Math.abs(at - writtenAt) < WRITE_CHECK_INTERVAL_MS) {
      await sql`select 1`.execute(db);
      return;
    }
    if (dialect === 'sqlite')
      await db
        .connection()
        .execute((connection) => withoutBusyTimeout(connection, () => writeHealthCheckRow(connection, at)));
    else await writeHealthCheckRow(db, at);
    writtenAt = at;
  };
}

async function writeHealthCheckRow(db: Kysely<Tables>, at: number): Promise<void> {
  await db
    .insertInto('health_check')
    .values({ id: 1, checked_at: at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ checked_at: at }))
    .execute();
}

async function withoutBusyTimeout(connection: Kysely<Tables>, run: () => Promise<void>): Promise<void> {
  await sql`pragma busy_timeout = 0`.execute(connection);
  try {
    await run();
  } catch (error) {
    if (errorCode(error) !== 'SQLITE_BUSY') throw error;
  } finally {
    await sql`pragma busy_timeout = ${sql.raw(String(BUSY_TIMEOUT_MS))}`.execute(connection);
  }
}
