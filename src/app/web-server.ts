import { join } from 'node:path';
import { chartFileName, render as renderDiscord } from '../../adapters/discord/render.ts';
import { chartKey, render as renderSlack } from '../../adapters/slack/render.ts';
import { web } from '../../adapters/web/descriptor.ts';
import { mountPages } from '../../adapters/web/pages/index.ts';
import { createPlayground } from '../../adapters/web/playground/index.ts';
import type { PlatformPreviews } from '../../adapters/web/playground/request-handler.ts';
import { renderDiscordPreview } from '../../adapters/web/previews/discord-preview.ts';
import { resolveChartImages } from '../../adapters/web/previews/preview-elements.ts';
import { renderSlackPreview } from '../../adapters/web/previews/slack-preview.ts';
import { createSite } from '../../adapters/web/site.ts';
import { commands } from '../../commands/index.ts';
import { commandsForPlatform } from '../chat/command.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import type { Chart, ChartRenderer } from '../runtime/charts/chart.ts';
import type { Log } from '../runtime/log.ts';
import { sourceRegistry } from '../sources/registry.ts';
import { type Config, hasPages, hasPlayground, listenPorts } from './config.ts';
import { httpMetrics } from './metrics.ts';
import type { AppServices } from './router.ts';

export interface WebServer {
  readonly playground?: ChatPlatform;
  /** @throws UserError if it can't listen */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The URL of the home page. */
  url(): string;
}

interface WebServerDeps {
  readonly core: AppServices;
  readonly drawChart: ChartRenderer;
  /** `adapters/web` of the package, with the static files. */
  readonly webFolder: string;
  readonly log: Log;
  readonly metrics: Parameters<typeof httpMetrics>[0];
  readonly random: () => number;
}

/** The web server with the playground and the pages, as far as they are enabled. `undefined` if neither is. */
export function createWebServer(config: Config, dependencies: WebServerDeps): WebServer | undefined {
  const [hasPlaygroundPage, hasReadingPages] = [hasPlayground(config), hasPages(config)];
  if (!hasPlaygroundPage && !hasReadingPages) return undefined;
  const { core, drawChart, webFolder, log, metrics, random } = dependencies;
  const { now } = core;
  const { webPort: port, isWebPortExplicit: isPortConfigured, webPortSetting: portSettingName } = listenPorts(config);
  const homePath = hasPlaygroundPage ? '/playground/' : '/search';
  const site = createSite({
    address: { host: config.HOST, port, isPortConfigured },
    publicUrl: config.PUBLIC_URL,
    measureRequests: httpMetrics(metrics),
    assetsFolder: join(webFolder, 'assets'),
    ...{ portSettingName, homePath, log },
  });
  const sourceTitle = (kind: string) => sourceRegistry.find(kind)?.title;
  if (hasReadingPages) mountPages(site.app, { core, limitCost: site.limitCost, baseUrl: site.url, sourceTitle, now });
  const playground = hasPlaygroundPage
    ? createPlayground({
        site,
        pageFolder: join(webFolder, 'playground', 'page'),
        commands: commandsForPlatform(web, commands),
        previews: PLATFORM_PREVIEWS,
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
      log.info({ url: `${site.url()}${homePath}`, playground: hasPlaygroundPage }, 'web server started');
    },
    stop: site.stop,
    url: () => `${site.url()}${homePath}`,
  };
}

export const PLATFORM_PREVIEWS: PlatformPreviews = {
  slack: {
    title: 'Slack',
    render(document, chartUrl) {
      const payload = renderSlack(document);
      const resolveImage = resolveChartImages(document, chartKey, chartUrl);
      return preview(payload, renderSlackPreview(payload, { resolveImage }));
    },
  },
  discord: {
    title: 'Discord',
    render(document, chartUrl) {
      const payload = renderDiscord(document);
      const getReference = (chart: Chart): string => `attachment://${chartFileName(chart)}`;
      const resolveImage = resolveChartImages(document, getReference, chartUrl);
      return preview(payload, renderDiscordPreview(payload, { resolveImage }));
    },
  },
};

function preview(payload: object, html: string) {
  return { html, payload: JSON.stringify(payload, null, 2) };
}
