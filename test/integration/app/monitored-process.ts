import { expect, onTestFinished } from 'vitest';
import type { MonitoredProcess } from '../../../src/app/gauges.ts';
import { createMetrics } from '../../../src/app/metrics.ts';
import { startOperatorServer } from '../../../src/app/operator-server.ts';
import type { HttpServer } from '../../../src/runtime/http-server.ts';
import type { Backlog, HealthQueries } from '../../../src/store/repositories/health-repository.ts';
import { createMemoryLog } from '../../fakes/log.ts';

export const ABOUT = { version: '1.2.3', node: '24.0.0' };

export const CALM: Backlog = {
  deliveries: { due: 0, sending: 0, unknown: 0 },
  discussions: { opening: 0, refreshes: 0 },
  brokenSubscriptions: 0,
};

export const HEALTHY_STORE: HealthQueries = {
  ping: async () => undefined,
  backlog: async () => CALM,
  recentlySent: async () => [],
  broken: async () => ({ count: 0, examples: [] }),
};

/** A healthy process, except for the given fields. */
export function monitoredProcess(fields: Partial<MonitoredProcess> = {}): MonitoredProcess {
  return {
    platforms: new Map([
      ['discord', { connected: () => true }],
      ['slack', { connected: () => true }],
    ]),
    schedulers: { highlights: () => 1000, discussions: () => 2000, papers: () => 60_000 },
    papers: () => 231,
    health: HEALTHY_STORE,
    sources: async () => [],
    isStopping: () => false,
    now: () => new Date('2026-03-01T09:00:00Z'),
    ...fields,
  };
}

interface TestOperatorServer {
  readonly server: HttpServer;
  readonly metrics: ReturnType<typeof createMetrics>;
  readonly records: readonly Record<string, unknown>[];
  get(path: string, init?: RequestInit): Promise<Response>;
}

/** An operator server on a free port, with a short timeout for the database. It closes with the test. */
export async function startTestServer(
  fields: Partial<MonitoredProcess> = {},
  address = {},
  timeout: { readonly timeoutMs?: number } = { timeoutMs: 100 },
): Promise<TestOperatorServer> {
  const { log, records } = createMemoryLog();
  const metrics = createMetrics(ABOUT);
  const server = await startOperatorServer({
    address: { host: '127.0.0.1', port: 0, isPortConfigured: true, ...address },
    ...timeout,
    ...{ metrics, log, version: ABOUT.version, targets: monitoredProcess(fields) },
  });
  onTestFinished(() => server.close());
  return { server, metrics, records, get: (path, init) => fetch(server.url + path, init) };
}

/** The samples of a scrape by name and labels. */
export async function scrape({ get }: Pick<TestOperatorServer, 'get'>): Promise<Map<string, number>> {
  const response = await get('/metrics');
  expect(response.status).toBe(200);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}
