import { discord as descriptor } from '../../../../adapters/discord/descriptor.ts';
import { createDiscord } from '../../../../adapters/discord/index.ts';
import type { Shards } from '../../../../adapters/discord/shards.ts';
import { commands } from '../../../../commands/index.ts';
import { commandsForPlatform } from '../../../../src/chat/command.ts';
import type { InteractionHandler } from '../../../../src/chat/interaction.ts';
import type { ChatPlatform } from '../../../../src/chat/platform.ts';
import type { ChartRenderer } from '../../../../src/runtime/charts/chart.ts';
import type { UserError } from '../../../../src/runtime/errors.ts';
import { createTestCore, createTestRouter, type TestCore } from '../../../fakes/core.ts';
import { type FakeDiscord, type FakeDiscordOptions, startFakeDiscord } from '../../../fakes/discord/index.ts';
import { drawTitle } from '../../../fakes/draw-chart.ts';
import { createMemoryLog } from '../../../fakes/log.ts';

interface Options {
  readonly core?: TestCore;
  readonly modules?: typeof commands;
  readonly drawChart?: ChartRenderer;
  readonly token?: string;
  readonly shards?: Shards;
  readonly shardTimeoutMs?: number;
  readonly shardCheckIntervalMs?: number;
  readonly postTimeoutMs?: number;
  readonly formTimeoutMs?: number;
  readonly threadActivityThrottleMs?: number;
  readonly discord?: FakeDiscordOptions;
}

export interface PaperboyOnDiscord {
  readonly discord: FakeDiscord;
  readonly platform: ChatPlatform;
  readonly core: TestCore;
  readonly dispatch: InteractionHandler;
  /** The log. */
  readonly records: readonly Record<string, unknown>[];
  readonly fatal: readonly UserError[];
  /** The milliseconds to each acknowledgement. */
  readonly acknowledged: readonly number[];
  /** Starts another Paperboy with the same core on the same Discord. */
  restart(): Promise<ChatPlatform>;
  close(): Promise<void>;
}

/** The Discord adapter with the real discord.js and a real core, on a fake Discord. It isn't connected yet. */
export async function paperboyOnDiscord({
  core: services = createTestCore(),
  modules = commands,
  discord: discordOptions,
  ...options
}: Options = {}): Promise<PaperboyOnDiscord> {
  const discord = await startFakeDiscord(discordOptions);
  const { log, records } = createMemoryLog();
  const fatal: UserError[] = [];
  const acknowledged: number[] = [];
  const dispatch = createTestRouter(services, { platform: 'discord', log, modules });
  const started: ChatPlatform[] = [];
  const create = (): ChatPlatform => {
    const platform = createDiscord({
      token: discord.token,
      apiUrl: discord.apiUrl,
      shards: 'auto',
      commands: commandsForPlatform(descriptor, modules),
      actionStore: services.actionStore,
      drawChart: drawTitle,
      log,
      now: () => new Date(),
      onFatal: (error) => fatal.push(error),
      onAcknowledged: (ms) => acknowledged.push(ms),
      ...options,
    });
    started.push(platform);
    return platform;
  };
  const platform = create();
  return {
    discord,
    platform,
    core: services,
    dispatch,
    records,
    fatal,
    acknowledged,
    async restart() {
      await Promise.all(started.map((one) => one.stop()));
      const next = create();
      await next.start(dispatch);
      return next;
    },
    async close() {
      await Promise.all(started.map((one) => one.stop()));
      await discord.close();
    },
  };
}
