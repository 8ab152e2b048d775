import { createConsole } from '../../adapters/console/index.ts';
import { createDiscord } from '../../adapters/discord/index.ts';
import { createSlack } from '../../adapters/slack/index.ts';
import { commandsForPlatform } from '../chat/command.ts';
import type { AppServices } from '../chat/context.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import type { ChartRenderer } from '../runtime/charts/chart.ts';
import type { UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { Config } from './config.ts';
import { configuredChats, listenPorts } from './config-defaults.ts';
import type { WebServer } from './web-server.ts';

interface PlatformsDeps {
  readonly core: AppServices;
  readonly drawChart: ChartRenderer;
  /** What people open in a browser, if anything. */
  readonly browser: WebServer | undefined;
  readonly log: Log;
  /** Called when a platform ends for good, with what the host can do; the others go on. */
  readonly onFatal: (platform: string, error: UserError) => void;
  /** Told how long after what somebody did a platform was told that it is heard. */
  readonly onAcknowledged: (platform: string, ms: number) => void;
  /** Called when nothing more can be typed at the terminal; `wasUsed` is false where nobody ever could. */
  readonly onEnd: (wasUsed: boolean) => void;
}

/** The platforms that a configuration connects to, not started yet. */
export function createPlatforms(config: Config, dependencies: PlatformsDeps): ChatPlatform[] {
  const { playground } = dependencies.browser ?? {};
  const platforms = configuredChats(config).map((name) => {
    const platform: ChatPlatform = PLATFORMS[name](config, {
      ...dependencies,
      core: { ...dependencies.core, commands: commandsForPlatform(name, dependencies.core.commands) },
      onFatal: (error) => {
        dependencies.onFatal(name, error);
        void platform.stop();
      },
      onAcknowledged: (ms) => dependencies.onAcknowledged(name, ms),
    });
    return platform;
  });
  return playground === undefined ? platforms : [...platforms, playground];
}

/** What a platform is made of: the core as it is there, and whom it tells of its own end. */
interface PlatformDeps extends Omit<PlatformsDeps, 'onFatal' | 'onAcknowledged'> {
  readonly onFatal: (error: UserError) => void;
  readonly onAcknowledged: (ms: number) => void;
}

const PLATFORMS = {
  discord: (config: Config, { core, drawChart, log, onFatal, onAcknowledged }: PlatformDeps): ChatPlatform => {
    const { commands, actionStore, now } = core;
    return createDiscord({
      token: config.DISCORD_TOKEN ?? '',
      apiUrl: config.DISCORD_API_URL,
      shards: config.DISCORD_SHARDS,
      ...{ commands, actionStore, drawChart, log, now, onFatal, onAcknowledged },
    });
  },
  slack: (config: Config, { core, drawChart, log, onFatal, onAcknowledged }: PlatformDeps): ChatPlatform => {
    const { commands, actionStore, now } = core;
    const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret = '', HOST: host } = config;
    const { port } = listenPorts(config);
    return createSlack({
      botToken: config.SLACK_BOT_TOKEN ?? '',
      apiUrl: config.SLACK_API_URL,
      managers: config.SLACK_SUBSCRIBERS,
      transportSettings:
        appToken === undefined ? { kind: 'http', signingSecret, port, host } : { kind: 'socket', appToken },
      ...{ commands, actionStore, drawChart, log, now, onFatal, onAcknowledged },
    });
  },
  console: (config: Config, { core: { commands, now }, browser, onEnd }: PlatformDeps): ChatPlatform =>
    createConsole({
      ...{ commands, now },
      input: process.stdin,
      output: process.stdout,
      color: config.NO_COLOR === undefined,
      playgroundUrl: () => browser?.url(),
      onEnd: (wasUsed) => {
        process.stdin.destroy();
        onEnd(wasUsed);
      },
    }),
};
