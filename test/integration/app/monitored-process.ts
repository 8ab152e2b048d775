import { expect, onTestFinished } from 'vitest';
import type { Backlog, HealthQueries, MonitoredProcess } from '../../../src/app/health-queries.ts';
import { createMetrics } from '../../../src/app/metrics.ts';
import { startOperatorServer } from '../../../src/app/operator-server.ts';
import type { HttpServer } from '../../../src/runtime/http-server.ts';
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

/** A process in which all is well, but for what a test says of it. */
export function watched(fields: Partial<MonitoredProcess> = {}): MonitoredProcess {
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

interface Operated {
  readonly listening: HttpServer;
  readonly metrics: ReturnType<typeof createMetrics>;
  readonly records: readonly Record<string, unknown>[];
  get(path: string, init?: RequestInit): Promise<Response>;
}

/** An operator's address over a true socket, at a free port, where the store has little time, unless told. It goes with the test. */
export async function operate(
  fields: Partial<MonitoredProcess> = {},
  address = {},
  timeout: { readonly timeoutMs?: number } = { timeoutMs: 100 },
): Promise<Operated> {
  const { log, records } = createMemoryLog();
  const metrics = createMetrics(ABOUT);
  const listening = await startOperatorServer({
    address: { host: '127.0.0.1', port: 0, isPortConfigured: true, ...address },
    ...timeout,
    ...{ metrics, log, version: ABOUT.version, targets: watched(fields) },
  });
  onTestFinished(() => listening.close());
  return { listening, metrics, records, get: (path, init) => fetch(listening.url + path, init) };
}

/** The samples of a scrape by their names and labels, as they are written there. */
export async function scrape({ get }: Pick<Operated, 'get'>): Promise<Map<string, number>> {
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
