import { Hono } from 'hono';
import { createHealthCheck, describeResult, type HealthCheck } from '../runtime/health-check.ts';
import { createHostCheck } from '../runtime/host-check.ts';
import { createRequestListener, type HttpServer, type ListenAddress, startHttpServer } from '../runtime/http-server.ts';
import type { Log } from '../runtime/log.ts';
import { pluralize } from '../text/format.ts';
import { registerGauges } from './gauges.ts';
import type { MonitoredProcess } from './health-queries.ts';
import type { Metrics } from './metrics.ts';

interface OperatorServerDeps {
  readonly address: ListenAddress;
  readonly version: string;
  readonly metrics: Metrics;
  readonly targets: MonitoredProcess;
  readonly log: Log;
  /** How long the store may take to answer. */
  readonly timeoutMs?: number;
}

/** Whoever asks for health waits for a few seconds: Prometheus for ten, unless told. */
const HEALTH_CHECK_TIMEOUT_MS = 2000;

/**
 * Lets an operator watch a process: health, readiness and metrics over HTTP. The log says where.
 *
 * @throws UserError where it can't listen
 */
export async function startOperatorServer(dependencies: OperatorServerDeps): Promise<HttpServer> {
  const { address, version, metrics, targets, log, timeoutMs = HEALTH_CHECK_TIMEOUT_MS } = dependencies;
  const { registry } = metrics;
  const ping = createHealthCheck(() => targets.health.ping(), { timeoutMs, log, what: 'not ready: the store' });
  registerGauges(registry, targets, { ping, log, timeoutMs });
  const readiness = createReadiness(targets, ping);
  const site = createOperatorApp({ host: address.host, version, registry, readiness, log });
  const listening = await startHttpServer(createRequestListener(site, log), address, {
    label: 'The address for operators',
    settingNames: { port: 'OPERATOR_PORT', host: 'OPERATOR_HOST' },
    log,
  });
  const { url, port } = listening;
  const where = `/healthz, /readyz and /metrics are at ${url}`;
  if (address.port === 0 || port === address.port) log.info({ url }, where);
  else log.warn({ url }, `another program has port ${address.port}: ${where}`);
  return listening;
}

interface OperatorAppDeps {
  /** The address at which it listens. */
  readonly host: string;
  readonly version: string;
  readonly registry: Metrics['registry'];
  readonly readiness: () => Promise<Readiness>;
  readonly log: Log;
}

/** Nothing of this is for browsers, nor for later. */
const OPERATOR_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

const METHODS = ['GET', 'HEAD'];

/**
 * What an operator asks a process: `/healthz`, whether it is alive (whoever gets an answer knows); `/readyz`, whether it does its work
 * (200 or 503); `/metrics`, how it went so far, for Prometheus, or as JSON for whoever accepts `application/json`.
 */
function createOperatorApp({ host, version, registry, readiness, log }: OperatorAppDeps): Hono {
  const site = new Hono();
  const isOurName = createHostCheck({ host, allowsBareNames: true });

  site.use(async ({ req, header, json }, next) => {
    for (const [name, value] of Object.entries(OPERATOR_HEADERS)) header(name, value);
    if (!isOurName(req.header('host'))) {
      return json({ error: 'This server does not answer to that name. Ask for it by its address.' }, 421);
    }
    if (!METHODS.includes(req.method)) {
      header('allow', METHODS.join(', '));
      return json({ error: `This takes ${METHODS.join(' and ')} only.` }, 405);
    }
    return next();
  });
  site.get('/healthz', ({ json }) =>
    json({ status: 'ok', version, node: process.versions.node, uptimeSeconds: Math.round(process.uptime()) }),
  );
  site.get('/readyz', async ({ json }) => {
    const found = await readiness();
    return json(found, found.ready ? 200 : 503);
  });
  site.get('/metrics', async ({ req, json, text }) => {
    const accepted = req.header('accept') ?? '';
    if (accepted.includes('application/json')) return json(await registry.getMetricsAsJSON());
    return text(await registry.metrics(), 200, { 'content-type': registry.contentType });
  });
  site.notFound(({ json }) => json({ error: 'There are /healthz, /readyz and /metrics.' }, 404));
  site.onError((error, { json }) => {
    log.error({ err: error }, 'an operator could not be answered');
    return json({ error: 'That went wrong. The log says why.' }, 500);
  });
  return site;
}

/** Whether a process does its work, and what was looked at. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly Check[];
}

interface Check {
  /** As in `store`, `platform discord`, `tick highlights`. */
  readonly name: string;
  readonly ok: boolean;
  /** In words. They never come from outside: an error of a database may hold its address. */
  readonly says: string;
}

/** A minute is missed by then, and what starts the clock anew (`src/tick.ts`) has not. */
const MAX_TICK_AGE_MS = 90_000;

/**
 * Looks whether a process does its work: it is not about to end, its store answers, there are papers, every platform is connected, and the
 * minutes are heard of. An answer comes in time whatever hangs.
 *
 * @param ping asks the store (`Vitals.ping`)
 */
function createReadiness(watched: MonitoredProcess, ping: HealthCheck<void>): () => Promise<Readiness> {
  const database = async (): Promise<Check> => {
    const reading = await ping();
    return { name: 'store', ok: reading.kind === 'ok', says: describeResult(reading) };
  };

  return async () => {
    if (watched.isStopping()) {
      return { ready: false, checks: [{ name: 'process', ok: false, says: 'it is about to end' }] };
    }
    const checks = [await database(), checkIndex(watched), ...checkPlatforms(watched), ...checkSchedulers(watched)];
    return { ready: checks.every(({ ok }) => ok), checks };
  };
}

function checkIndex({ papers }: MonitoredProcess): Check {
  const count = papers();
  return { name: 'index', ok: count > 0, says: pluralize(count, 'paper') };
}

function checkPlatforms({ platforms: all }: MonitoredProcess): Check[] {
  return [...all].map(([name, platform]) => {
    const ok = platform.connected();
    return { name: `platform ${name}`, ok, says: ok ? 'connected' : 'not connected' };
  });
}

function checkSchedulers({ schedulers: all }: MonitoredProcess): Check[] {
  return Object.entries(all).map(([name, age]) => {
    const ms = age();
    return { name: `tick ${name}`, ok: ms <= MAX_TICK_AGE_MS, says: `${Math.round(ms / 1000)} s ago` };
  });
}
