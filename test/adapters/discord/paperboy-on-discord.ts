import { createDiscord } from '../../../adapters/discord/index.ts';
import type { DrawChart } from '../../../src/charts/chart.ts';
import type { Core } from '../../../src/chat/context.ts';
import { createDispatch, type Dispatch } from '../../../src/chat/dispatch.ts';
import type { ChatPlatform } from '../../../src/chat/platform.ts';
import type { Shards } from '../../../src/config/shards.ts';
import type { UserError } from '../../../src/errors.ts';
import { createTestCore } from '../../fakes/core.ts';
import { type FakeDiscord, type FakeDiscordOptions, startFakeDiscord } from '../../fakes/discord/index.ts';
import { drawTitle } from '../../fakes/draw-chart.ts';
import { createMemoryLog } from '../../fakes/log.ts';

interface Options {
  readonly core?: Core;
  readonly drawChart?: DrawChart;
  readonly token?: string;
  readonly shards?: Shards;
  readonly patienceMs?: number;
  readonly watchMs?: number;
  readonly postTimeoutMs?: number;
  readonly formTimeoutMs?: number;
  readonly stirEveryMs?: number;
  readonly discord?: FakeDiscordOptions;
}

export interface PaperboyOnDiscord {
  readonly discord: FakeDiscord;
  readonly platform: ChatPlatform;
  readonly core: Core;
  readonly dispatch: Dispatch;
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
  const core = options.core ?? createTestCore();
  const { log, records } = createMemoryLog();
  const fatal: UserError[] = [];
  const acknowledged: number[] = [];
  const dispatch = createDispatch({ core, log, random: () => 0.5 });
  const started: ChatPlatform[] = [];
  const create = (): ChatPlatform => {
    const platform = createDiscord({
      token: options.token ?? discord.token,
      apiUrl: discord.apiUrl,
      shards: options.shards ?? 'auto',
      commands: core.commands,
      keepsakes: core.keepsakes,
      drawChart: options.drawChart ?? drawTitle,
      log,
      now: () => new Date(),
      onFatal: (error) => fatal.push(error),
      onAcknowledged: (ms) => acknowledged.push(ms),
      ...(options.patienceMs !== undefined && { patienceMs: options.patienceMs }),
      ...(options.watchMs !== undefined && { watchMs: options.watchMs }),
      ...(options.postTimeoutMs !== undefined && { postTimeoutMs: options.postTimeoutMs }),
      ...(options.formTimeoutMs !== undefined && { formTimeoutMs: options.formTimeoutMs }),
      ...(options.stirEveryMs !== undefined && { stirEveryMs: options.stirEveryMs }),
    });
    started.push(platform);
    return platform;
  };
  const platform = create();
  return {
    discord,
    platform,
    core,
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
