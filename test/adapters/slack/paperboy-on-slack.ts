import { createSlack, type Slack } from '../../../adapters/slack/index.ts';
import { commandsOn } from '../../../src/chat/command.ts';
import type { Core } from '../../../src/chat/context.ts';
import { createDispatch, type Dispatch } from '../../../src/chat/dispatch.ts';
import type { UserError } from '../../../src/errors.ts';
import { createTestCore } from '../../fakes/core.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from '../../fakes/slack/index.ts';

interface Options {
  /** Over a socket, unless told. */
  readonly way?: 'socket' | 'http';
  readonly core?: Core;
  readonly botToken?: string;
  readonly appToken?: string;
  readonly timeoutMs?: number;
  readonly patienceMs?: number;
  readonly watchMs?: number;
  /** Changes what the core answers, to be slow or to fail. */
  readonly dispatch?: (dispatch: Dispatch) => Dispatch;
  readonly now?: () => Date;
  readonly slack?: FakeSlackOptions;
}

export interface PaperboyOnSlack {
  readonly slack: FakeSlack;
  readonly platform: Slack;
  readonly core: Core;
  /** What was logged. */
  readonly records: readonly Record<string, unknown>[];
  /** What only the host could mend. */
  readonly fatal: readonly UserError[];
  /** Connects, and waits until Slack reaches it. */
  start(): Promise<void>;
  /** Another Paperboy with the same core on the same Slack, as after a restart. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The Slack adapter with the real Bolt and the true core, on a Slack of the test's own. Not connected yet. */
export async function paperboyOnSlack(options: Options = {}): Promise<PaperboyOnSlack> {
  const { way = 'socket', dispatch: changed = (dispatch) => dispatch, ...settings } = options;
  const slack = await startFakeSlack(options.slack);
  const given = options.core ?? createTestCore();
  const core = { ...given, commands: commandsOn('slack', given.commands) };
  const { log, records } = createMemoryLog();
  const fatal: UserError[] = [];
  const dispatch = changed(createDispatch({ core, log, random: () => 0.5 }));
  const started: Slack[] = [];
  const { appToken = slack.appToken, botToken = slack.botToken, now = () => new Date() } = settings;
  const create = (): Slack => {
    const platform = createSlack({
      botToken,
      apiUrl: slack.apiUrl,
      way:
        way === 'socket'
          ? { kind: 'socket', appToken }
          : { kind: 'http', signingSecret: slack.signingSecret, port: 0, host: '127.0.0.1' },
      commands: core.commands,
      keepsakes: core.keepsakes,
      log,
      now,
      onFatal: (error) => fatal.push(error),
      pingTimeoutMs: 60,
      ...(settings.timeoutMs !== undefined && { timeoutMs: settings.timeoutMs }),
      ...(settings.patienceMs !== undefined && { patienceMs: settings.patienceMs }),
      ...(settings.watchMs !== undefined && { watchMs: settings.watchMs }),
    });
    started.push(platform);
    return platform;
  };
  const start = async (platform: Slack): Promise<void> => {
    await platform.start(dispatch);
    if (way === 'socket') await slack.socketMode.connected();
    else slack.http.url = `http://127.0.0.1:${platform.port()}/slack/events`;
  };
  const platform = create();
  return {
    slack,
    platform,
    core,
    records,
    fatal,
    start: () => start(platform),
    async restart() {
      await Promise.all(started.map((one) => one.stop()));
      await start(create());
    },
    async close() {
      await Promise.all(started.map((one) => one.stop()));
      await slack.close();
    },
  };
}
