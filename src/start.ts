import { createBrowser } from './browser.ts';
import { createDrawChart } from './charts/draw-chart.ts';
import { commandsOn } from './chat/command.ts';
import { createDispatch } from './chat/dispatch.ts';
import type { Config } from './config/config.ts';
import { operatorAddress } from './config/listening.ts';
import { platformNames } from './config/platform-names.ts';
import { startDiscussions } from './discussions/engine.ts';
import { endAll } from './ending.ts';
import { UserError } from './errors.ts';
import { startEngine } from './highlights/delivering/engine.ts';
import { createTellOwner } from './highlights/delivering/owner-notices.ts';
import { createPace } from './highlights/delivering/pace.ts';
import type { Listening } from './http/listen.ts';
import type { Log } from './log.ts';
import type { OpenCore } from './open-core.ts';
import { measureDeliveries } from './operator/measure-deliveries.ts';
import { measureDispatch } from './operator/measure-dispatch.ts';
import { createMetrics } from './operator/metrics.ts';
import { startOperator } from './operator/operator.ts';
import { createPlatforms } from './platforms.ts';
import { startRefresher } from './sources/refresh/refresher.ts';
import { createVitals } from './store/vitals.ts';

const NOTHING_TO_DO =
  'Nobody can reach this Paperboy: set DISCORD_TOKEN, or the tokens of Slack, or PAGES=on or PLAYGROUND=on for the browser, or give it commands at a terminal or through a pipe.';

interface Dependencies {
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
  { open, version, pageFolder, log, onFatal }: Dependencies,
): Promise<() => Promise<void>> {
  const { platforms, refreshing } = open;
  const metrics = createMetrics({ version, node: process.versions.node });
  const { highlights } = open.core;
  const deliveries = measureDeliveries(highlights.deliveries, { platforms: platformNames(config), metrics });
  const core = { ...open.core, highlights: { ...highlights, deliveries } };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= endAll(
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
  const drawChart = createDrawChart();
  const browser = createBrowser(config, { core, drawChart, pageFolder, log, metrics, random: Math.random });
  const created = createPlatforms(config, {
    ...{ core, drawChart, browser, log, onFatal: onPlatformFatal },
    // A service has nobody at its terminal, and may be there for the page alone.
    onEnd: (wasUsed) => {
      if (stopping !== undefined || (!wasUsed && browser !== undefined)) return;
      if (!wasUsed && config.NODE_ENV === 'production') onFatal(new UserError(NOTHING_TO_DO));
      void stop();
    },
    onAcknowledged: (platform, ms) => metrics.acknowledgementSeconds.observe({ platform }, ms / 1000),
  });
  for (const platform of created) platforms.set(platform.name, platform);
  const tellOwner = createTellOwner({ platforms, log });
  const engine = startEngine({
    core,
    platforms,
    pace: createPace(core.now),
    tellOwner,
    owner: core.discussions.owner,
    log,
  });
  const discussions = startDiscussions({ core, log });
  open.onWake({ deliver: engine.wake, lookSoon: discussions.lookSoon });
  const refresher = startRefresher(refreshing);
  let operator: Promise<Listening> | undefined;

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  try {
    operator = startOperator({
      ...{ address: operatorAddress(config), version, metrics, log },
      watched: {
        platforms,
        ticks: { highlights: engine.tickAge, discussions: discussions.tickAge, papers: refresher.tickAge },
        papers: () => core.papers.all().length,
        vitals: createVitals(open.store),
        sources: () => Promise.all(refreshing.sources.map(({ name }) => refreshing.ledger.standing(name))),
        isStopping: () => stopping !== undefined,
        now: core.now,
      },
    });
    await operator;
    await browser?.start();
    await Promise.all(
      created.map((platform) => {
        const commands = commandsOn(platform.name, core.commands);
        const there = { ...core, commands };
        // Whoever sits at the terminal is the host.
        const explain = platform.name === 'console' ? open.store.fault : () => undefined;
        const dispatch = createDispatch({ core: there, log, random: Math.random, explain });
        return platform.start(measureDispatch(dispatch, { platform: platform.name, metrics, core: there }));
      }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
