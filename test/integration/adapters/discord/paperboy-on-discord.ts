import { createDiscord } from '../../../../adapters/discord/index.ts';
import type { Shards } from '../../../../adapters/discord/shards.ts';
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
  /** What was logged. */
  readonly records: readonly Record<string, unknown>[];
  /** What only the host could mend. */
  readonly fatal: readonly UserError[];
  /** How long first responses took, in milliseconds. */
  readonly acknowledged: readonly number[];
  /** Another Paperboy with the same core on the same Discord, as after a restart. */
  restart(): Promise<ChatPlatform>;
  close(): Promise<void>;
}

/** The Discord adapter with the real discord.js and the true core, on a Discord of the test's own. Not connected yet. */
export async function paperboyOnDiscord(options: Options = {}): Promise<PaperboyOnDiscord> {
  const discord = await startFakeDiscord(options.discord);
  const services = options.core ?? createTestCore();
  const { log, records } = createMemoryLog();
  const fatal: UserError[] = [];
  const acknowledged: number[] = [];
  const dispatch = createTestRouter(services, { platform: 'discord', log });
  const started: ChatPlatform[] = [];
  const create = (): ChatPlatform => {
    const platform = createDiscord({
      token: options.token ?? discord.token,
      apiUrl: discord.apiUrl,
      shards: options.shards ?? 'auto',
      commands: services.commands,
      actionStore: services.actionStore,
      drawChart: options.drawChart ?? drawTitle,
      log,
      now: () => new Date(),
      onFatal: (error) => fatal.push(error),
      onAcknowledged: (ms) => acknowledged.push(ms),
      ...(options.shardTimeoutMs !== undefined && { shardTimeoutMs: options.shardTimeoutMs }),
      ...(options.shardCheckIntervalMs !== undefined && { shardCheckIntervalMs: options.shardCheckIntervalMs }),
      ...(options.postTimeoutMs !== undefined && { postTimeoutMs: options.postTimeoutMs }),
      ...(options.formTimeoutMs !== undefined && { formTimeoutMs: options.formTimeoutMs }),
      ...(options.threadActivityThrottleMs !== undefined && {
        threadActivityThrottleMs: options.threadActivityThrottleMs,
      }),
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
