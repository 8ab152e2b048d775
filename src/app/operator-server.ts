import { Hono } from 'hono';
import { createHealthCheck, formatHealthCheckResult, type HealthCheck } from '../runtime/health-check.ts';
import { createHostCheck } from '../runtime/host-check.ts';
import { createRequestListener, type HttpServer, type ListenAddress, startHttpServer } from '../runtime/http-server.ts';
import type { Log } from '../runtime/log.ts';
import { pluralize } from '../text/format.ts';
import { type MonitoredProcess, registerGauges } from './gauges.ts';
import type { Metrics } from './metrics.ts';

interface OperatorServerDeps {
  readonly address: ListenAddress;
  readonly version: string;
  readonly metrics: Metrics;
  readonly targets: MonitoredProcess;
  readonly log: Log;
  /** For database checks. */
  readonly timeoutMs?: number;
}

/** Well below the timeouts of clients; Prometheus's default is ten seconds. */
const HEALTH_CHECK_TIMEOUT_MS = 2000;

/** Serves health checks and metrics. @throws UserError if it can't listen */
export async function startOperatorServer(deps: OperatorServerDeps): Promise<HttpServer> {
  const { address, version, metrics, targets, log, timeoutMs = HEALTH_CHECK_TIMEOUT_MS } = deps;
  const { registry } = metrics;
  const failureMessage = 'database health check failed';
  const ping = createHealthCheck(() => targets.health.ping(), { timeoutMs, log, failureMessage });
  registerGauges(registry, targets, { ping, log, timeoutMs });
  const readiness = createReadiness(targets, ping);
  const app = createOperatorApp({ host: address.host, version, registry, readiness, log });
  const server = await startHttpServer(createRequestListener(app, log), address, {
    label: 'The operator server',
    settingNames: { port: 'OPERATOR_PORT', host: 'OPERATOR_HOST' },
    log,
  });
  const { url, port } = server;
  const paths = ['/healthz', '/readyz', '/metrics'];
  if (address.port === 0 || port === address.port) log.info({ url, paths }, 'operator server is listening');
  else
    log.warn(
      { url, paths, takenPort: address.port },
      'operator server is listening on another port: the port is taken',
    );
  return server;
}

interface OperatorAppDeps {
  /** The host it listens on. */
  readonly host: string;
  readonly version: string;
  readonly registry: Metrics['registry'];
  readonly readiness: () => Promise<Readiness>;
  readonly log: Log;
}

const OPERATOR_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

const METHODS = ['GET', 'HEAD'];

/** `/healthz`: liveness; `/readyz`: readiness (200 or 503); `/metrics`: for Prometheus, or as JSON if the client accepts that. */
function createOperatorApp({ host, version, registry, readiness, log }: OperatorAppDeps): Hono {
  const app = new Hono();
  const isOwnHost = createHostCheck({ host, allowsBareNames: true });

  app.use(async ({ req, header, json }, next) => {
    for (const [name, value] of Object.entries(OPERATOR_HEADERS)) header(name, value);
    if (!isOwnHost(req.header('host'))) {
      return json({ error: 'Unknown host. Use the IP address of this server.' }, 421);
    }
    if (!METHODS.includes(req.method)) {
      header('allow', METHODS.join(', '));
      return json({ error: `Use ${METHODS.join(' or ')}.` }, 405);
    }
    return next();
  });
  app.get('/healthz', ({ json }) =>
    json({ status: 'ok', version, node: process.versions.node, uptimeSeconds: Math.round(process.uptime()) }),
  );
  app.get('/readyz', async ({ json }) => {
    const result = await readiness();
    return json(result, result.ready ? 200 : 503);
  });
  app.get('/metrics', async ({ req, json, text }) => {
    const accepted = req.header('accept') ?? '';
    if (accepted.includes('application/json')) return json(await registry.getMetricsAsJSON());
    return text(await registry.metrics(), 200, { 'content-type': registry.contentType });
  });
  app.notFound(({ json }) => json({ error: 'Not found. Use /healthz, /readyz or /metrics.' }, 404));
  app.onError((error, { json }) => {
    log.error({ err: error }, 'operator request failed');
    return json({ error: 'Internal error. See the log.' }, 500);
  });
  return app;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly Check[];
}

interface Check {
  /** `store`, `platform discord`, `tick highlights` */
  readonly name: string;
  readonly ok: boolean;
  /** Never contains an error message, as database errors may contain addresses. */
  readonly output: string;
}

/** Above this, the scheduler's watchdog should have restarted it. */
const MAX_TICK_AGE_MS = 90_000;

/** A process is ready if it isn't stopping, its database responds, it has papers, and its platforms and schedulers work. */
function createReadiness(targets: MonitoredProcess, ping: HealthCheck<void>): () => Promise<Readiness> {
  const checkDatabase = async (): Promise<Check> => {
    const result = await ping();
    return { name: 'store', ok: result.kind === 'ok', output: formatHealthCheckResult(result) };
  };
  return async () => {
    if (targets.isStopping()) {
      return { ready: false, checks: [{ name: 'process', ok: false, output: 'shutting down' }] };
    }
    const checks = [
      await checkDatabase(),
      checkIndex(targets),
      ...checkPlatforms(targets),
      ...checkSchedulers(targets),
    ];
    return { ready: checks.every(({ ok }) => ok), checks };
  };
}

function checkIndex({ papers }: MonitoredProcess): Check {
  const count = papers();
  return { name: 'index', ok: count > 0, output: pluralize(count, 'paper') };
}

function checkPlatforms({ platforms }: MonitoredProcess): Check[] {
  return [...platforms].map(([name, platform]) => {
    const ok = platform.connected();
    return { name: `platform ${name}`, ok, output: ok ? 'connected' : 'not connected' };
  });
}

function checkSchedulers({ schedulers }: MonitoredProcess): Check[] {
  return Object.entries(schedulers).map(([name, ageMs]) => {
    const ms = ageMs();
    return { name: `tick ${name}`, ok: ms <= MAX_TICK_AGE_MS, output: `${Math.round(ms / 1000)} s ago` };
  });
}
