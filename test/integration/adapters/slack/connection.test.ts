import { describe, expect, it, onTestFinished } from 'vitest';
import { createGate } from '../../../fakes/gate.ts';
import { type PaperboyOnSlack, paperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

async function expectReplies({ slack }: Pick<PaperboyOnSlack, 'slack'>): Promise<void> {
  expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
}

/** Waits until the given number of connections were made and the last is open. */
async function waitForConnection({ slack }: PaperboyOnSlack, count = 2): Promise<void> {
  await slack.until(() => slack.socketMode.totalConnections === count, `connection ${count}`);
  await slack.socketMode.connected();
}

describe('a connection over Socket Mode', () => {
  it.each<[string, (paperboy: PaperboyOnSlack) => void]>([
    ['after Slack refreshes the connection', ({ slack }) => slack.socketMode.disconnect('refresh_requested')],
    ['after Slack warns that it will close the connection', ({ slack }) => slack.socketMode.disconnect('warning')],
    ['after the connection is cut', ({ slack }) => slack.socketMode.drop()],
  ])('reconnects %s', async (_, disconnect) => {
    const paperboy = await startPaperboy();
    disconnect(paperboy);
    await waitForConnection(paperboy);
    await expectReplies(paperboy);
    expect(paperboy.slack.socketMode.openConnections).toBe(1);
    expect(paperboy.records.map(({ msg }) => msg)).toEqual([
      'connected to Slack',
      'Slack socket closed, reconnecting',
      'connected to Slack',
    ]);
  });

  it('reconnects at once if Slack leaves the old socket open', async () => {
    const paperboy = await paperboyOnSlack();
    onTestFinished(paperboy.close);
    const { slack } = paperboy;
    slack.socketMode.keepsClosedSockets = true;
    await paperboy.start();
    // Long before Bolt's ping timeout.
    slack.socketMode.disconnect('refresh_requested');
    await waitForConnection(paperboy);
    await expectReplies(paperboy);
    await paperboy.platform.stop();
    await slack.until(() => slack.socketMode.openConnections === 0);
    expect(paperboy.warnings()).toEqual([]);
  });

  it('reconnects when pings are not answered', async () => {
    const paperboy = await startPaperboy({ pingTimeoutMs: 300 });
    const { slack } = paperboy;
    slack.socketMode.answersPings = false;
    await slack.until(() => slack.socketMode.totalConnections > 1);
    slack.socketMode.answersPings = true;
    await slack.socketMode.connected();
    await expectReplies(paperboy);
  });

  it('reconnects repeatedly', async () => {
    const paperboy = await startPaperboy();
    for (const count of [2, 3, 4]) {
      paperboy.slack.socketMode.drop();
      await waitForConnection(paperboy, count);
    }
    await expectReplies(paperboy);
    expect(paperboy.fatal).toEqual([]);
  });

  it.each<[string, (paperboy: PaperboyOnSlack) => () => void]>([
    [
      'closes new sockets',
      ({ slack: { socketMode } }) => {
        socketMode.rejectsConnections = true;
        return () => {
          socketMode.rejectsConnections = false;
        };
      },
    ],
    [
      'sends no hello',
      ({ slack: { socketMode } }) => {
        socketMode.sendsHello = false;
        return () => {
          socketMode.sendsHello = true;
        };
      },
    ],
  ])('keeps retrying and logs it while Slack %s', async (_, fail) => {
    const paperboy = await startPaperboy({ connectTimeoutMs: 400 });
    const { slack, warnings } = paperboy;
    const recover = fail(paperboy);
    slack.socketMode.drop();
    await slack.until(() => warnings().length > 0);
    recover();
    await slack.until(() => paperboy.records.filter(({ msg }) => msg === 'connected to Slack').length === 2);
    await slack.socketMode.connected();
    await expectReplies(paperboy);
    expect(new Set(warnings())).toEqual(new Set(['failed to connect to Slack, retrying']));
    expect(paperboy.fatal).toEqual([]);
  });

  it('reports a fatal error when Slack turned Socket Mode off', async () => {
    const { slack, fatal } = await startPaperboy();
    slack.socketMode.disconnect('link_disabled');
    await slack.until(() => fatal.length > 0);
    await slack.until(() => slack.socketMode.openConnections === 0);
    expect(fatal.map(({ message }) => message)).toEqual([expect.stringMatching(/^Socket Mode is off\. Turn it on at/)]);
    expect(slack.socketMode.totalConnections).toBe(1);
  });

  it('reports a fatal error when the app token was revoked before reconnecting', async () => {
    const { slack, fatal } = await startPaperboy();
    slack.fault({ kind: 'error', error: 'token_revoked', method: 'apps.connections.open' });
    slack.socketMode.drop();
    await slack.until(() => fatal.length > 0);
    expect(fatal.map(({ message }) => message)).toEqual([expect.stringMatching(/^SLACK_APP_TOKEN was revoked\. /)]);
  });

  it('ignores unknown socket messages', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    for (const text of [
      '{',
      '{"type":"gossip"}',
      '"disconnect"',
      '"disconnect',
      '{"type":"gossip","reason":"disconnect"}',
    ])
      slack.socketMode.sendRaw(text);
    await expectReplies(paperboy);
    expect(paperboy.fatal).toEqual([]);
  });
});

describe('stop', () => {
  it('closes the socket and does not reconnect', async () => {
    const { slack, platform } = await startPaperboy();
    await platform.stop();
    await slack.until(() => slack.socketMode.openConnections === 0);
    await platform.stop();
    expect(slack.socketMode.totalConnections).toBe(1);
  });

  it('does not wait for a Slack that sends no hello', async () => {
    const { slack, platform } = await startPaperboy({ connectTimeoutMs: 60_000 });
    slack.socketMode.sendsHello = false;
    slack.socketMode.drop();
    await slack.until(() => slack.socketMode.totalConnections === 2);
    await platform.stop();
    await slack.until(() => slack.socketMode.openConnections === 0);
  });

  it.each([
    ['returns server errors', { kind: '500', times: 1000 } as const],
    ['does not respond', { kind: 'hang', times: 1000 } as const],
  ])('aborts a start while Slack %s', async (_, fault) => {
    const { slack, platform, dispatch, close } = await paperboyOnSlack({ timeoutMs: 60_000 });
    onTestFinished(close);
    const { met } = slack.fault(fault);
    const started = platform.start(dispatch);
    await met;
    await platform.stop();
    await started;
    expect(slack.socketMode.totalConnections).toBe(0);
  });

  it.each(WAYS)('does not acknowledge new events over %s, so that Slack resends them', async (way) => {
    const [kinds, gate] = [[] as string[], createGate()];
    const { slack, platform } = await startPaperboy({
      way,
      slack: { ackTimeoutMs: 300 },
      allowedViolations: /not acknowledged|status 503/,
      dispatch: (dispatch) => async (interaction) => {
        kinds.push(interaction.kind);
        await gate.opened;
        return dispatch(interaction);
      },
    });
    const search = slack.command({ text: 'search walking' });
    await expect.poll(() => kinds).toEqual(['command']);
    const stopped = platform.stop();
    slack.mention({ text: 'help' });
    const isUnacknowledged = (violation: string) => violation.startsWith('the event app_mention: ');
    await slack.until(() => slack.violations.some(isUnacknowledged));
    gate.open();
    await stopped;
    expect(read(await search.answered)).toContain('Safe Offline Walking');
    expect(kinds).toEqual(['command']);
  });

  it('does nothing before a start', async () => {
    const { platform, close } = await paperboyOnSlack();
    await platform.stop();
    await close();
  });
});
