import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../errors.ts';
import { inTime } from '../in-time.ts';
import type { Log } from '../log.ts';
import { type Connections, watchConnections } from './connections.ts';
import { shareConnections } from './share-connections.ts';

/** Where to listen. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Whether somebody chose the port: no other will do then. */
  readonly isChosen: boolean;
}

export interface Listening {
  /** Where one reaches it on this machine, as in `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Lets the answers in hand finish, for three seconds, and ends all connections, those of WebSockets too. It may be called twice. */
  close(): Promise<void>;
}

interface Kind {
  /** What can't be reached where it fails, as in "The page". */
  readonly what: string;
  /** The settings with which another port and another address are chosen. */
  readonly settings: { readonly port: string; readonly host: string };
  /** Whether each household from afar holds a share of the connections at most: so it is, unless one alone is to come. */
  readonly sharesConnections?: boolean;
  readonly log: Log;
}

const LAST_ANSWERS_MS = 3000;

/** Nobody needs longer for a request without an upload, and who sends a byte a second holds a connection for nothing. */
const TIMES = {
  ...{ requestTimeout: 15_000, headersTimeout: 10_000, keepAliveTimeout: 30_000 },
  // Node.js looks after these every 30 seconds unless told, and would leave a silent one in place for as long.
  connectionsCheckingInterval: 5000,
} as const;
const MOST_CONNECTIONS = 512;
/** A browser opens six, and an office may share an address. */
const MOST_FROM_AFAR = 128;

/**
 * A server for requests. Where its port is taken and nobody chose it, another one that is free takes its place.
 *
 * @throws UserError where it can't listen
 */
export async function listen(handler: RequestListener, address: Address, kind: Kind): Promise<Listening> {
  const { host, port, isChosen } = address;
  const { what, sharesConnections = true, log } = kind;
  const server = createServer({ ...TIMES, maxHeaderSize: 16 * 1024 }, handler);
  server.maxConnections = MOST_CONNECTIONS;
  if (sharesConnections) shareConnections(server, { most: MOST_FROM_AFAR });
  const connections = watchConnections(server, () => {
    const most = server.maxConnections;
    log.warn({ connections: most }, `${what} has ${most} connections, as many as may be: others are turned away`);
  });
  try {
    await listenAt(server, host, port);
  } catch (error) {
    if (isChosen || codeOf(error) !== 'EADDRINUSE') throw cannotListen(error, address, kind);
    await listenAt(server, host, 0);
  }
  // Heard by nobody, it would end the process.
  server.on('error', (error) => log.error({ err: error }, `${what} has trouble`));
  const bound = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  return {
    url: urlOf({ host, port: bound }),
    port: bound,
    server,
    close: () => {
      closing ??= close(server, connections);
      return closing;
    },
  };
}

/** The address of a server for those on its machine. */
export function urlOf({ host, port }: Pick<Address, 'host' | 'port'>): string {
  // These two stand for every address that the machine has, and lead nowhere by themselves on some systems.
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function listenAt(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function close(server: Server, connections: Connections): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  connections.endIdle();
  await inTime(closed, LAST_ANSWERS_MS);
  connections.endAll();
  await closed;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function cannotListen(error: unknown, { host, port }: Address, { what, settings }: Kind): UserError {
  const [why, mend] = reasonOf(error, settings);
  return new UserError(`${what} can't be opened at ${host}:${port}: ${why}. ${mend}.`, { cause: error });
}

/** What went wrong, and what to set. */
function reasonOf(error: unknown, { port, host }: Kind['settings']): readonly [why: string, mend: string] {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return ['another program has that port', `Set ${port} to one that is free`];
    case 'EACCES':
      return ['ports below 1024 are for root alone', `Set ${port} to a higher one`];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ['this machine has no such address', `Set ${host} to one that it has, or to 0.0.0.0 for all`];
    default:
      return [error instanceof Error ? error.message : String(error), `Set ${host} and ${port} to what is free`];
  }
}
