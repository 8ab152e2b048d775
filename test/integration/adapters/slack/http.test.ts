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

const overHttp = () => startPaperboy({ way: 'http' });
const pathOn = ({ http }: FakeSlack, path: string): string => new URL(path, http.url).href;

describe('over HTTP', () => {
  it('Slack finds that the app is there', async () => {
    const { slack } = await overHttp();
    const { challenge, status, text } = await slack.http.urlVerification();
    expect([status, JSON.parse(text)]).toEqual([200, { challenge }]);
    expect((await slack.http.sslCheck()).status).toBe(200);
  });

  it('whoever looks after the host finds it too', async () => {
    const { slack } = await overHttp();
    const answer = await fetch(pathOn(slack, '/healthz'));
    expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
  });

  const body = { type: 'url_verification', challenge: 'x' };
  it.each<[string, number, Parameters<FakeSlack['http']['post']>[0]]>([
    ['signed by somebody else', 401, { body, secret: 'another' }],
    ['without a signature', 401, { body, headers: { 'x-slack-signature': undefined } }],
    ['with a strange signature', 401, { body, headers: { 'x-slack-signature': 'v1=abc' } }],
    ['without a time', 401, { body, headers: { 'x-slack-request-timestamp': undefined } }],
    ['with a strange time', 401, { body, headers: { 'x-slack-request-timestamp': 'noon' } }],
    ['of six minutes ago', 401, { body, agedSeconds: 360 }],
    ['from in six minutes', 401, { body, agedSeconds: -360 }],
    ['whose clock is one minute ahead', 200, { body, agedSeconds: -60 }],
    ['that is no JSON', 400, { body: '{', headers: { 'content-type': 'application/json' } }],
    ['that is too long', 413, { body: `payload=${'x'.repeat(1024 * 1024)}` }],
    ['to another path', 404, { body, path: '/slack/other' }],
  ])('a request %s is answered with %i', async (_, status, request) => {
    const { slack } = await overHttp();
    expect((await slack.http.post(request)).status).toBe(status);
    expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
  });

  it('nothing can be had but by a POST', async () => {
    const { slack } = await overHttp();
    expect((await fetch(pathOn(slack, '/slack/events'))).status).toBe(404);
    expect((await fetch(pathOn(slack, '/healthz'), { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${pathOn(slack, '/')}/`, { method: 'POST' })).status).toBe(404);
  });

  it.each([
    ['word for word', (signature: string) => signature],
    ['with more behind the signature, of which nobody reads', (signature: string) => `${signature}=x`],
  ])('a signed request that is repeated %s is taken once', async (_, altered) => {
    const told: string[] = [];
    const { slack } = await startPaperboy({
      way: 'http',
      dispatch: (dispatch) => (invocation) => {
        told.push(invocation.kind);
        return dispatch(invocation);
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
    expect([await post(`v0=${signed}`), await post(altered(`v0=${signed}`))]).toEqual([200, 200]);
    expect(told).toEqual(['command']);
  });

  it('a request that was cut is no request, and may be repeated', async () => {
    const { slack } = await overHttp();
    const line = connect(Number(new URL(slack.http.url ?? '').port), '127.0.0.1');
    await once(line, 'connect');
    line.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{');
    line.destroy();
    await once(line, 'close');
    expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
  });
});

describe('the HTTP server', () => {
  it('says in one line that its port is taken', async () => {
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

  it('stops with lines that are still open, and may be stopped again', async () => {
    const { slack, platform } = await overHttp();
    await fetch(pathOn(slack, '/healthz'));
    const silent = connect(Number(new URL(slack.http.url ?? '').port), '127.0.0.1');
    await once(silent, 'connect');
    const isCut = once(silent, 'close');
    await platform.stop();
    await isCut;
    await expect(fetch(pathOn(slack, '/healthz'))).rejects.toThrow();
    await platform.stop();
  });

  it('gives the answers in hand before it stops', async () => {
    const gate = createGate();
    const { slack, platform } = await startPaperboy({
      way: 'http',
      dispatch: (dispatch) => async (invocation) => {
        await gate.opened;
        return dispatch(invocation);
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
