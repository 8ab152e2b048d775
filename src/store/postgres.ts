import pg from 'pg';
import type { Log } from '../log.ts';

/** In milliseconds. Nothing that Paperboy asks takes a second; what takes longer than this is stuck, and holds what others wait for. */
const CONNECTION_LIMITS = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 15_000,
  // A connection that a firewall forgot is noticed within minutes, not hours.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;

/** Connections to a PostgreSQL server. The address may set any of the limits: it wins. */
export function openPostgresPool(url: string, log: Log): pg.Pool {
  const pool = new pg.Pool({
    ...CONNECTION_LIMITS,
    application_name: 'paperboy',
    connectionString: url,
    types: { getTypeParser },
  });
  // While a connection is in use the pool does not listen to it, and a server that ends it then would end the process. What the pool
  // says itself, of one that is idle, was said here before.
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: error }, 'a connection to the database was lost'));
  });
  pool.on('error', () => undefined);
  return pool;
}

/** Instants and counts are below 2^53, so an int8 is a number here; the parser is this pool's own, not the whole process's. */
const getTypeParser: typeof pg.types.getTypeParser = (...[type, format]: Parameters<typeof pg.types.getTypeParser>) =>
  type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format);
