import { Gauge, type Registry } from 'prom-client';
import { createHealthCheck, type HealthCheck } from '../runtime/health-check.ts';
import type { Log } from '../runtime/log.ts';
import type { MonitoredProcess } from './health-queries.ts';

interface GaugesDeps {
  /** Asks the store whether anything can be written. */
  readonly ping: HealthCheck<void>;
  readonly log: Log;
  /** How long the store may take. */
  readonly timeoutMs: number;
}

/**
 * Adds to a registry how things stand: it is looked at with each scrape. What the store does not tell in time has no value then, rather
 * than an old one, and the log says why.
 */
export function registerGauges(
  registry: Registry,
  targets: MonitoredProcess,
  { ping, log, timeoutMs }: GaugesDeps,
): void {
  const { platforms, schedulers, papers, health, sources, now } = targets;
  const add = (named: GaugeOptions, samples: () => readonly Sample[] | Promise<readonly Sample[]>): void =>
    addGauge(registry, named, samples);

  add(
    {
      name: 'paperboy_platform_connected',
      help: 'Whether Paperboy can hear people there: 1 or 0',
      labelNames: ['platform'],
    },
    () => [...platforms].map(([platform, line]) => [{ platform }, line.connected() ? 1 : 0]),
  );
  add(
    {
      name: 'paperboy_tick_age_seconds',
      help: 'Since the last full minute that was heard of (for highlights also since the planning began that is under way), by what is looked after: highlights, discussions, papers. Above 90 something is wrong',
      labelNames: ['tick'],
    },
    () => Object.entries(schedulers).map(([tick, age]) => [{ tick }, age() / 1000]),
  );
  add({ name: 'paperboy_index_papers', help: 'Papers that can be searched' }, () => [[{}, papers()]]);

  const workload = createHealthCheck(() => health.backlog(now().toISOString()), {
    timeoutMs,
    log,
    what: 'no metrics of what waits: the store',
  });
  add(
    {
      name: 'paperboy_store_answers',
      help: 'Whether the database took in time what was written to it, and told what it was asked: 1 or 0',
    },
    async () => {
      const readings = await Promise.all([ping(), workload()]);
      return [[{}, readings.every(({ kind }) => kind === 'ok') ? 1 : 0]];
    },
  );
  add(
    {
      name: 'paperboy_delivery_queue',
      help: 'Posts of subscriptions that wait, of all processes on the database: due, sending, or unknown (looked for, and never sent again blindly)',
      labelNames: ['state'],
    },
    samplesFrom(workload, ({ deliveries }) => Object.entries(deliveries).map(([state, count]) => [{ state }, count])),
  );
  add(
    {
      name: 'paperboy_discussions_in_work',
      help: 'Discussions of all processes whose thread is being opened (opening), or that are due to be looked at (look)',
      labelNames: ['work'],
    },
    samplesFrom(workload, ({ discussions: { opening, refreshes } }) => [
      [{ work: 'opening' }, opening],
      [{ work: 'look' }, refreshes],
    ]),
  );
  add(
    {
      name: 'paperboy_subscriptions_broken',
      help: 'Subscriptions that can not be posted any more where they should; they are tried again by themselves',
    },
    samplesFrom(workload, ({ brokenSubscriptions }) => [[{}, brokenSubscriptions]]),
  );

  const sourceStatuses = createHealthCheck(sources, {
    timeoutMs,
    log,
    what: 'no metrics of the sources of papers: the store',
  });
  add(
    {
      name: 'paperboy_source_answered_timestamp_seconds',
      help: 'When a source of papers last gave a good answer to any process, in seconds since 1970',
      labelNames: ['source'],
    },
    samplesFrom(sourceStatuses, (all) =>
      all.flatMap(({ name: source, lastSuccessAt }) =>
        lastSuccessAt === undefined ? [] : [[{ source }, Date.parse(lastSuccessAt) / 1000] as const],
      ),
    ),
  );
  add(
    {
      name: 'paperboy_source_failing',
      help: 'Whether a source of papers gives no answer, and is left alone for a while: 1 or 0',
      labelNames: ['source'],
    },
    samplesFrom(sourceStatuses, (all) =>
      all.map(({ name: source, failure }) => [{ source }, failure === undefined ? 0 : 1]),
    ),
  );
}

interface GaugeOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

function addGauge(
  registry: Registry,
  { name, help, labelNames = [] }: GaugeOptions,
  samples: () => readonly Sample[] | Promise<readonly Sample[]>,
): void {
  new Gauge({
    ...{ name, help, labelNames: [...labelNames], registers: [registry] },
    async collect() {
      const found = await samples();
      this.reset();
      // One without labels has a value again after a reset: 0.
      if (labelNames.length === 0) this.remove();
      for (const [labels, value] of found) this.set(labels, value);
    },
  });
}

/** The samples in what a probe brings, or none. */
function samplesFrom<T>(
  probe: HealthCheck<T>,
  samples: (value: T) => readonly Sample[],
): () => Promise<readonly Sample[]> {
  return async () => {
    const reading = await probe();
    return reading.kind === 'ok' ? samples(reading.value) : [];
  };
}
