import { chartFileName, render as renderDiscord } from '../../adapters/discord/render.ts';
import { chartKey, render as renderSlack } from '../../adapters/slack/render.ts';
import { mountPages } from '../../adapters/web/pages/index.ts';
import { createPlayground } from '../../adapters/web/playground/index.ts';
import type { PlatformPreviews } from '../../adapters/web/playground/request-handler.ts';
import { renderDiscordPreview } from '../../adapters/web/previews/discord-preview.ts';
import { resolveChartImages } from '../../adapters/web/previews/preview-elements.ts';
import { renderSlackPreview } from '../../adapters/web/previews/slack-preview.ts';
import { createSite } from '../../adapters/web/site.ts';
import { commandsForPlatform } from '../chat/command.ts';
import type { AppServices } from '../chat/context.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import type { Chart, ChartRenderer } from '../runtime/charts/chart.ts';
import type { Log } from '../runtime/log.ts';
import type { Config } from './config.ts';
import { hasPages, hasPlayground, listenPorts } from './config-defaults.ts';
import { httpMetrics } from './metrics.ts';

/** What people open in a browser. */
export interface WebServer {
  /** The page to try everything in, as a platform, where there is one. */
  readonly playground?: ChatPlatform;
  /** Opens it, and logs where. @throws UserError where it can't listen */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The page to begin with. */
  url(): string;
}

interface WebServerDeps {
  readonly core: AppServices;
  readonly drawChart: ChartRenderer;
  /** Where the files of the playground are. */
  readonly pageFolder: string;
  readonly log: Log;
  readonly metrics: Parameters<typeof httpMetrics>[0];
  readonly random: () => number;
}

/** What a configuration opens for the browser, not started yet; nothing where it opens nothing. */
export function createWebServer(config: Config, dependencies: WebServerDeps): WebServer | undefined {
  const [hasPlaygroundPage, hasReadingPages] = [hasPlayground(config), hasPages(config)];
  if (!hasPlaygroundPage && !hasReadingPages) return undefined;
  const { core, drawChart, pageFolder, log, metrics, random } = dependencies;
  const { now } = core;
  const { webPort: port, isWebPortExplicit: isPortConfigured, webPortSetting: portSettingName } = listenPorts(config);
  const homePath = hasPlaygroundPage ? '/playground/' : '/search';
  const site = createSite({
    address: { host: config.HOST, port, isPortConfigured },
    publicUrl: config.PUBLIC_URL,
    measureRequests: httpMetrics(metrics),
    ...{ portSettingName, homePath, log },
  });
  if (hasReadingPages) mountPages(site.app, { core, limitCost: site.limitCost, baseUrl: site.url, now });
  const playground = hasPlaygroundPage
    ? createPlayground({
        site,
        pageFolder,
        commands: commandsForPlatform('web', core.commands),
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
      log.info(
        { url: `${site.url()}${homePath}` },
        hasPlaygroundPage ? 'the playground is open' : 'the pages are open',
      );
    },
    stop: site.stop,
    url: () => `${site.url()}${homePath}`,
  };
}

/** A document as the other platforms would get it, and as they would draw that. */
export const PLATFORM_PREVIEWS: PlatformPreviews = {
  slack: (document, chartUrl) => {
    const payload = renderSlack(document);
    return preview(
      payload,
      renderSlackPreview(payload, { resolveImage: resolveChartImages(document, chartKey, chartUrl) }),
    );
  },
  discord: (document, chartUrl) => {
    const payload = renderDiscord(document);
    const attached = (chart: Chart): string => `attachment://${chartFileName(chart)}`;
    return preview(
      payload,
      renderDiscordPreview(payload, { resolveImage: resolveChartImages(document, attached, chartUrl) }),
    );
  },
};

function preview(payload: object, html: string) {
  return { html, payload: JSON.stringify(payload, null, 2) };
}
