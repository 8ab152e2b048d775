import pg from 'pg';
import { errorCode, UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';

/** In milliseconds. No query takes a second, so one that takes longer than this is stuck, and may block others. */
const CONNECTION_LIMITS = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 15_000,
  // Detects a connection that a firewall dropped within minutes, not hours.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;

/** Parameters in the URL override these limits. */
export function openPostgresPool(url: string, log: Log): pg.Pool {
  const pool = new pg.Pool({
    ...CONNECTION_LIMITS,
    application_name: 'paperboy',
    connectionString: url,
    types: { getTypeParser },
  });
  // The pool doesn't listen to a connection in use, so an error on it would end the process. Errors of idle connections
  // are logged here too, before the pool emits them.
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: error }, 'database connection lost'));
  });
  pool.on('error', () => undefined);
  return pool;
}

/** Times and counts are below 2^53, so an int8 becomes a number. Applies to this pool only. */
const getTypeParser: typeof pg.types.getTypeParser = (...[type, format]: Parameters<typeof pg.types.getTypeParser>) =>
  type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format);

interface PostgresTarget {
  readonly host: string;
  readonly user: string;
  readonly database: string;
}

type MessageFor = (target: PostgresTarget) => string;

const SERVER_UNREACHABLE: MessageFor = ({ host }) =>
  `Can't reach the database server ${host}. Start it, or correct the host and port in DATABASE_URL.`;
const SERVER_RESTARTING: MessageFor = ({ host }) =>
  `The database server ${host} is starting or shutting down. Try again in a moment.`;
const LOGIN_REFUSED: MessageFor = ({ host, user }) =>
  `The database server ${host} rejected the user ${user}. Correct the user and password in DATABASE_URL.`;

/** By error code (https://www.postgresql.org/docs/current/errcodes-appendix.html), if the operator can fix it. */
const POSTGRES_ERROR_MESSAGES: Readonly<Record<string, MessageFor>> = {
  ECONNREFUSED: SERVER_UNREACHABLE,
  ECONNRESET: SERVER_UNREACHABLE,
  EHOSTUNREACH: SERVER_UNREACHABLE,
  ENETUNREACH: SERVER_UNREACHABLE,
  ENOENT: SERVER_UNREACHABLE,
  ENOTFOUND: SERVER_UNREACHABLE,
  EAI_AGAIN: SERVER_UNREACHABLE,
  ETIMEDOUT: SERVER_UNREACHABLE,
  '28P01': LOGIN_REFUSED,
  '28000': LOGIN_REFUSED,
  '3D000': ({ host, database }) =>
    `The database server ${host} has no database ${database}. Create it, or correct its name in DATABASE_URL.`,
  '42501': ({ user, database }) =>
    `The user ${user} can't create tables in the database ${database}. Grant it CREATE on the schema.`,
  '42P07': ({ database }) =>
    `The database ${database} has tables of another program with the same names. Use a separate database for Paperboy.`,
  '53300': ({ host }) => `The database server ${host} has no free connections. Raise its max_connections.`,
  '53100': ({ host }) => `The disk of the database server ${host} is full. Free some space there.`,
  '57014': ({ host }) =>
    `The database server ${host} is too slow, or another session holds a lock. Check pg_stat_activity there.`,
  '57P01': SERVER_RESTARTING,
  '57P02': SERVER_RESTARTING,
  '57P03': SERVER_RESTARTING,
  '25006': ({ host }) => `The database server ${host} is a read-only replica. Set DATABASE_URL to the primary server.`,
};

/** Errors of the client library, which have no code, or that of a file. */
const POSTGRES_ERROR_PATTERNS: readonly (readonly [RegExp, MessageFor])[] = [
  [/, open '/, () => "The sslrootcert, sslcert or sslkey in DATABASE_URL can't be read. Correct its path."],
  [
    /connection timeout|timeout exceeded when trying to connect|terminated unexpectedly|not queryable/i,
    SERVER_UNREACHABLE,
  ],
  [/client password must be a string/i, LOGIN_REFUSED],
  [
    /does not support SSL/i,
    ({ host }) =>
      `The database server ${host} doesn't support TLS. Remove sslmode from DATABASE_URL, or enable TLS on the server.`,
  ],
  [
    /certificate/i,
    ({ host }) =>
      `The certificate of the database server ${host} isn't trusted. Add sslrootcert with its issuer to DATABASE_URL.`,
  ],
];

/** Explains an error that the operator can fix, without the password; undefined for any other error. */
export function explainPostgresError(url: string, error: unknown): UserError | undefined {
  const text = error instanceof Error ? error.message : '';
  const messageFor =
    POSTGRES_ERROR_PATTERNS.find(([pattern]) => pattern.test(text))?.[1] ?? POSTGRES_ERROR_MESSAGES[errorCode(error)];
  return messageFor && new UserError(messageFor(parsePostgresUrl(url)), { cause: error });
}

/** "localhost/paperboy" */
export function describePostgresTarget(url: string): string {
  const { host, database } = parsePostgresUrl(url);
  return `${host}/${database}`;
}

export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(withPlaceholderHost(url));
}

/** `URL` rejects a URL without a host, as for a local socket: `postgres://user@/name?host=/run/postgresql`. */
function withPlaceholderHost(url: string): string {
  return url.replace('@/', '@localhost/');
}

function parsePostgresUrl(url: string): PostgresTarget {
  const { host, username, pathname, searchParams } = new URL(withPlaceholderHost(url));
  const user = decodeURIComponent(username);
  return {
    host: searchParams.get('host') ?? (host || 'localhost'),
    user,
    database: decodeURIComponent(pathname.slice(1)) || user,
  };
}
