import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What is counted and timed while a process works. Labels take few values, all known before: never what people type, nor who they are. */
export interface Metrics {
  readonly registry: Registry;
  readonly invocations: Counter<'platform' | 'command' | 'outcome'>;
  readonly invocationSeconds: Histogram<'platform' | 'command'>;
  readonly acknowledgementSeconds: Histogram<'platform'>;
  readonly deliveries: Counter<'platform' | 'outcome'>;
  readonly deliveryLagSeconds: Histogram<'platform'>;
  readonly httpRequests: Counter<'route' | 'status'>;
  readonly httpRequestSeconds: Histogram<'route'>;
}

/** Both platforms wait three seconds for an acknowledgement, and people a good deal less for an answer. */
const ANSWER_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ACKNOWLEDGEMENT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3];
/** What is due is looked for every minute, and has expired after two hours. */
const LAG_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200];

/** A registry of its own, so that two processes in one test, or a library with metrics, don't meet in it. */
export function createMetrics({ version, node }: { readonly version: string; readonly node: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'paperboy_build_info',
    help: 'Always 1: which Paperboy runs, and on which Node.js',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node }, 1);
  return {
    registry,
    invocations: new Counter({
      name: 'paperboy_invocations_total',
      help: 'What people did, by the command that it called (unknown: there is no such command) and whether it was answered, refused (they have to do something else), asked (a form opened) or failed (a fault of ours)',
      labelNames: ['platform', 'command', 'outcome'],
      registers,
    }),
    invocationSeconds: new Histogram({
      name: 'paperboy_invocation_seconds',
      help: 'How long the answer took to find, without the time on the way',
      labelNames: ['platform', 'command'],
      buckets: ANSWER_SECONDS,
      registers,
    }),
    acknowledgementSeconds: new Histogram({
      name: 'paperboy_acknowledgement_seconds',
      help: 'From what somebody did until the platform was told that it is heard; it waits 3 seconds',
      labelNames: ['platform'],
      buckets: ACKNOWLEDGEMENT_SECONDS,
      registers,
    }),
    deliveries: new Counter({
      name: 'paperboy_deliveries_total',
      help: 'Posts of subscriptions: sent, skipped (nothing to say), postponed (tried again), unknown (no answer came, it is looked for), expired (two hours late) or failed',
      labelNames: ['platform', 'outcome'],
      registers,
    }),
    deliveryLagSeconds: new Histogram({
      name: 'paperboy_delivery_lag_seconds',
      help: 'From the time at which a post was due until it was sent',
      labelNames: ['platform'],
      buckets: LAG_SECONDS,
      registers,
    }),
    httpRequests: new Counter({
      name: 'paperboy_http_requests_total',
      help: 'Requests of browsers and programs for pages, feeds and JSON, by the kind of address and the first digit of the status',
      labelNames: ['route', 'status'],
      registers,
    }),
    httpRequestSeconds: new Histogram({
      name: 'paperboy_http_request_seconds',
      help: 'How long such a request took to answer',
      labelNames: ['route'],
      buckets: ANSWER_SECONDS,
      registers,
    }),
  };
}
