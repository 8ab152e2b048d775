import { type HttpServer, type ListenAddress, startHttpServer } from '../http/listen.ts';
import { createRequestListener } from '../http/request-listener.ts';
import type { Log } from '../log.ts';
import { registerGauges } from './gauges.ts';
import type { Metrics } from './metrics.ts';
import { createHealthCheck } from './probe.ts';
import { createReadiness } from './readiness.ts';
import { createOperatorApp } from './site.ts';
import type { MonitoredProcess } from './watched.ts';

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
