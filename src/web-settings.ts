import type { Config } from './config.ts';

/** Whether Slack's requests come in over HTTP. */
export function takesSlackRequests({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }: Config): boolean {
  return SLACK_BOT_TOKEN !== undefined && SLACK_APP_TOKEN === undefined && SLACK_SIGNING_SECRET !== undefined;
}

/** Whether there is a page to try everything in: on a machine of one's own it is where Paperboy has nowhere else to talk. */
export function hasPlayground({ PLAYGROUND, DISCORD_TOKEN, SLACK_BOT_TOKEN, NODE_ENV }: Config): boolean {
  if (PLAYGROUND !== undefined) return PLAYGROUND === 'on';
  return DISCORD_TOKEN === undefined && SLACK_BOT_TOKEN === undefined && NODE_ENV !== 'production';
}

/** Whether papers, searches and feeds have pages. */
export function hasPages(config: Config): boolean {
  return config.PAGES === undefined ? hasPlayground(config) : config.PAGES === 'on';
}

const PORT = 3000;

/** The ports for Slack's requests and for the browser, and whether somebody chose the latter. */
export function portsOf({ PORT: chosen, WEB_PORT: chosenForWeb }: Config) {
  const port = chosen ?? PORT;
  return { port, webPort: chosenForWeb ?? port, isWebPortChosen: (chosenForWeb ?? chosen) !== undefined };
}
