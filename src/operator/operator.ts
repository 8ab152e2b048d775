import { type Address, type Listening, listen } from '../http/listen.ts';
import { requestListener } from '../http/request-listener.ts';
import type { Log } from '../log.ts';
import { addGauges } from './gauges.ts';
import type { Metrics } from './metrics.ts';
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
 * Lets an operator watch a process: health, readiness and metrics over HTTP. Where its port is not the one that everybody expects, the log
 * says which it is.
 *
 * @throws UserError where it can't listen
 */
export async function startOperator(dependencies: Dependencies): Promise<Listening> {
  const { address, version, metrics, watched, log, limitMs = LIMIT_MS } = dependencies;
  const { registry } = metrics;
  addGauges(registry, watched, limitMs);
  const readiness = createReadiness(watched, { log, limitMs });
  const site = createOperatorSite({ host: address.host, version, registry, readiness, log });
  const listening = await listen(requestListener(site, log), address, {
    what: 'The address for operators',
    settings: { port: 'OPERATOR_PORT', host: 'OPERATOR_HOST' },
  });
  // Heard by nobody, it would end the process.
  listening.server.on('error', (error) => log.error({ err: error }, 'the address for operators has trouble'));
  const { url } = listening;
  if (address.port === 0) log.info({ url }, `/healthz, /readyz and /metrics are at ${url}`);
  else if (listening.port !== address.port) {
    log.warn({ url }, `another program has port ${address.port}: /healthz, /readyz and /metrics are at ${url}`);
  }
  return listening;
}
