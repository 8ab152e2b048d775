import { commandsForPlatform } from '../chat/command.ts';
import type { AppServices } from '../chat/context.ts';
import { type ChatPlatform, withStoredActions } from '../chat/platform.ts';
import type { PlatformDeps } from '../chat/platform-descriptor.ts';
import { createPostRateLimiter } from '../chat/post-rate-limiter.ts';
import { createInteractionRouter } from '../chat/router.ts';
import { startDiscussionScheduler } from '../features/discussions/discussion-scheduler.ts';
import { startDeliveryScheduler } from '../features/highlights/delivery-scheduler.ts';
import { createOwnerNotifier } from '../features/highlights/owner-notices.ts';
import { createLazyChartRenderer } from '../runtime/charts/chart.ts';
import { UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { type ShutdownSteps, shutdown } from '../runtime/shutdown.ts';
import { startSourcePoller } from '../sources/poller.ts';
import { SqlHealthQueries } from '../store/repositories/health-repository.ts';
import type { OpenCore } from './compose.ts';
import { type Config, listenPorts, operatorAddress } from './config.ts';
import type { MonitoredProcess } from './health-queries.ts';
import { createMetrics, type Metrics, withDeliveryMetrics, withDispatchMetrics } from './metrics.ts';
import { startOperatorServer } from './operator-server.ts';
import { createTraitsLookup } from './platforms.ts';
import { createWebServer } from './web-server.ts';

const UNREACHABLE_MESSAGE =
  'Nobody can reach this Paperboy. Set the tokens of a chat platform, or PAGES=on or PLAYGROUND=on for the web server, or run it in a terminal.';

interface StartDeps {
  readonly open: OpenCore;
  /** Of Paperboy. */
  readonly version: string;
  /** The folder with the playground's files. */
  readonly pageFolder: string;
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
  { open, version, pageFolder, log, onFatal }: StartDeps,
): Promise<() => Promise<void>> {
  const metrics = createMetrics({ version, node: process.versions.node });
  const core = withMeteredDeliveries(open.core, config, metrics);
  // Filled as things start, so that a shutdown during the start stops what is there.
  const steps = {
    workers: [],
    webServer: [],
    store: [open.close],
    operatorServer: [],
  } satisfies ShutdownSteps as Mutable<ShutdownSteps>;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= shutdown(steps, { log, exit: () => process.exit() });
    return stopping;
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  try {
    const drawChart = createLazyChartRenderer();
    const browser = createWebServer(config, { core, drawChart, pageFolder, log, metrics, random: Math.random });
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
    const jobs = startJobs(created, core, config, { open, log });
    steps.workers.push(...[...jobs.all, ...created].map((worker) => () => worker.stop()));
    const operator = startOperatorServer({
      ...{ address: operatorAddress(config), version, metrics, log },
      targets: {
        platforms: open.platforms,
        schedulers: jobs.lastRunAgeMs,
        papers: () => core.papers.all().length,
        health: new SqlHealthQueries(open.store),
        sources: () => Promise.all(open.refresh.sources.map(({ name }) => open.refresh.repository.getStatus(name))),
        isStopping: () => stopping !== undefined,
        now: core.now,
      },
    });
    steps.operatorServer.push(async () => (await operator.catch(() => undefined))?.close());
    await operator;
    await browser?.start();
    await connectPlatforms(created, core, config, { open, log, metrics });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

function withMeteredDeliveries(core: AppServices, config: Config, metrics: Metrics): AppServices {
  const platforms = config.platforms.map(({ name }) => name);
  const deliveries = withDeliveryMetrics(core.highlights.deliveries, { platforms, metrics });
  return { ...core, highlights: { ...core.highlights, deliveries } };
}

interface CreatePlatformsDeps extends Pick<PlatformDeps, 'drawChart' | 'browser' | 'log' | 'onEnd'> {
  readonly core: AppServices;
  readonly metrics: Metrics;
  /** Called when a platform has failed for good; the others go on. */
  readonly onFatal: (platform: string, error: UserError) => void;
}

/** The enabled platforms, not started yet. */
export async function createPlatforms(
  config: Config,
  { core, metrics, onFatal, ...deps }: CreatePlatformsDeps,
): Promise<readonly ChatPlatform[]> {
  const { actionStore, now } = core;
  return Promise.all(
    config.platforms.map(async (descriptor) => {
      const platform: ChatPlatform = await descriptor.create(config, {
        ...{ ...deps, actionStore, now, port: listenPorts(config).port },
        commands: commandsForPlatform(descriptor, core.commands),
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

interface JobsDeps {
  readonly open: OpenCore;
  readonly log: Log;
}

/** Starts deliveries, discussions and the polling of paper sources. */
function startJobs(created: readonly ChatPlatform[], core: AppServices, config: Config, { open, log }: JobsDeps) {
  const { platforms } = open;
  for (const platform of created) platforms.set(platform.name, withStoredActions(platform, core.actionStore));
  const findTraits = createTraitsLookup(config.platforms);
  const highlights = startDeliveryScheduler({
    ...{ core, platforms, log },
    rateLimiter: createPostRateLimiter({ now: core.now, findTraits }),
    notifyOwner: createOwnerNotifier({ platforms, findTraits, log }),
    leaseOwner: core.discussions.owner,
  });
  const discussions = startDiscussionScheduler({ core, log });
  open.onWake({ deliver: highlights.wake, lookSoon: discussions.refreshSoon });
  const papers = startSourcePoller(open.refresh);
  const lastRunAgeMs: MonitoredProcess['schedulers'] = {
    highlights: highlights.lastRunAgeMs,
    discussions: discussions.lastRunAgeMs,
    papers: papers.lastRunAgeMs,
  };
  return { all: [highlights, discussions, papers], lastRunAgeMs };
}

async function connectPlatforms(
  created: readonly ChatPlatform[],
  core: AppServices,
  config: Config,
  { open, log, metrics }: JobsDeps & { readonly metrics: Metrics },
): Promise<void> {
  await Promise.all(
    created.map((platform, index) => {
      const descriptor = config.platforms[index];
      if (descriptor === undefined) return undefined;
      const services = { ...core, commands: commandsForPlatform(descriptor, core.commands) };
      const explainFault = descriptor.usersAreOperators ? open.store.explainError : () => undefined;
      const router = createInteractionRouter({
        services,
        platform: descriptor,
        log,
        random: Math.random,
        explainFault,
      });
      return platform.start(withDispatchMetrics(router, { platform: platform.name, metrics, core: services }));
    }),
  );
}
