import { createConsole } from '../adapters/console/index.ts';
import { createDiscord } from '../adapters/discord/index.ts';
import { createSlack } from '../adapters/slack/index.ts';
import { commandsOn } from './chat/command.ts';
import type { Core } from './chat/context.ts';
import type { ChatPlatform } from './chat/platform.ts';
import type { Config } from './config.ts';
import type { UserError } from './errors.ts';
import type { Log } from './log.ts';
import { portsOf } from './web-settings.ts';

interface Dependencies {
  readonly core: Core;
  readonly log: Log;
  /** Called when a platform ends for good, with what the host can do; the others go on. */
  readonly onFatal: (platform: string, error: UserError) => void;
  /** Called when somebody leaves the terminal. */
  readonly onEnd: () => void;
}

/** The names of the platforms that a configuration connects to: the terminal where it names no other. */
export function platformNames(config: Config): string[] {
  const names = [
    ...(config.DISCORD_TOKEN === undefined ? [] : ['discord']),
    ...(config.SLACK_BOT_TOKEN === undefined ? [] : ['slack']),
  ];
  return names.length === 0 ? ['console'] : names;
}

/** The platforms that a configuration connects to, not started yet. */
export function createPlatforms(config: Config, dependencies: Dependencies): ChatPlatform[] {
  return platformNames(config).map((name) => {
    const platform: ChatPlatform = CREATORS[name as keyof typeof CREATORS](config, {
      ...dependencies,
      core: { ...dependencies.core, commands: commandsOn(name, dependencies.core.commands) },
      onFatal: (error) => {
        dependencies.onFatal(name, error);
        void platform.stop();
      },
    });
    return platform;
  });
}

/** What a platform is made of: the core as it is there, and whom it tells of its own end. */
interface PlatformDependencies extends Omit<Dependencies, 'onFatal'> {
  readonly onFatal: (error: UserError) => void;
}

const CREATORS = {
  discord: (config: Config, { core: { commands, keepsakes, now }, log, onFatal }: PlatformDependencies): ChatPlatform =>
    createDiscord({
      token: config.DISCORD_TOKEN ?? '',
      apiUrl: config.DISCORD_API_URL,
      shards: config.DISCORD_SHARDS,
      ...{ commands, keepsakes, log, now, onFatal },
    }),
  slack: (config: Config, { core: { commands, keepsakes, now }, log, onFatal }: PlatformDependencies): ChatPlatform => {
    const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret = '', HOST: host } = config;
    const { port } = portsOf(config);
    return createSlack({
      botToken: config.SLACK_BOT_TOKEN ?? '',
      apiUrl: config.SLACK_API_URL,
      managers: config.SLACK_SUBSCRIBERS,
      way: appToken === undefined ? { kind: 'http', signingSecret, port, host } : { kind: 'socket', appToken },
      ...{ commands, keepsakes, log, now, onFatal },
    });
  },
  console: (config: Config, { core: { commands, now }, onEnd }: PlatformDependencies): ChatPlatform =>
    createConsole({
      ...{ commands, now },
      input: process.stdin,
      output: process.stdout,
      color: config.NO_COLOR === undefined,
      onEnd: () => {
        process.stdin.destroy();
        onEnd();
      },
    }),
};
