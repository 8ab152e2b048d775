import { expect, onTestFinished } from 'vitest';
import { createSlack, type SlackPlatform } from '../../../../adapters/slack/index.ts';
import type { commands as allCommands } from '../../../../commands/index.ts';
import { commandsForPlatform } from '../../../../src/chat/command.ts';
import type { InteractionHandler } from '../../../../src/chat/interaction.ts';
import type { ChartRenderer } from '../../../../src/runtime/charts/chart.ts';
import type { UserError } from '../../../../src/runtime/errors.ts';
import { createTestCore, createTestRouter, findTestTraits, type TestCore } from '../../../fakes/core.ts';
import { drawTitle } from '../../../fakes/draw-chart.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from '../../../fakes/slack/index.ts';

export interface Options {
  /** Socket Mode by default. */
  readonly way?: 'socket' | 'http';
  /** Any free port by default. */
  readonly port?: number;
  readonly core?: TestCore;
  /** All of Paperboy's commands by default. */
  readonly commands?: typeof allCommands;
  readonly drawChart?: ChartRenderer;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly timeoutMs?: number;
  readonly loadingAfterMs?: number;
  readonly connectTimeoutMs?: number;
  readonly pingTimeoutMs?: number;
  readonly managers?: 'members' | 'admins';
  /** Wraps the core's handler, for example to delay it. */
  readonly dispatch?: (dispatch: InteractionHandler) => InteractionHandler;
  readonly now?: () => Date;
  readonly slack?: FakeSlackOptions;
  /** Violations of Slack's rules that the test causes on purpose. */
  readonly allowedViolations?: RegExp;
}

export interface PaperboyOnSlack {
  readonly slack: FakeSlack;
  readonly platform: SlackPlatform;
  readonly core: TestCore;
  readonly dispatch: InteractionHandler;
  /** The log records. */
  readonly records: readonly Record<string, unknown>[];
  /** The messages of log records of level `warn` and above. */
  warnings(): unknown[];
  /** The errors passed to `onFatal`. */
  readonly fatal: readonly UserError[];
  /** The times passed to `onAcknowledged`, in milliseconds. */
  readonly acknowledged: readonly number[];
  /** Connects and waits until Slack can reach it. */
  start(): Promise<void>;
  /** Replaces the platform with a new one on the same core and Slack. */
  restart(): Promise<SlackPlatform>;
  /** Also checks that no secret was logged and no rule of Slack's violated. */
  close(): Promise<void>;
}

/** Both transports. */
export const WAYS = ['socket', 'http'] as const;

/** The Slack adapter with the real Bolt and core on a fake Slack. Not connected yet. */
export async function paperboyOnSlack(options: Options = {}): Promise<PaperboyOnSlack> {
  const { way = 'socket', port = 0, dispatch: wrapDispatch = (dispatch) => dispatch, ...settings } = options;
  const slack = await startFakeSlack(options.slack);
  const given = options.core ?? createTestCore();
  const started: SlackPlatform[] = [];
  const services: TestCore = {
    ...given,
    commands: commandsForPlatform(findTestTraits('slack'), options.commands ?? given.commands),
    discussions: { ...given.discussions, findPlatform: (name) => (name === 'slack' ? started.at(-1) : undefined) },
  };
  const { log, records } = createMemoryLog();
  const fatal: UserError[] = [];
  const acknowledged: number[] = [];
  const dispatch = wrapDispatch(
    createTestRouter(services, { platform: 'slack', log, ...(options.commands && { modules: options.commands }) }),
  );
  const { appToken = slack.appToken, botToken = slack.botToken, now = () => new Date() } = settings;
  const { managers = 'members', timeoutMs, loadingAfterMs = 2500, connectTimeoutMs, pingTimeoutMs } = settings;
  const create = (): SlackPlatform => {
    const platform = createSlack({
      botToken,
      apiUrl: slack.apiUrl,
      transportSettings:
        way === 'socket'
          ? { kind: 'socket', appToken }
          : { kind: 'http', signingSecret: slack.signingSecret, port, host: '127.0.0.1' },
      commands: services.commands,
      actionStore: services.actionStore,
      drawChart: options.drawChart ?? drawTitle,
      managers,
      log,
      now,
      onFatal: (error) => fatal.push(error),
      onAcknowledged: (ms) => acknowledged.push(ms),
      loadingAfterMs,
      reconnectDelayMs: 10,
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
      ...(pingTimeoutMs !== undefined && { pingTimeoutMs }),
    });
    started.push(platform);
    return platform;
  };
  const start = async (platform: SlackPlatform): Promise<void> => {
    await platform.start(dispatch);
    if (way === 'socket') await slack.socketMode.connected();
    else slack.http.url = `http://127.0.0.1:${platform.port()}/slack/events`;
  };
  const platform = create();
  return {
    slack,
    platform,
    core: services,
    dispatch,
    records,
    warnings: () => records.filter(({ level }) => Number(level) >= WARN).map(({ msg }) => msg),
    fatal,
    acknowledged,
    start: () => start(platform),
    async restart() {
      await Promise.all(started.map((one) => one.stop()));
      const next = create();
      await start(next);
      return next;
    },
    async close() {
      await Promise.all(started.map((one) => one.stop()));
      await slack.close();
      expectNoSecrets(records, slack);
      expect(slack.violations.filter((one) => !options.allowedViolations?.test(one))).toEqual([]);
    },
  };
}

/** Like `paperboyOnSlack`, but connected, and closed when the test ends. */
export async function startPaperboy(options: Options = {}): Promise<PaperboyOnSlack> {
  const paperboy = await paperboyOnSlack(options);
  onTestFinished(paperboy.close);
  await paperboy.start();
  return paperboy;
}

/** pino's level (https://getpino.io/#/docs/api?id=logger-level). */
const WARN = 40;

/** Socket tickets and response URLs are secrets too. */
function expectNoSecrets(records: readonly object[], { botToken, appToken, signingSecret }: FakeSlack): void {
  const logged = JSON.stringify(records);
  for (const secret of [botToken, appToken, signingSecret, 'ticket=']) expect(logged).not.toContain(secret);
  expect(logged).not.toMatch(/\b(xoxb|xapp)-\w|\/(commands|actions|app)\/T0\//);
}
