import { type Address, type Listening, listen } from '../http/listen.ts';
import { requestListener } from '../http/request-listener.ts';
import type { Log } from '../log.ts';
import { addGauges } from './gauges.ts';
import type { Metrics } from './metrics.ts';
import { createProbe } from './probe.ts';
import { createReadiness } from './readiness.ts';
import { createOperatorSite } from './site.ts';
import type { Watched } from './watched.ts';

interface Dependencies {
  readonly address: Address;
  readonly version: string;
  readonly metrics: Metrics;
  readonly watched: Watched;
  readonly log: Log;
  /** How long the store may take to answer. */
  readonly limitMs?: number;
}

/** Whoever asks for health waits for a few seconds: Prometheus for ten, unless told. */
const LIMIT_MS = 2000;

/**
 * Lets an operator watch a process: health, readiness and metrics over HTTP. The log says where.
 *
 * @throws UserError where it can't listen
 */
export async function startOperator(dependencies: Dependencies): Promise<Listening> {
  const { address, version, metrics, watched, log, limitMs = LIMIT_MS } = dependencies;
  const { registry } = metrics;
  const ping = createProbe(() => watched.vitals.ping(), { limitMs, log, what: 'not ready: the store' });
  addGauges(registry, watched, { ping, log, limitMs });
  const readiness = createReadiness(watched, ping);
  const site = createOperatorSite({ host: address.host, version, registry, readiness, log });
  const listening = await listen(requestListener(site, log), address, {
    what: 'The address for operators',
    settings: { port: 'OPERATOR_PORT', host: 'OPERATOR_HOST' },
    log,
  });
  const { url, port } = listening;
  const where = `/healthz, /readyz and /metrics are at ${url}`;
  if (address.port === 0 || port === address.port) log.info({ url }, where);
  else log.warn({ url }, `another program has port ${address.port}: ${where}`);
  return listening;
}
