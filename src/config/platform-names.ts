import type { Config } from './config.ts';
import { hasPlayground } from './listening.ts';

/** The names of the platforms that a configuration connects to: the terminal where it has no token, and the page to try everything in. */
export function platformNames(config: Config): string[] {
  return [...chatNames(config), ...(hasPlayground(config) ? ['web'] : [])];
}

/** The same without the page. */
export function chatNames(config: Config): ('console' | 'discord' | 'slack')[] {
  const names = [
    ...(config.DISCORD_TOKEN === undefined ? [] : (['discord'] as const)),
    ...(config.SLACK_BOT_TOKEN === undefined ? [] : (['slack'] as const)),
  ];
  return names.length === 0 ? ['console'] : names;
}
