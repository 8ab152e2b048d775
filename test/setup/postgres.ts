import { createServer, type Server } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The port at which tests find out where PostgreSQL is (`stores.ts`). */
    readonly postgresLookupPort: number;
  }
}

/** The URL of a PostgreSQL server, or why there is none. */
export type PostgresLookup = { readonly url: string } | { readonly reason: string };

let lookupServer: Server;
let server: Promise<PostgresServer> | undefined;

/**
 * All test files of a run share one PostgreSQL server: that of `TEST_DATABASE_URL`, or else one that is started when the first
 * of them needs it.
 */
export async function setup(project: TestProject): Promise<void> {
  lookupServer = createServer(async (socket) => {
    // The worker may have stopped.
    socket.on('error', () => undefined);
    socket.end(JSON.stringify(await findServer()));
  });
  await new Promise<void>((resolve) => lookupServer.listen(0, '127.0.0.1', resolve));
  const address = lookupServer.address();
  if (address !== null && typeof address !== 'string') project.provide('postgresLookupPort', address.port);
}

export async function teardown(): Promise<void> {
  lookupServer.close();
  await (await server?.catch(() => undefined))?.stop();
}

async function findServer(): Promise<PostgresLookup> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url) return { url };
  server ??= startPostgres();
  return server.catch((error: unknown) => ({ reason: String(error) }));
}
