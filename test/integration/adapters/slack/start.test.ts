import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../../../src/runtime/errors.ts';
import type { Fault } from '../../../fakes/slack/faults.ts';
import { startFakeSlack } from '../../../fakes/slack/index.ts';
import { type Options, paperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

/** The error with which it fails to start. */
async function startError(options: Options, fault?: Fault): Promise<UserError> {
  const { slack, start, close, records } = await paperboyOnSlack(options);
  onTestFinished(close);
  if (fault) slack.fault(fault);
  const error = await start().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect(records).toEqual([]);
  return error as UserError;
}

const rejectWith = (method: string, error: string): Fault => ({ kind: 'error', method, error });

describe('a start with invalid credentials', () => {
  it.each<[string, Options, Fault | undefined, RegExp]>([
    ['a wrong bot token', { botToken: 'xoxb-wrong' }, undefined, /^Slack rejects SLACK_BOT_TOKEN\. Copy it again/],
    [
      'a wrong bot token over HTTP',
      { way: 'http', botToken: 'xoxb-wrong' },
      undefined,
      /^Slack rejects SLACK_BOT_TOKEN/,
    ],
    ['a wrong app token', { appToken: 'xapp-wrong' }, undefined, /^Slack rejects SLACK_APP_TOKEN.*App-Level Tokens/],
    ['swapped tokens', { botToken: 'xapp-1-fake-app-token' }, undefined, /SLACK_BOT_TOKEN.*starts with xoxb-/],
    [
      'a revoked token',
      {},
      rejectWith('auth.test', 'token_revoked'),
      /SLACK_BOT_TOKEN was revoked\. Reinstall the app/,
    ],
    ['an uninstalled app', {}, rejectWith('auth.test', 'account_inactive'), /SLACK_BOT_TOKEN was revoked/],
    [
      'an expired token',
      {},
      rejectWith('auth.test', 'token_expired'),
      /SLACK_BOT_TOKEN has expired\. Turn token rotation off/,
    ],
    [
      'an app token without its scope',
      {},
      rejectWith('apps.connections.open', 'missing_scope'),
      /SLACK_APP_TOKEN is missing the scope connections:write\. Generate a new token at/,
    ],
  ])('rejects with the fix in one line: %s', async (_, options, fault, expected) => {
    const { message } = await startError(options, fault);
    expect(message).toMatch(expected);
    expect(message).toMatch(/^[^\n]+https:\/\/api\.slack\.com\/apps[^\n]+$/);
  });
});

describe.each(WAYS)('a start over %s', (way) => {
  it('logs the missing scopes, their reasons and the fix', async () => {
    const scopes = ['commands', 'chat:write', 'im:history', 'links:read', 'app_mentions:read', 'im:write'];
    const { warnings, records } = await startPaperboy({ way, slack: { scopes } });
    expect(warnings()).toEqual(['Slack app is missing scopes']);
    expect(records).toContainEqual(
      expect.objectContaining({
        missingScopes: expect.arrayContaining([
          { scope: 'links:write', reason: 'to add previews to such links' },
          { scope: 'users:read', reason: expect.any(String) },
        ]),
        hint: expect.stringMatching(/^add them at https:\/\/api\.slack\.com\/apps .*reinstall the app$/),
      }),
    );
  });

  it('logs no warning if no scope is missing', async () => {
    const { warnings } = await startPaperboy({ way });
    expect(warnings()).toEqual([]);
  });
});

it('start keeps retrying and logs it while Slack is down', async () => {
  const { slack, start, close, warnings } = await paperboyOnSlack({ way: 'http' });
  onTestFinished(close);
  slack.fault({ kind: '502', method: 'auth.test' });
  await start();
  expect(warnings()).toEqual(['failed to connect to Slack, retrying']);
  expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
});

/** Starts and stops over both transports. An open handle would keep the process alive. */
const PROGRAM = `
  const { createSlack } = await import(process.env.ADAPTER);
  const log = { info() {}, warn() {}, error: console.error };
  for (const transportSettings of [
    { kind: 'socket', appToken: process.env.APP_TOKEN },
    { kind: 'http', signingSecret: 'secret', port: 0, host: '127.0.0.1' },
  ]) {
    const slack = createSlack({
      botToken: process.env.BOT_TOKEN, apiUrl: process.env.API_URL, transportSettings, log,
      commands: [], actionStore: {}, now: () => new Date(), onFatal: console.error, onAcknowledged() {},
    });
    await slack.start(async () => ({ kind: 'no-response' }));
    await slack.post({ platform: 'slack', tenant: 'T', channel: process.env.CHANNEL }, { blocks: [] }, 'key');
    await slack.stop();
  }
  console.log('stopped');
`;

it('stop leaves no open handles', async () => {
  const slack = await startFakeSlack();
  onTestFinished(() => slack.close());
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', PROGRAM],
    {
      env: {
        PATH: process.env['PATH'],
        ADAPTER: import.meta.resolve('../../../../adapters/slack/index.ts'),
        API_URL: slack.apiUrl,
        BOT_TOKEN: slack.botToken,
        APP_TOKEN: slack.appToken,
        CHANNEL: slack.channelId,
      },
    },
  );
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect({ stdout, stderr, code: (await ended)[0] }).toEqual({ stdout: 'stopped\n', stderr: '', code: 0 });
});
