import { commands } from '../../commands/index.ts';
import { commandsForPlatform } from '../chat/command.ts';
import { type ChatPlatform, type PlatformDeps, withStoredActions } from '../chat/platform.ts';
import { startDiscussionScheduler } from '../features/discussions/discussion-scheduler.ts';
import { createOwnerNotifier, createPostRateLimiter, startDeliveryScheduler } from '../features/highlights/index.ts';
import { createLazyChartRenderer } from '../runtime/charts/lazy-chart-renderer.ts';
import { UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { type ShutdownSteps, shutdown } from '../runtime/shutdown.ts';
import { SqlHealthQueries } from '../store/repositories/health-repository.ts';
import type { OpenCore } from './compose.ts';
import { type Config, listenPorts, operatorAddress } from './config.ts';
import type { MonitoredProcess } from './gauges.ts';
import { createDeliveryRecorder, createMetrics, type Metrics, withInteractionMetrics } from './metrics.ts';
import { startOperatorServer } from './operator-server.ts';
import { createTraitsLookup } from './platforms.ts';
import { type AppServices, createRouter } from './router.ts';
import { createWebServer } from './web-server.ts';

const UNREACHABLE_MESSAGE =
  'Nobody can reach this Paperboy. Set the tokens of a chat platform, or PAGES=on or PLAYGROUND=on for the web server, or run it in a terminal.';

interface StartDeps {
  readonly open: OpenCore;
  /** Of Paperboy. */
  readonly version: string;
  /** `adapters/web` of the package, with the static files. */
  readonly webFolder: string;
  readonly log: Log;
  /** Called with what the operator can do, when a platform has failed for good or nobody can reach Paperboy. */
  readonly onFatal: (error: UserError) => void;
}

/**
 * Starts the configured platforms, the background jobs, the web server and the operator server. Resolves when every platform is
 * connected, even if a paper source is down.
 *
 * @returns stops everything and then exits the process, within ten seconds
 * @throws UserError for what the operator can fix
 */
export async function start(
  config: Config,
  { open, version, webFolder, log, onFatal }: StartDeps,
): Promise<() => Promise<void>> {
  const metrics = createMetrics({ version, node: process.versions.node });
  const { core } = open;
  // Filled as things start, so that a shutdown during the start stops what is there.
  const steps: ShutdownSteps = { workers: [], webServer: [], store: [open.close], operatorServer: [] };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= shutdown(steps, { log, exit: () => process.exit() });
    return stopping;
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  try {
    const drawChart = createLazyChartRenderer();
    const browser = createWebServer(config, { core, drawChart, webFolder, log, metrics, random: Math.random });
    if (browser !== undefined) steps.webServer.push(browser.stop);
    const failed = new Set<string>();
    const created = await createPlatforms(config, {
      ...{ core, drawChart, browser, log, metrics },
      // Without any platform the process would look alive and miss every slot.
      onFatal: (name, error) => {
        onFatal(error);
        failed.add(name);
        if (config.platforms.every((platform) => failed.has(platform.name))) void stop();
      },
      // A service has no terminal, and may only serve the web.
      onEnd: (wasUsed) => {
        if (stopping !== undefined || (!wasUsed && browser !== undefined)) return;
        if (!wasUsed && config.NODE_ENV === 'production') onFatal(new UserError(UNREACHABLE_MESSAGE));
        void stop();
      },
    });
    const jobs = startJobs(created, config, { open, log, metrics });
    steps.workers.push(...[...jobs.all, ...created].map((worker) => () => worker.stop()));
    const operator = startOperatorServer({
      ...{ address: operatorAddress(config), version, metrics, log },
      targets: monitoredProcess(open, jobs.lastRunAgeMs, () => stopping !== undefined),
    });
    steps.operatorServer.push(async () => (await operator.catch(() => undefined))?.close());
    await operator;
    await browser?.start();
    await connectPlatforms(created, config, { open, log, metrics });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

interface CreatePlatformsDeps extends Pick<PlatformDeps, 'drawChart' | 'browser' | 'log' | 'onEnd'> {
  readonly core: AppServices;
  readonly metrics: Metrics;
  /** Called when a platform has failed for good; the others go on. */
  readonly onFatal: (platform: string, error: UserError) => void;
}

/** The enabled platforms, not started yet. */
async function createPlatforms(
  config: Config,
  { core, metrics, onFatal, ...deps }: CreatePlatformsDeps,
): Promise<readonly ChatPlatform[]> {
  const { actionStore, now } = core;
  return Promise.all(
    config.platforms.map(async (descriptor) => {
      const platform: ChatPlatform = await descriptor.create(config, {
        ...{ ...deps, actionStore, now, port: listenPorts(config).port },
        commands: commandsForPlatform(descriptor, commands),
        onFatal: (error) => {
          onFatal(descriptor.name, error);
          void platform.stop();
        },
        onAcknowledged: (ms) => metrics.acknowledgementSeconds.observe({ platform: descriptor.name }, ms / 1000),
      });
      return platform;
    }),
  );
}

interface RunDeps {
  readonly open: OpenCore;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Starts deliveries, discussions and the polling of paper sources. */
function startJobs(created: readonly ChatPlatform[], config: Config, { open, log, metrics }: RunDeps) {
  const { core, platforms } = open;
  for (const platform of created) platforms.set(platform.name, withStoredActions(platform, core.actionStore));
  const findTraits = createTraitsLookup(config.platforms);
  const highlights = startDeliveryScheduler({
    ...{ ...core.highlights, platforms, log },
    rateLimiter: createPostRateLimiter({ now: core.now, findTraits }),
    notifyOwner: createOwnerNotifier({ platforms, findTraits, log }),
    recordDelivery: createDeliveryRecorder([...platforms.keys()], metrics),
    leaseOwner: core.discussions.owner,
  });
  const discussions = startDiscussionScheduler({ ...core, log });
  open.events.on('delivery-due', highlights.wake).on('thread-activity', discussions.refreshSoon);
  const papers = open.sources.startPoller();
  const lastRunAgeMs: MonitoredProcess['schedulers'] = {
    highlights: highlights.lastRunAgeMs,
    discussions: discussions.lastRunAgeMs,
    papers: papers.lastRunAgeMs,
  };
  return { all: [highlights, discussions, papers], lastRunAgeMs };
}

async function connectPlatforms(
  created: readonly ChatPlatform[],
  config: Config,
  { open: { core, store }, log, metrics }: RunDeps,
): Promise<void> {
  await Promise.all(
    created.map((platform, index) => {
      const descriptor = config.platforms[index];
      if (descriptor === undefined) return undefined;
      const explainFault = descriptor.usersAreOperators ? store.explainError : () => undefined;
      const router = createRouter(core, { platform: descriptor, log, random: Math.random, explainFault });
      const lookup = { commands: commandsForPlatform(descriptor, commands), actionStore: core.actionStore };
      return platform.start(withInteractionMetrics(router, { platform: platform.name, metrics, lookup }));
    }),
  );
}

function monitoredProcess(
  { core, platforms, store, sources }: OpenCore,
  schedulers: MonitoredProcess['schedulers'],
  isStopping: () => boolean,
): MonitoredProcess {
  return {
    ...{ platforms, schedulers, isStopping, now: core.now },
    papers: () => core.papers.all().length,
    health: new SqlHealthQueries(store),
    sources: () => sources.lookup.getSourceStatuses(),
  };
}
