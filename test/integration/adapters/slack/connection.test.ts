import { describe, expect, it, onTestFinished } from 'vitest';
import { createGate } from '../../../fakes/gate.ts';
import { type PaperboyOnSlack, paperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

async function stillAnswers({ slack }: Pick<PaperboyOnSlack, 'slack'>): Promise<void> {
  expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
}

/** Waits for the given number of connections, the last of which is open. */
async function connectedAgain({ slack }: PaperboyOnSlack, hellos = 2): Promise<void> {
  await slack.until(() => slack.socketMode.hellos === hellos, `connection ${hellos}`);
  await slack.socketMode.connected();
}

describe('a connection over Socket Mode', () => {
  it.each<[string, (paperboy: PaperboyOnSlack) => void]>([
    ['Slack refreshes it', ({ slack }) => slack.socketMode.disconnect('refresh_requested')],
    ['Slack warns of its end', ({ slack }) => slack.socketMode.disconnect('warning')],
    ['it is cut', ({ slack }) => slack.socketMode.drop()],
  ])('comes back when %s', async (_, disconnect) => {
    const paperboy = await startPaperboy();
    disconnect(paperboy);
    await connectedAgain(paperboy);
    await stillAnswers(paperboy);
    expect(paperboy.slack.socketMode.connections).toBe(1);
    expect(paperboy.records.map(({ msg }) => msg)).toEqual([
      'connected to Slack',
      'Slack socket closed, reconnecting',
      'connected to Slack',
    ]);
  });

  it('comes back at once though Slack leaves the old line open', async () => {
    const paperboy = await paperboyOnSlack();
    onTestFinished(paperboy.close);
    const { slack } = paperboy;
    slack.socketMode.lingering = true;
    await paperboy.start();
    // Long before Bolt misses an answer to its pings.
    slack.socketMode.disconnect('refresh_requested');
    await connectedAgain(paperboy);
    await stillAnswers(paperboy);
    await paperboy.platform.stop();
    await slack.until(() => slack.socketMode.connections === 0);
    expect(paperboy.warnings()).toEqual([]);
  });

  it('comes back when nobody answers its pings', async () => {
    const paperboy = await startPaperboy({ pingTimeoutMs: 300 });
    const { slack } = paperboy;
    slack.socketMode.answeringPings = false;
    await slack.until(() => slack.socketMode.hellos > 1);
    slack.socketMode.answeringPings = true;
    await slack.socketMode.connected();
    await stillAnswers(paperboy);
  });

  it('comes back again and again', async () => {
    const paperboy = await startPaperboy();
    for (const hellos of [2, 3, 4]) {
      paperboy.slack.socketMode.drop();
      await connectedAgain(paperboy, hellos);
    }
    await stillAnswers(paperboy);
    expect(paperboy.fatal).toEqual([]);
  });

  it.each<[string, (paperboy: PaperboyOnSlack) => () => void]>([
    [
      'cuts new sockets',
      ({ slack: { socketMode } }) => {
        socketMode.refusing = true;
        return () => {
          socketMode.refusing = false;
        };
      },
    ],
    [
      'greets nobody',
      ({ slack: { socketMode } }) => {
        socketMode.greeting = false;
        return () => {
          socketMode.greeting = true;
        };
      },
    ],
  ])('keeps trying while Slack %s, and says so', async (_, fail) => {
    const paperboy = await startPaperboy({ connectMs: 400 });
    const { slack, warnings } = paperboy;
    const mend = fail(paperboy);
    slack.socketMode.drop();
    await slack.until(() => warnings().length > 0);
    mend();
    await slack.until(() => paperboy.records.filter(({ msg }) => msg === 'connected to Slack').length === 2);
    await slack.socketMode.connected();
    await stillAnswers(paperboy);
    expect(new Set(warnings())).toEqual(new Set(['failed to connect to Slack, retrying']));
    expect(paperboy.fatal).toEqual([]);
  });

  it('that Slack closes because Socket Mode is switched off is told to the host', async () => {
    const { slack, fatal } = await startPaperboy();
    slack.socketMode.disconnect('link_disabled');
    await slack.until(() => fatal.length > 0);
    await slack.until(() => slack.socketMode.connections === 0);
    expect(fatal.map(({ message }) => message)).toEqual([expect.stringMatching(/^Socket Mode is off\. Turn it on at/)]);
    expect(slack.socketMode.hellos).toBe(1);
  });

  it('whose app token was revoked is told to the host when it should come back', async () => {
    const { slack, fatal } = await startPaperboy();
    slack.fault({ kind: 'error', error: 'token_revoked', method: 'apps.connections.open' });
    slack.socketMode.drop();
    await slack.until(() => fatal.length > 0);
    expect(fatal.map(({ message }) => message)).toEqual([expect.stringMatching(/^SLACK_APP_TOKEN was revoked\. /)]);
  });

  it('reads past what it does not know', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    for (const text of [
      '{',
      '{"type":"gossip"}',
      '"disconnect"',
      '"disconnect',
      '{"type":"gossip","reason":"disconnect"}',
    ])
      slack.socketMode.send(text);
    await stillAnswers(paperboy);
    expect(paperboy.fatal).toEqual([]);
  });
});

describe('a stop', () => {
  it('says farewell, and nothing comes back', async () => {
    const { slack, platform } = await startPaperboy();
    await platform.stop();
    await slack.until(() => slack.socketMode.connections === 0);
    await platform.stop();
    expect(slack.socketMode.hellos).toBe(1);
  });

  it('does not wait for a Slack that is silent', async () => {
    const { slack, platform } = await startPaperboy({ connectMs: 60_000 });
    slack.socketMode.greeting = false;
    slack.socketMode.drop();
    await slack.until(() => slack.socketMode.hellos === 2);
    await platform.stop();
    await slack.until(() => slack.socketMode.connections === 0);
  });

  it.each([
    ['can not be reached', { kind: '500', times: 1000 } as const],
    ['does not answer', { kind: 'hang', times: 1000 } as const],
  ])('ends a start while Slack %s', async (_, fault) => {
    const { slack, platform, dispatch, close } = await paperboyOnSlack({ timeoutMs: 60_000 });
    onTestFinished(close);
    const { met } = slack.fault(fault);
    const started = platform.start(dispatch);
    await met;
    await platform.stop();
    await started;
    expect(slack.socketMode.hellos).toBe(0);
  });

  it.each(WAYS)('leaves alone over %s what comes meanwhile, so that Slack sends its events again', async (way) => {
    const [told, gate] = [[] as string[], createGate()];
    const { slack, platform } = await startPaperboy({
      way,
      slack: { ackWithinMs: 300 },
      allowed: /not acknowledged|status 503/,
      dispatch: (dispatch) => async (invocation) => {
        told.push(invocation.kind);
        await gate.opened;
        return dispatch(invocation);
      },
    });
    const search = slack.command({ text: 'search walking' });
    await expect.poll(() => told).toEqual(['command']);
    const stopped = platform.stop();
    slack.mention({ text: 'help' });
    const isUnheard = (violation: string) => violation.startsWith('the event app_mention: ');
    await slack.until(() => slack.violations.some(isUnheard));
    gate.open();
    await stopped;
    expect(read(await search.answered)).toContain('Safe Offline Walking');
    expect(told).toEqual(['command']);
  });

  it('before a start is none', async () => {
    const { platform, close } = await paperboyOnSlack();
    await platform.stop();
    await close();
  });
});
