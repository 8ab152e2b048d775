import { chartFileName } from '../adapters/discord/chart-file.ts';
import { render as renderDiscord } from '../adapters/discord/render.ts';
import { chartKey } from '../adapters/slack/chart-file.ts';
import { render as renderSlack } from '../adapters/slack/render.ts';
import { discordLook } from '../adapters/web/looks/discord.ts';
import { chartPictures } from '../adapters/web/looks/picture.ts';
import { slackLook } from '../adapters/web/looks/slack.ts';
import { mountPages } from '../adapters/web/pages/index.ts';
import { createPlayground } from '../adapters/web/playground/index.ts';
import type { Looks } from '../adapters/web/playground/looking.ts';
import { createSite } from '../adapters/web/site.ts';
import type { Chart, DrawChart } from './charts/chart.ts';
import { commandsOn } from './chat/command.ts';
import type { Core } from './chat/context.ts';
import type { ChatPlatform } from './chat/platform.ts';
import type { Config } from './config/config.ts';
import { hasPages, hasPlayground, portsOf } from './config/listening.ts';
import type { Log } from './log.ts';
import { measureRequests } from './operator/measure-requests.ts';

/** What people open in a browser. */
export interface Browser {
  /** The page to try everything in, as a platform, where there is one. */
  readonly playground?: ChatPlatform;
  /** Opens it, and logs where. @throws UserError where it can't listen */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The page to begin with. */
  url(): string;
}

interface Dependencies {
  readonly core: Core;
  readonly drawChart: DrawChart;
  /** Where the files of the playground are. */
  readonly pageFolder: string;
  readonly log: Log;
  readonly metrics: Parameters<typeof measureRequests>[0];
  readonly random: () => number;
}

/** What a configuration opens for the browser, not started yet; nothing where it opens nothing. */
export function createBrowser(config: Config, dependencies: Dependencies): Browser | undefined {
  const [isPlayed, isRead] = [hasPlayground(config), hasPages(config)];
  if (!isPlayed && !isRead) return undefined;
  const { core, drawChart, pageFolder, log, metrics, random } = dependencies;
  const { now } = core;
  const { webPort: port, isWebPortChosen: isChosen, webPortSetting: portSetting } = portsOf(config);
  const front = isPlayed ? '/playground/' : '/search';
  const site = createSite({
    address: { host: config.HOST, port, isChosen },
    publicUrl: config.PUBLIC_URL,
    measure: measureRequests(metrics),
    ...{ portSetting, front, log },
  });
  if (isRead) mountPages(site.app, { core, costs: site.costs, baseUrl: site.url, now });
  const playground = isPlayed
    ? createPlayground({
        site,
        pageFolder,
        commands: commandsOn('web', core.commands),
        looks: LOOKS,
        drawChart,
        now,
        random,
        log,
      })
    : undefined;
  return {
    ...(playground && { playground }),
    start: async () => {
      await site.start();
      log.info({ url: `${site.url()}${front}` }, isPlayed ? 'the playground is open' : 'the pages are open');
    },
    stop: site.stop,
    url: () => `${site.url()}${front}`,
  };
}

/** A document as the other platforms would get it, and as they would draw that. */
export const LOOKS: Looks = {
  slack: (document, chartUrl) => {
    const payload = renderSlack(document);
    return shown(payload, slackLook(payload, { pictures: chartPictures(document, chartKey, chartUrl) }));
  },
  discord: (document, chartUrl) => {
    const payload = renderDiscord(document);
    const attached = (chart: Chart): string => `attachment://${chartFileName(chart)}`;
    return shown(payload, discordLook(payload, { pictures: chartPictures(document, attached, chartUrl) }));
  },
};

function shown(payload: object, html: string) {
  return { html, payload: JSON.stringify(payload, null, 2) };
}
