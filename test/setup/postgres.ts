import { createServer, type Server } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The port at which a test asks for a PostgreSQL (`stores.ts`). */
    readonly postgresDesk: number;
  }
}

/** Where a PostgreSQL is, or why there is none. */
export type PostgresAnswer = { readonly url: string } | { readonly reason: string };

let desk: Server;
let server: Promise<PostgresServer> | undefined;

/**
 * Lets all test files of a run share one PostgreSQL, which is started when the first of them asks: `TEST_DATABASE_URL` where that is
 * set, else one of its own.
 */
export async function setup(project: TestProject): Promise<void> {
  desk = createServer(async (socket) => {
    // A worker that was stopped meanwhile.
    socket.on('error', () => undefined);
    socket.end(JSON.stringify(await find()));
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  const address = desk.address();
  if (address !== null && typeof address !== 'string') project.provide('postgresDesk', address.port);
}

export async function teardown(): Promise<void> {
  desk.close();
  await (await server?.catch(() => undefined))?.stop();
}

async function find(): Promise<PostgresAnswer> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url) return { url };
  server ??= startPostgres();
  return server.catch((error: unknown) => ({ reason: String(error) }));
}
