import { type Kysely, sql } from 'kysely';
import type { DeliveryState } from '../../features/highlights/delivery.ts';
import type { Subscription } from '../../features/highlights/subscription.ts';
import { errorCode } from '../../runtime/errors.ts';
import { toIso, toMillis } from '../column-values.ts';
import type { Store } from '../database.ts';
import type { Tables } from '../schema.ts';
import { BUSY_TIMEOUT_MS } from '../sqlite.ts';
import { toSubscription } from './subscription-repository.ts';

/** What monitoring reads from the database, across all processes that share it. Times are ISO 8601 in UTC. */
export interface HealthQueries {
  /** Rejects if the database can't be written. */
  ping(): Promise<void>;
  /** What is waiting. Counts only those unknown deliveries that changed after `unknownSince`. */
  backlog(request: { readonly now: string; readonly unknownSince: string }): Promise<Backlog>;
  /** The deliveries that were sent last, newest slot first. */
  recentlySent(limit: number): Promise<readonly SentDelivery[]>;
  /** How many subscriptions are broken, and those that broke last, newest first. */
  broken(limit: number): Promise<{ readonly count: number; readonly examples: readonly Subscription[] }>;
}

export interface Backlog {
  readonly deliveries: Readonly<Record<PendingState, number>>;
  readonly discussions: {
    /** Discussions whose thread is being opened. */
    readonly opening: number;
    /** Threads that are due for a refresh. */
    readonly refreshes: number;
  };
  readonly brokenSubscriptions: number;
}

type PendingState = Extract<DeliveryState, 'due' | 'sending' | 'unknown'>;

export interface SentDelivery {
  readonly platform: string;
  readonly slot: string;
  readonly sentAt: string;
}

/**
 * A probe runs every few seconds, and a database that was just written can most likely be written half a minute later.
 */
const WRITE_CHECK_INTERVAL_MS = 30_000;

export class SqlHealthQueries implements HealthQueries {
  readonly #store: Store;
  readonly #db: Kysely<Tables>;
  #lastWriteAt = Number.NEGATIVE_INFINITY;

  constructor(store: Store) {
    this.#store = store;
    this.#db = store.db;
  }

  /** Writes a row: a database on a full disk can still be read. */
  async ping(): Promise<void> {
    this.#store.assertFileInPlace();
    const at = this.#store.now().getTime();
    if (Math.abs(at - this.#lastWriteAt) < WRITE_CHECK_INTERVAL_MS) {
      await sql`select 1`.execute(this.#db);
      return;
    }
    if (this.#store.dialect === 'sqlite') {
      await this.#db.connection().execute((connection) => writeWithoutWaiting(connection, at));
    } else await writeHealthCheck(this.#db, at);
    this.#lastWriteAt = at;
  }

  async backlog({ now, unknownSince }: Parameters<HealthQueries['backlog']>[0]): Promise<Backlog> {
    const deliveries = { due: 0, sending: 0, unknown: 0 };
    const deliveryCounts = await this.#db
      .selectFrom('deliveries')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
      .where((row) =>
        row.or([
          row('state', 'in', ['due', 'sending']),
          row.and([row('state', '=', 'unknown'), row('changed_at', '>', toMillis(unknownSince))]),
        ]),
      )
      .groupBy('state')
      .execute();
    for (const { state, count } of deliveryCounts) deliveries[state as PendingState] = count;
    const discussions = { opening: 0, open: 0 };
    const discussionCounts = await this.#db
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
    for (const { state, count } of discussionCounts) discussions[state as 'opening' | 'open'] = count;
    return {
      deliveries,
      discussions: { opening: discussions.opening, refreshes: discussions.open },
      brokenSubscriptions: await this.#countBroken(),
    };
  }

  async recentlySent(limit: number): Promise<readonly SentDelivery[]> {
    const rows = await this.#db
      .selectFrom('deliveries')
      .select(['platform', 'slot', 'changed_at'])
      .where('state', '=', 'sent')
      .orderBy('slot', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ platform, slot, changed_at }) => ({ platform, slot: toIso(slot), sentAt: toIso(changed_at) }));
  }

  async broken(limit: number): Promise<{ readonly count: number; readonly examples: readonly Subscription[] }> {
    const rows = await this.#db
      .selectFrom('subscriptions')
      .selectAll()
      .where('state', '=', 'broken')
      .orderBy('broken_since', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
    return { count: await this.#countBroken(), examples: rows.map(toSubscription) };
  }

  async #countBroken(): Promise<number> {
    const { count } = await this.#db
      .selectFrom('subscriptions')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', '=', 'broken')
      .executeTakeFirstOrThrow();
    return count;
  }
}

async function writeHealthCheck(db: Kysely<Tables>, at: number): Promise<void> {
  await db
    .insertInto('health_check')
    .values({ id: 1, checked_at: at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ checked_at: at }))
    .execute();
}

/**
 * SQLite blocks the whole process while it waits for another process's write, so this doesn't wait: if another process
 * is writing, the database can be written.
 */
async function writeWithoutWaiting(connection: Kysely<Tables>, at: number): Promise<void> {
  await sql`pragma busy_timeout = 0`.execute(connection);
  try {
    await writeHealthCheck(connection, at);
  } catch (error) {
    if (errorCode(error) !== 'SQLITE_BUSY') throw error;
  } finally {
    await sql`pragma busy_timeout = ${sql.raw(String(BUSY_TIMEOUT_MS))}`.execute(connection);
  }
}
