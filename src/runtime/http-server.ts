import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Hono } from 'hono';
import { limitConnectionsPerClient } from './client-address.ts';
import { UserError } from './errors.ts';
import type { Log } from './log.ts';
import { withTimeout } from './retry.ts';

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  /** Whether somebody chose the port: no other will do then. */
  readonly isPortConfigured: boolean;
}

export interface HttpServer {
  /** Where one reaches it on this machine, as in `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Lets the answers in hand finish, for three seconds, and ends all connections, those of WebSockets too. It may be called twice. */
  close(): Promise<void>;
}

interface HttpServerOptions {
  /** What can't be reached where it fails, as in "The page". */
  readonly label: string;
  /** The settings with which another port and another address are chosen. */
  readonly settingNames: { readonly port: string; readonly host: string };
  /** Whether each household from afar holds a share of the connections at most: so it is, unless one alone is to come. */
  readonly limitsPerClient?: boolean;
  readonly log: Log;
}

const CLOSE_TIMEOUT_MS = 3000;

/** Nobody needs longer for a request without an upload, and who sends a byte a second holds a connection for nothing. */
const SERVER_TIMEOUTS = {
  ...{ requestTimeout: 15_000, headersTimeout: 10_000, keepAliveTimeout: 30_000 },
  // Node.js looks after these every 30 seconds unless told, and would leave a silent one in place for as long.
  connectionsCheckingInterval: 5000,
} as const;
const MAX_CONNECTIONS = 512;
/** A browser opens six, and an office may share an address. */
const MAX_CONNECTIONS_PER_CLIENT = 128;

/**
 * A server for requests. Where its port is taken and nobody chose it, another one that is free takes its place.
 *
 * @throws UserError where it can't listen
 */
export async function startHttpServer(
  handler: RequestListener,
  address: ListenAddress,
  options: HttpServerOptions,
): Promise<HttpServer> {
  const { host, port, isPortConfigured } = address;
  const { label, limitsPerClient = true, log } = options;
  const server = createServer({ ...SERVER_TIMEOUTS, maxHeaderSize: 16 * 1024 }, handler);
  server.maxConnections = MAX_CONNECTIONS;
  if (limitsPerClient) limitConnectionsPerClient(server, { maxPerClient: MAX_CONNECTIONS_PER_CLIENT });
  const connections = trackConnections(server, () => {
    const maxConnections = server.maxConnections;
    log.warn(
      { connections: maxConnections },
      `${label} has ${maxConnections} connections, as many as may be: others are turned away`,
    );
  });
  try {
    await listenOn(server, host, port);
  } catch (error) {
    if (isPortConfigured || errorCode(error) !== 'EADDRINUSE') throw createListenError(error, address, options);
    await listenOn(server, host, 0);
  }
  // Heard by nobody, it would end the process.
  server.on('error', (error) => log.error({ err: error }, `${label} has trouble`));
  const boundPort = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  return {
    url: formatLocalUrl({ host, port: boundPort }),
    port: boundPort,
    server,
    close: () => {
      closing ??= closeGracefully(server, connections);
      return closing;
    },
  };
}

/** The address of a server for those on its machine. */
export function formatLocalUrl({ host, port }: Pick<ListenAddress, 'host' | 'port'>): string {
  // These two stand for every address that the machine has, and lead nowhere by themselves on some systems.
  const hostname = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function closeGracefully(server: Server, connections: ConnectionTracker): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  connections.closeIdle();
  await withTimeout(closed, CLOSE_TIMEOUT_MS);
  connections.closeAll();
  await closed;
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function createListenError(
  error: unknown,
  { host, port }: ListenAddress,
  { label, settingNames }: HttpServerOptions,
): UserError {
  const [reason, fix] = explainListenError(error, settingNames);
  return new UserError(`${label} can't be opened at ${host}:${port}: ${reason}. ${fix}.`, { cause: error });
}

/** What went wrong, and what to set. */
function explainListenError(
  error: unknown,
  { port, host }: HttpServerOptions['settingNames'],
): readonly [reason: string, fix: string] {
  switch (errorCode(error)) {
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

/** The connections of a server. The server itself loses sight of those that became a WebSocket, and closing would wait for them for ever. */
interface ConnectionTracker {
  /** Ends those on which no answer is in hand, and each other one once its answer is given. */
  closeIdle(): void;
  closeAll(): void;
}

/**
 * Sees those that come from now on: to be called before the server listens.
 *
 * @param onLimitReached told when one more than may be was turned away, and again only once half of them were gone: as long as there is a flood,
 * each place that becomes free is taken at once
 */
function trackConnections(server: Server, onLimitReached: () => void): ConnectionTracker {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let isClosing = false;
  let isAtLimit = false;

  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      isAtLimit &&= open.size > server.maxConnections / 2;
    });
  });
  server.on('drop', () => {
    if (!isAtLimit) onLimitReached();
    isAtLimit = true;
  });
  server.on('request', ({ socket }, response) => {
    busy.add(socket);
    response.once('close', () => {
      busy.delete(socket);
      // The end goes out after the last bytes of the answer.
      if (isClosing) socket.end();
    });
  });

  return {
    closeIdle() {
      isClosing = true;
      for (const socket of open) if (!busy.has(socket)) socket.destroy();
    },
    closeAll() {
      for (const socket of open) socket.destroy();
    },
  };
}

/** What a Hono app does with requests of Node.js. What is no request at all is answered with 400, and a fault of ours is logged. */
export function createRequestListener(app: Hono, log: Log): RequestListener {
  return getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
    errorHandler(error) {
      const isClientError = error instanceof RequestError;
      if (!isClientError) log.error({ err: error }, 'a request could not be answered');
      return new Response(null, { status: isClientError ? 400 : 500 });
    },
  });
}
