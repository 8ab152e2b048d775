import { Gauge, type Registry } from 'prom-client';
import type { ChatPlatform } from '../chat/platform.ts';
import { RECONCILE_WINDOW_MS } from '../features/highlights/delivery.ts';
import { isoTimestampIn } from '../runtime/clock.ts';
import { createHealthCheck, type HealthCheck } from '../runtime/health-check.ts';
import type { Log } from '../runtime/log.ts';
import type { SourceStatus } from '../sources/source-repository.ts';
import type { HealthQueries } from '../store/repositories/health-repository.ts';

/** What health checks and gauges look at. */
export interface MonitoredProcess {
  /** The enabled platforms, by name. */
  readonly platforms: ReadonlyMap<string, Pick<ChatPlatform, 'connected'>>;
  /** Milliseconds since the last tick of each scheduler. */
  readonly schedulers: Readonly<Record<SchedulerName, () => number>>;
  /** The number of papers in the search index. */
  readonly papers: () => number;
  readonly health: HealthQueries;
  readonly sources: () => Promise<readonly SourceStatus[]>;
  readonly isStopping: () => boolean;
  readonly now: () => Date;
}

type SchedulerName = 'highlights' | 'discussions' | 'papers';

interface GaugesDeps {
  /** Checks that the database accepts writes. */
  readonly ping: HealthCheck<void>;
  readonly log: Log;
  readonly timeoutMs: number;
}

/**
 * Registers gauges that are read with each scrape. What the database doesn't return within the timeout has no value then, instead of an old
 * one; the log says why.
 */
export function registerGauges(registry: Registry, targets: MonitoredProcess, deps: GaugesDeps): void {
  registerProcessGauges(registry, targets);
  registerBacklogGauges(registry, targets, deps);
  registerSourceGauges(registry, targets, deps);
}

function registerProcessGauges(registry: Registry, { platforms, schedulers, papers }: MonitoredProcess): void {
  addGauge(
    registry,
    {
      name: 'paperboy_platform_connected',
      help: '1 if the platform is connected, otherwise 0',
      labelNames: ['platform'],
    },
    () => [...platforms].map(([name, platform]) => [{ platform: name }, platform.connected() ? 1 : 0]),
  );
  addGauge(
    registry,
    {
      name: 'paperboy_tick_age_seconds',
      help: 'Time since the last tick of a scheduler, or since its current run started if that is longer; above 90 it has stalled',
      labelNames: ['tick'],
    },
    () => Object.entries(schedulers).map(([tick, ageMs]) => [{ tick }, ageMs() / 1000]),
  );
  addGauge(registry, { name: 'paperboy_index_papers', help: 'Papers in the search index' }, () => [[{}, papers()]]);
}

function registerBacklogGauges(registry: Registry, { health, now }: MonitoredProcess, deps: GaugesDeps): void {
  const readBacklog = () =>
    health.backlog({
      now: now().toISOString(),
      // Older ones stay unknown: reconciliation has given up, and their owners were notified.
      unknownSince: isoTimestampIn(-RECONCILE_WINDOW_MS, { now }),
    });
  const backlog = createHealthCheck(readBacklog, { ...deps, failureMessage: 'failed to read backlog metrics' });
  addGauge(
    registry,
    {
      name: 'paperboy_store_answers',
      help: '1 if the database health check passed, otherwise 0',
    },
    async () => {
      const results = await Promise.all([deps.ping(), backlog()]);
      return [[{}, results.every(({ kind }) => kind === 'ok') ? 1 : 0]];
    },
  );
  addGauge(
    registry,
    {
      name: 'paperboy_delivery_queue',
      help: 'Scheduled posts of all processes by state: due, sending, or unknown (being reconciled)',
      labelNames: ['state'],
    },
    samplesFrom(backlog, ({ deliveries }) => Object.entries(deliveries).map(([state, count]) => [{ state }, count])),
  );
  addGauge(
    registry,
    {
      name: 'paperboy_discussions_in_work',
      help: 'Discussions of all processes whose thread is being opened (opening) or due for a refresh (look)',
      labelNames: ['work'],
    },
    samplesFrom(backlog, ({ discussions: { opening, refreshes } }) => [
      [{ work: 'opening' }, opening],
      [{ work: 'look' }, refreshes],
    ]),
  );
  addGauge(
    registry,
    {
      name: 'paperboy_subscriptions_broken',
      help: 'Subscriptions whose posts are refused; they are retried at each slot',
    },
    samplesFrom(backlog, ({ brokenSubscriptions }) => [[{}, brokenSubscriptions]]),
  );
}

function registerSourceGauges(registry: Registry, { sources }: MonitoredProcess, deps: GaugesDeps): void {
  const statuses = createHealthCheck(sources, { ...deps, failureMessage: 'failed to read source metrics' });
  addGauge(
    registry,
    {
      name: 'paperboy_source_answered_timestamp_seconds',
      help: 'Unix time of the last successful response of a paper source to any process',
      labelNames: ['source'],
    },
    samplesFrom(statuses, (all) =>
      all.flatMap(({ name: source, lastSuccessAt }) =>
        lastSuccessAt === undefined ? [] : [[{ source }, Date.parse(lastSuccessAt) / 1000] as const],
      ),
    ),
  );
  addGauge(
    registry,
    {
      name: 'paperboy_source_failing',
      help: '1 if the circuit breaker of a paper source is open, otherwise 0',
      labelNames: ['source'],
    },
    samplesFrom(statuses, (all) => all.map(({ name: source, failure }) => [{ source }, failure === undefined ? 0 : 1])),
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
      const values = await samples();
      this.reset();
      // After a reset, a gauge without labels is 0 instead of missing.
      if (labelNames.length === 0) this.remove();
      for (const [labels, value] of values) this.set(labels, value);
    },
  });
}

/** Samples of a successful check; none if it failed. */
function samplesFrom<T>(
  check: HealthCheck<T>,
  samples: (value: T) => readonly Sample[],
): () => Promise<readonly Sample[]> {
  return async () => {
    const result = await check();
    return result.kind === 'ok' ? samples(result.value) : [];
  };
}
