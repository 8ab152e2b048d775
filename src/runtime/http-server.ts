import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Hono } from 'hono';
import { limitConnectionsPerClient } from './client-address.ts';
import { errorCode, UserError } from './errors.ts';
import type { Log } from './log.ts';
import { withTimeout } from './retry.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  /** If the port isn't configured and is in use, the server takes a free one. */
  readonly isPortConfigured: boolean;
}

export interface HttpServer {
  /** For this machine, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Waits up to three seconds for requests in flight, then closes all connections, WebSockets too. Can be called twice. */
  close(): Promise<void>;
}

interface HttpServerOptions {
  /** The subject of errors, such as "The web server". */
  readonly label: string;
  /** Named in errors. */
  readonly settingNames: { readonly port: string; readonly host: string };
  /** Limits the connections of each client from a public address. On by default; off for a server with a single client. */
  readonly limitsPerClient?: boolean;
  readonly log: Log;
}

const CLOSE_TIMEOUT_MS = 3000;

/** Requests have no uploads, so a slow one only holds a connection. */
const SERVER_TIMEOUTS = {
  ...{ requestTimeout: 15_000, headersTimeout: 10_000, keepAliveTimeout: 30_000 },
  // By default, Node.js checks for timeouts only every 30 seconds.
  connectionsCheckingInterval: 5000,
} as const;
const MAX_CONNECTIONS = 512;
/** A browser opens six connections, and an office may share one address. */
const MAX_CONNECTIONS_PER_CLIENT = 128;

/** Starts an HTTP server. @throws UserError if it can't listen */
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
  const connections = trackConnections(server, () =>
    log.warn(
      { server: label, maxConnections: server.maxConnections },
      'connection limit reached, dropping connections',
    ),
  );
  try {
    await listenOn(server, host, port);
  } catch (error) {
    if (isPortConfigured || errorCode(error) !== 'EADDRINUSE') throw createListenError(error, address, options);
    await listenOn(server, host, 0);
  }
  // An unhandled 'error' event would end the process.
  server.on('error', (error) => log.error({ server: label, err: error }, 'HTTP server error'));
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

/** A server's URL for this machine. */
export function formatLocalUrl({ host, port }: Pick<ListenAddress, 'host' | 'port'>): string {
  // These two mean every address of the machine, and some systems can't connect to them.
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

function createListenError(
  error: unknown,
  { host, port }: ListenAddress,
  { label, settingNames }: HttpServerOptions,
): UserError {
  const [reason, fix] = explainListenError(error, settingNames);
  return new UserError(`${label} can't listen on ${host}:${port}: ${reason}. ${fix}.`, { cause: error });
}

function explainListenError(
  error: unknown,
  { port, host }: HttpServerOptions['settingNames'],
): readonly [reason: string, fix: string] {
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return ['the port is in use', `Set ${port} to a free port`];
    case 'EACCES':
      return ['ports below 1024 need root permissions', `Set ${port} to a higher port`];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ["this machine doesn't have that address", `Set ${host} to one of its addresses, or to 0.0.0.0 for all`];
    default:
      return [error instanceof Error ? error.message : String(error), `Check ${host} and ${port}`];
  }
}

/** The connections of a server, including WebSockets, which `server.close()` would wait for indefinitely. */
interface ConnectionTracker {
  /** Closes idle connections now, and the others after their response. */
  closeIdle(): void;
  closeAll(): void;
}

/**
 * Must be called before the server listens.
 *
 * @param onLimitReached called when a connection is dropped, and again only after half of the connections have closed: during a flood,
 * every free slot is taken at once
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
      // Sent after the last bytes of the response.
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

/** Passes requests of Node.js to a Hono app. Malformed requests get 400; unexpected errors get 500 and are logged. */
export function createRequestListener(app: Hono, log: Log): RequestListener {
  return getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
    errorHandler(error) {
      const isClientError = error instanceof RequestError;
      if (!isClientError) log.error({ err: error }, 'failed to handle request');
      return new Response(null, { status: isClientError ? 400 : 500 });
    },
  });
}
