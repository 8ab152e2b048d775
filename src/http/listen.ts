import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';

/** Where to listen. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Whether somebody chose the port: no other will do then. */
  readonly isChosen: boolean;
}

export interface Listening {
  /** As in `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Lets the answers in hand finish, for three seconds, and ends all connections. It may be called twice. */
  close(): Promise<void>;
}

interface Named {
  /** What can't be reached where it fails, as in "The page". */
  readonly what: string;
  /** The setting with which another port is chosen. */
  readonly setting: string;
}

const LAST_ANSWERS_MS = 3000;

/** Nobody needs longer for a request without an upload, and who sends a byte a second holds a connection for nothing. */
const TIMES = { requestTimeout: 15_000, headersTimeout: 10_000, keepAliveTimeout: 30_000 } as const;
const MOST_CONNECTIONS = 512;

/**
 * A server for requests. Where its port is taken and nobody chose it, another one that is free takes its place.
 *
 * @throws UserError where it can't listen
 */
export async function listen(handler: RequestListener, address: Address, named: Named): Promise<Listening> {
  const { host, port, isChosen } = address;
  const server = createServer({ ...TIMES, maxHeaderSize: 16 * 1024 }, handler);
  server.maxConnections = MOST_CONNECTIONS;
  try {
    await listenAt(server, host, port);
  } catch (error) {
    if (isChosen || codeOf(error) !== 'EADDRINUSE') throw cannotListen(error, address, named);
    await listenAt(server, host, 0);
  }
  const bound = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    server,
    close: () => {
      closing ??= close(server);
      return closing;
    },
  };
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

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.race([closed, sleep(LAST_ANSWERS_MS, undefined, { ref: false })]);
  server.closeAllConnections();
  await closed;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function cannotListen(error: unknown, { host, port }: Address, { what, setting }: Named): UserError {
  const taken = codeOf(error) === 'EADDRINUSE';
  const why = taken ? 'another program has that port' : error instanceof Error ? error.message : String(error);
  return new UserError(`${what} can't be opened at ${host}:${port}: ${why}. Set ${setting} to what is free.`, {
    cause: error,
  });
}
