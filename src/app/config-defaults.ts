import type { ListenAddress } from '../runtime/http-server.ts';
import type { LogLevel } from '../runtime/log.ts';
import type { Config } from './config.ts';

/** Whether Slack's requests come in over HTTP. */
export function usesSlackHttp({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }: Config): boolean {
  return SLACK_BOT_TOKEN !== undefined && SLACK_APP_TOKEN === undefined && SLACK_SIGNING_SECRET !== undefined;
}

/** Whether browsers are served without anybody asking for it: on a machine of one's own, where Paperboy has nowhere else to talk. */
function isLocalTrial({ DISCORD_TOKEN, SLACK_BOT_TOKEN, NODE_ENV }: Config): boolean {
  return DISCORD_TOKEN === undefined && SLACK_BOT_TOKEN === undefined && NODE_ENV !== 'production';
}

/** Whether there is a page to try everything in. Whoever lets others reach the pages does not mean that one, unless they say so. */
export function hasPlayground(config: Config): boolean {
  if (config.PLAYGROUND !== undefined) return config.PLAYGROUND === 'on';
  return isLocalTrial(config) && config.PUBLIC_URL === undefined;
}

/** Whether papers, searches and feeds have pages. */
export function hasPages(config: Config): boolean {
  const setting = config.PAGES ?? config.PLAYGROUND;
  return setting === undefined ? isLocalTrial(config) : setting === 'on';
}

const DEFAULT_PORT = 3000;

/** What Prometheus's exporters of Node.js listen at, by custom (https://github.com/prometheus/prometheus/wiki/Default-port-allocations). */
const DEFAULT_OPERATOR_PORT = 9464;

/** The ports for Slack's requests and for the browser, whether somebody chose the latter, and with which setting one does. */
export function listenPorts({ PORT: chosen, WEB_PORT: chosenForWeb }: Config) {
  const port = chosen ?? DEFAULT_PORT;
  return {
    port,
    webPort: chosenForWeb ?? port,
    isWebPortExplicit: (chosenForWeb ?? chosen) !== undefined,
    webPortSetting: chosenForWeb === undefined ? 'PORT' : 'WEB_PORT',
  };
}

/** Where an operator finds a process of this configuration. */
export function operatorAddress({ OPERATOR_HOST: host, OPERATOR_PORT: chosen }: Config): ListenAddress {
  return { host, port: chosen ?? DEFAULT_OPERATOR_PORT, isPortConfigured: chosen !== undefined };
}

/**
 * What is logged: unless somebody says, all that happens, but to a person who tries Paperboy at a terminal only what they have to look
 * after, so that no records stand between the answers.
 *
 * @param isTerminal whether a person reads the log as it is written
 */
export function resolveLogLevel({ LOG_LEVEL, DISCORD_TOKEN, SLACK_BOT_TOKEN }: Config, isTerminal: boolean): LogLevel {
  const isLocalTrial = DISCORD_TOKEN === undefined && SLACK_BOT_TOKEN === undefined;
  return LOG_LEVEL ?? (isTerminal && isLocalTrial ? 'warn' : 'info');
}

/** The names of the platforms that a configuration connects to: the terminal where it has no token, and the page to try everything in. */
export function configuredPlatforms(config: Config): string[] {
  return [...configuredChats(config), ...(hasPlayground(config) ? ['web'] : [])];
}

/** The same without the page. */
export function configuredChats(config: Config): ('console' | 'discord' | 'slack')[] {
  const names = [
    ...(config.DISCORD_TOKEN === undefined ? [] : (['discord'] as const)),
    ...(config.SLACK_BOT_TOKEN === undefined ? [] : (['slack'] as const)),
  ];
  return names.length === 0 ? ['console'] : names;
}
