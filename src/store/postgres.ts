import pg from 'pg';
import { errorCode, UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';

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

interface PostgresTarget {
  readonly host: string;
  readonly user: string;
  readonly database: string;
}

type MessageFor = (target: PostgresTarget) => string;

const SERVER_UNREACHABLE: MessageFor = ({ host }) =>
  `The database server ${host} does not answer: start it, or correct the host and port in DATABASE_URL.`;
const SERVER_RESTARTING: MessageFor = ({ host }) =>
  `The database server ${host} is just starting or stopping: try again in a moment.`;
const LOGIN_REFUSED: MessageFor = ({ host, user }) =>
  `The database server ${host} refuses the user ${user}: correct the user and password in DATABASE_URL.`;

/** What a server or the way to it reports that a host can put right (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
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
    `The database server ${host} has no database ${database}: create it, or correct its name in DATABASE_URL.`,
  '42501': ({ user, database }) =>
    `The user ${user} may not make tables in the database ${database}: grant it CREATE on its schema.`,
  '42P07': ({ database }) =>
    `The database ${database} has tables of another program with the names of Paperboy's: give Paperboy a database of its own.`,
  '53300': ({ host }) => `The database server ${host} has no connection left: raise its max_connections.`,
  '53100': ({ host }) => `The disk of the database server ${host} is full: make room there.`,
  '57014': ({ host }) =>
    `The database server ${host} takes too long, or somebody keeps what Paperboy needs locked: see pg_stat_activity there.`,
  '57P01': SERVER_RESTARTING,
  '57P02': SERVER_RESTARTING,
  '57P03': SERVER_RESTARTING,
  '25006': ({ host }) =>
    `The database server ${host} is a read-only copy: set DATABASE_URL to the server that is written to.`,
};

/** What pg itself finds wrong, without a code or with a file's. */
const POSTGRES_ERROR_PATTERNS: readonly (readonly [RegExp, MessageFor])[] = [
  [
    /, open '/,
    () => 'The sslrootcert, sslcert or sslkey in DATABASE_URL is no file that can be read: correct its path.',
  ],
  [
    /connection timeout|timeout exceeded when trying to connect|terminated unexpectedly|not queryable/i,
    SERVER_UNREACHABLE,
  ],
  [/client password must be a string/i, LOGIN_REFUSED],
  [
    /does not support SSL/i,
    ({ host }) =>
      `The database server ${host} speaks no TLS: take sslmode out of DATABASE_URL, or switch TLS on there.`,
  ],
  [
    /certificate/i,
    ({ host }) =>
      `The certificate of the database server ${host} is not trusted: add sslrootcert with its issuer to DATABASE_URL.`,
  ],
];

/** Why a PostgreSQL database can't be used, for people and without its password; undefined where they can't put it right. */
export function explainPostgresError(url: string, error: unknown): UserError | undefined {
  const text = error instanceof Error ? error.message : '';
  const messageFor =
    POSTGRES_ERROR_PATTERNS.find(([pattern]) => pattern.test(text))?.[1] ?? POSTGRES_ERROR_MESSAGES[errorCode(error)];
  return messageFor && new UserError(messageFor(parsePostgresUrl(url)), { cause: error });
}

/** Which database an address means, for people. */
export function describePostgresTarget(url: string): string {
  const { host, database } = parsePostgresUrl(url);
  return `${host}/${database}`;
}

/** Whether an address can be read at all. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(withPlaceholderHost(url));
}

/** A server on a local socket has no host in its address (`postgres://user@/name?host=/run/postgresql`), which `URL` does not take. */
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
