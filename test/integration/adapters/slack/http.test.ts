import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../../../src/runtime/errors.ts';
import { createGate } from '../../../fakes/gate.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import { paperboyOnSlack, startPaperboy } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

const startOverHttp = () => startPaperboy({ way: 'http' });
const urlFor = ({ http }: FakeSlack, path: string): string => new URL(path, http.url).href;

describe('the request URL', () => {
  it('answers the URL verification and the SSL check', async () => {
    const { slack } = await startOverHttp();
    const { challenge, status, text } = await slack.http.urlVerification();
    expect([status, JSON.parse(text)]).toEqual([200, { challenge }]);
    expect((await slack.http.sslCheck()).status).toBe(200);
  });

  it('answers health checks', async () => {
    const { slack } = await startOverHttp();
    const answer = await fetch(urlFor(slack, '/healthz'));
    expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
  });

  const body = { type: 'url_verification', challenge: 'x' };
  it.each<[string, number, Parameters<FakeSlack['http']['post']>[0]]>([
    ['with another signing secret', 401, { body, secret: 'another' }],
    ['without a signature', 401, { body, headers: { 'x-slack-signature': undefined } }],
    ['with a malformed signature', 401, { body, headers: { 'x-slack-signature': 'v1=abc' } }],
    ['without a timestamp', 401, { body, headers: { 'x-slack-request-timestamp': undefined } }],
    ['with a malformed timestamp', 401, { body, headers: { 'x-slack-request-timestamp': 'noon' } }],
    ['from six minutes ago', 401, { body, ageSeconds: 360 }],
    ['from six minutes in the future', 401, { body, ageSeconds: -360 }],
    ['from one minute in the future', 200, { body, ageSeconds: -60 }],
    ['with invalid JSON', 400, { body: '{', headers: { 'content-type': 'application/json' } }],
    ['with a body that is too large', 413, { body: `payload=${'x'.repeat(1024 * 1024)}` }],
    ['to another path', 404, { body, path: '/slack/other' }],
  ])('answers a request %s with status %i', async (_, status, request) => {
    const { slack } = await startOverHttp();
    expect((await slack.http.post(request)).status).toBe(status);
    expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
  });

  it('returns 404 for other methods and paths', async () => {
    const { slack } = await startOverHttp();
    expect((await fetch(urlFor(slack, '/slack/events'))).status).toBe(404);
    expect((await fetch(urlFor(slack, '/healthz'), { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${urlFor(slack, '/')}/`, { method: 'POST' })).status).toBe(404);
  });

  it.each([
    ['unchanged', (signature: string) => signature],
    ['with a suffix after the signature', (signature: string) => `${signature}=x`],
  ])('handles a signed request once if it is replayed %s', async (_, modify) => {
    const kinds: string[] = [];
    const { slack } = await startPaperboy({
      way: 'http',
      dispatch: (dispatch) => (interaction) => {
        kinds.push(interaction.kind);
        return dispatch(interaction);
      },
    });
    const command = new URLSearchParams({
      command: '/papers',
      text: 'help',
      team_id: 'T1',
      channel_id: 'C1',
      user_id: 'U1',
    });
    const at = `${Math.floor(Date.now() / 1000)}`;
    const signed = createHmac('sha256', slack.signingSecret).update(`v0:${at}:${command}`).digest('hex');
    const post = async (signature: string): Promise<number> => {
      const headers = { 'x-slack-request-timestamp': at, 'x-slack-signature': signature };
      return (await slack.http.post({ body: `${command}`, headers })).status;
    };
    expect([await post(`v0=${signed}`), await post(modify(`v0=${signed}`))]).toEqual([200, 200]);
    expect(kinds).toEqual(['command']);
  });

  it('survives a request that is cut off', async () => {
    const { slack } = await startOverHttp();
    const socket = connect(Number(new URL(slack.http.url ?? '').port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{');
    socket.destroy();
    await once(socket, 'close');
    expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
  });
});

describe('the HTTP server', () => {
  it('rejects with the fix if its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { start, close } = await paperboyOnSlack({ way: 'http', port });
    onTestFinished(close);
    const failure = await start().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UserError);
    expect(String(failure)).toBe(
      `UserError: The server for Slack's requests can't listen on 127.0.0.1:${port}: the port is in use. Set PORT to a free port.`,
    );
  });

  it('stops with open connections, and can be stopped twice', async () => {
    const { slack, platform } = await startOverHttp();
    await fetch(urlFor(slack, '/healthz'));
    const idle = connect(Number(new URL(slack.http.url ?? '').port), '127.0.0.1');
    await once(idle, 'connect');
    const closed = once(idle, 'close');
    await platform.stop();
    await closed;
    await expect(fetch(urlFor(slack, '/healthz'))).rejects.toThrow();
    await platform.stop();
  });

  it('finishes pending replies before it stops', async () => {
    const gate = createGate();
    const { slack, platform } = await startPaperboy({
      way: 'http',
      dispatch: (dispatch) => async (interaction) => {
        await gate.opened;
        return dispatch(interaction);
      },
    });
    const search = slack.command({ text: 'search walking' });
    await search.acknowledged;
    const stopped = platform.stop();
    gate.open();
    await stopped;
    expect(search.responses).toHaveLength(1);
  });
});
