import { commandsForPlatform } from '../chat/command.ts';
import { createPostRateLimiter } from '../chat/post-rate-limiter.ts';
import { createInteractionRouter } from '../chat/router.ts';
import { startDiscussionScheduler } from '../features/discussions/discussion-scheduler.ts';
import { startDeliveryScheduler } from '../features/highlights/delivery-scheduler.ts';
import { createOwnerNotifier } from '../features/highlights/owner-notices.ts';
import { createLazyChartRenderer } from '../runtime/charts/chart.ts';
import { UserError } from '../runtime/errors.ts';
import type { HttpServer } from '../runtime/http-server.ts';
import type { Log } from '../runtime/log.ts';
import { shutdown } from '../runtime/shutdown.ts';
import { startSourcePoller } from '../sources/poller.ts';
import { createHealthQueries } from '../store/repositories/health-repository.ts';
import type { OpenCore } from './compose.ts';
import type { Config } from './config.ts';
import { configuredPlatforms, operatorAddress } from './config-defaults.ts';
import { createMetrics, withDeliveryMetrics, withDispatchMetrics } from './metrics.ts';
import { startOperatorServer } from './operator-server.ts';
import { createPlatforms } from './platforms.ts';
import { createWebServer } from './web-server.ts';

const UNREACHABLE_MESSAGE =
  'Nobody can reach this Paperboy: set DISCORD_TOKEN, or the tokens of Slack, or PAGES=on or PLAYGROUND=on for the browser, or give it commands at a terminal or through a pipe.';

interface StartDeps {
  readonly open: OpenCore;
  /** Of Paperboy. */
  readonly version: string;
  /** Where the files of the playground are. */
  readonly pageFolder: string;
  readonly log: Log;
  /** Called when a platform ends for good, or nobody can reach any, with what the host can do. */
  readonly onFatal: (error: UserError) => void;
}

/**
 * Starts what is configured: the platforms, the deliveries of the daily highlights, what looks after discussions, and what keeps the
 * papers current, with an address at which an operator can watch all of it. Resolves when every platform is connected, whether or not a
 * source of papers answers.
 *
 * @returns ends it all, and the process, within ten seconds; what is in hand is finished as far as that goes
 * @throws UserError for what only the host can mend
 */
export async function start(
  config: Config,
  { open, version, pageFolder, log, onFatal }: StartDeps,
): Promise<() => Promise<void>> {
  const { platforms, refresh: refreshing } = open;
  const metrics = createMetrics({ version, node: process.versions.node });
  const { highlights } = open.core;
  const deliveries = withDeliveryMetrics(highlights.deliveries, { platforms: configuredPlatforms(config), metrics });
  const core = { ...open.core, highlights: { ...highlights, deliveries } };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= shutdown(
      {
        work: [engine, discussions, refresher, ...created].map((worker) => () => worker.stop()),
        pages: browser === undefined ? [] : [browser.stop],
        store: [open.close],
        watch: [async () => (await operator?.catch(() => undefined))?.close()],
      },
      { log, exit: () => process.exit() },
    );
    return stopping;
  };
  const ended = new Set<string>();
  // A process that is connected to nothing would stay, look alive, and let every slot pass.
  const onPlatformFatal = (name: string, error: UserError): void => {
    onFatal(error);
    ended.add(name);
    if (created.every((platform) => ended.has(platform.name))) void stop();
  };
  const drawChart = createLazyChartRenderer();
  const browser = createWebServer(config, { core, drawChart, pageFolder, log, metrics, random: Math.random });
  const created = createPlatforms(config, {
    ...{ core, drawChart, browser, log, onFatal: onPlatformFatal },
    // A service has nobody at its terminal, and may be there for the page alone.
    onEnd: (wasUsed) => {
      if (stopping !== undefined || (!wasUsed && browser !== undefined)) return;
      if (!wasUsed && config.NODE_ENV === 'production') onFatal(new UserError(UNREACHABLE_MESSAGE));
      void stop();
    },
    onAcknowledged: (platform, ms) => metrics.acknowledgementSeconds.observe({ platform }, ms / 1000),
  });
  for (const platform of created) platforms.set(platform.name, platform);
  const notifyOwner = createOwnerNotifier({ platforms, log });
  const engine = startDeliveryScheduler({
    core,
    platforms,
    rateLimiter: createPostRateLimiter(core.now),
    notifyOwner,
    leaseOwner: core.discussions.owner,
    log,
  });
  const discussions = startDiscussionScheduler({ core, log });
  open.onWake({ deliver: engine.wake, lookSoon: discussions.refreshSoon });
  const refresher = startSourcePoller(refreshing);
  let operator: Promise<HttpServer> | undefined;

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  try {
    operator = startOperatorServer({
      ...{ address: operatorAddress(config), version, metrics, log },
      targets: {
        platforms,
        schedulers: {
          highlights: engine.lastRunAgeMs,
          discussions: discussions.lastRunAgeMs,
          papers: refresher.lastRunAgeMs,
        },
        papers: () => core.papers.all().length,
        health: createHealthQueries(open.store),
        sources: () => Promise.all(refreshing.sources.map(({ name }) => refreshing.repository.getStatus(name))),
        isStopping: () => stopping !== undefined,
        now: core.now,
      },
    });
    await operator;
    await browser?.start();
    await Promise.all(
      created.map((platform) => {
        const commands = commandsForPlatform(platform.name, core.commands);
        const there = { ...core, commands };
        // Whoever sits at the terminal is the host.
        const explainFault = platform.name === 'console' ? open.store.explainError : () => undefined;
        const dispatch = createInteractionRouter({ services: there, log, random: Math.random, explainFault });
        return platform.start(withDispatchMetrics(dispatch, { platform: platform.name, metrics, core: there }));
      }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
