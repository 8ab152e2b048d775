import { expect, onTestFinished } from 'vitest';
import { createSlack, type SlackPlatform } from '../../../../adapters/slack/index.ts';
import { commandsForPlatform } from '../../../../src/chat/command.ts';
import type { AppServices } from '../../../../src/chat/context.ts';
import type { InteractionHandler } from '../../../../src/chat/interaction.ts';
import { createInteractionRouter } from '../../../../src/chat/router.ts';
import type { ChartRenderer } from '../../../../src/runtime/charts/chart.ts';
import type { UserError } from '../../../../src/runtime/errors.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { drawTitle } from '../../../fakes/draw-chart.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from '../../../fakes/slack/index.ts';

export interface Options {
  /** Over a socket, unless told. */
  readonly way?: 'socket' | 'http';
  /** Where it listens with `http`: anywhere, unless told. */
  readonly port?: number;
  readonly core?: AppServices;
  readonly drawChart?: ChartRenderer;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly timeoutMs?: number;
  /** How long the core may take before a modal shows something without it. */
  readonly loadingAfterMs?: number;
  readonly connectMs?: number;
  readonly pingTimeoutMs?: number;
  /** Who may change what a channel gets: its members, unless told. */
  readonly managers?: 'members' | 'admins';
  /** Changes what the core answers, to be slow or to fail. */
  readonly dispatch?: (dispatch: InteractionHandler) => InteractionHandler;
  readonly now?: () => Date;
  readonly slack?: FakeSlackOptions;
  /** What may be wrong with what Slack is told: nothing, unless a test means it. */
  readonly allowed?: RegExp;
}

export interface PaperboyOnSlack {
  readonly slack: FakeSlack;
  readonly platform: SlackPlatform;
  readonly core: AppServices;
  readonly dispatch: InteractionHandler;
  /** What was logged. */
  readonly records: readonly Record<string, unknown>[];
  /** The messages of what was logged at least as a warning. */
  warnings(): unknown[];
  /** What only the host could mend. */
  readonly fatal: readonly UserError[];
  /** How long acknowledgements took, in milliseconds. */
  readonly acknowledged: readonly number[];
  /** Connects, and waits until Slack reaches it. */
  start(): Promise<void>;
  /** Another Paperboy with the same core on the same Slack, as after a restart. */
  restart(): Promise<SlackPlatform>;
  /** Nothing that was logged may be a secret. */
  close(): Promise<void>;
}

/** Both ways in which Slack reaches an app. */
export const WAYS = ['socket', 'http'] as const;

/** The Slack adapter with the real Bolt and the true core, on a Slack of the test's own. Not connected yet. */
export async function paperboyOnSlack(options: Options = {}): Promise<PaperboyOnSlack> {
  const { way = 'socket', port = 0, dispatch: changed = (dispatch) => dispatch, ...settings } = options;
  const slack = await startFakeSlack(options.slack);
  const given = options.core ?? createTestCore();
  const started: SlackPlatform[] = [];
  const services: AppServices = {
    ...given,
    commands: commandsForPlatform('slack', given.commands),
    discussions: { ...given.discussions, findPlatform: (name) => (name === 'slack' ? started.at(-1) : undefined) },
  };
  const { log, records } = createMemoryLog();
  const fatal: UserError[] = [];
  const acknowledged: number[] = [];
  const dispatch = changed(createInteractionRouter({ services, log, random: () => 0.5 }));
  const { appToken = slack.appToken, botToken = slack.botToken, now = () => new Date() } = settings;
  // The machine may be busy.
  const {
    managers = 'members',
    timeoutMs,
    loadingAfterMs = 2500,
    connectMs: connectTimeoutMs,
    pingTimeoutMs,
  } = settings;
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
      expect(slack.violations.filter((one) => !options.allowed?.test(one))).toEqual([]);
    },
  };
}

/** The same, connected, and closed when the test ends. */
export async function startPaperboy(options: Options = {}): Promise<PaperboyOnSlack> {
  const paperboy = await paperboyOnSlack(options);
  onTestFinished(paperboy.close);
  await paperboy.start();
  return paperboy;
}

/** Of pino (https://getpino.io/#/docs/api?id=logger-level). */
const WARN = 40;

/** Tokens, tickets of sockets and response URLs are as good as passwords. */
function expectNoSecrets(records: readonly object[], { botToken, appToken, signingSecret }: FakeSlack): void {
  const logged = JSON.stringify(records);
  for (const secret of [botToken, appToken, signingSecret, 'ticket=']) expect(logged).not.toContain(secret);
  expect(logged).not.toMatch(/\b(xoxb|xapp)-\w|\/(commands|actions|app)\/T0\//);
}
