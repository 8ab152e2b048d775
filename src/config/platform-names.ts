import type { Config } from './config.ts';
import { hasPlayground } from './listening.ts';

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
