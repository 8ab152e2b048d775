import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { LIMITS } from '../../../../adapters/web/limits.ts';
import { eventually, keyFor, openPlayground, type TestPlayground, type TestTab } from './playground.ts';

let playground: TestPlayground;
let grace: TestTab;

beforeEach(async () => {
  playground = await openPlayground();
  await playground.platform.start(playground.dispatch);
  grace = await playground.openTab({ name: 'Grace' });
});

afterEach(async () => {
  // Whatever one tab did, the others still work.
  expect(await grace.send('Still here')).toMatchObject({ kind: 'done' });
  await playground.close();
});

const JOIN = { kind: 'join', key: keyFor('Mallory'), name: 'Mallory', canManage: true };

/** The close code after these messages. */
async function closeCodeAfter(...messages: readonly (string | Buffer)[]): Promise<number> {
  const socket = await playground.openSocket();
  const closed = once(socket, 'close');
  for (const message of messages) socket.send(message);
  const [code] = await closed;
  return code as number;
}

describe('a tab is disconnected if it sends', () => {
  it.each([
    ['invalid JSON', 'hello'],
    ['an array', '[1, 2]'],
    ['an empty message', ''],
    ['an unknown kind without a request id', JSON.stringify({ kind: 'shout', text: 'x' })],
    ['an invalid request id', JSON.stringify({ kind: 'message', requestId: -1, channel: 'C0GENERAL', text: 'x' })],
    [
      'a request before it has joined',
      JSON.stringify({ kind: 'message', requestId: 1, channel: 'C0GENERAL', text: 'x' }),
    ],
    ['a secret that is too short', JSON.stringify({ ...JOIN, key: 'me' })],
    ['a name of invisible characters', JSON.stringify({ ...JOIN, name: '\u200b\u202e' })],
    ['a name of blank letters', JSON.stringify({ ...JOIN, name: '\u3164\u2800' })],
    ['a name that is too long', JSON.stringify({ ...JOIN, name: 'x'.repeat(41) })],
    ['an unknown field', JSON.stringify({ ...JOIN, isAdmin: true })],
  ])('%s', async (_, message) => {
    expect(await closeCodeAfter(message)).toBe(1008);
  });

  it('binary data', async () => {
    expect(await closeCodeAfter(JSON.stringify(JOIN), Buffer.from([1, 2, 3]))).toBe(1003);
  });

  it('a message that is too large', async () => {
    expect(await closeCodeAfter('x'.repeat(LIMITS.payloadBytes + 1))).toBe(1009);
  });

  it.each([4000, 4001])('no more than a form with %d characters in every field: it stays connected', async (length) => {
    const response = await grace.send('/papers subscribe');
    if (response.kind !== 'form') throw new Error('no form');
    const values = Object.fromEntries(response.form.fields.map(({ name }) => [name, '\u0001'.repeat(length)]));
    expect(await grace.request({ kind: 'submit', form: response.form.id, values })).toMatchObject({ kind: 'refused' });
  });

  it('ten times as many requests as allowed', async () => {
    const flood = Array<string>(LIMITS.requestsPerWindow * LIMITS.floodFactor + 1).fill(JSON.stringify(JOIN));
    expect(await closeCodeAfter(...flood)).toBe(1008);
  });
});

describe('a request is refused if it', () => {
  it.each([
    [
      'has a text that is too long',
      { kind: 'message', channel: 'C0GENERAL', text: 'x'.repeat(4001) },
      'This text is too long. The limit is 4,000 characters.',
    ],
    ['has an unknown kind', { kind: 'shout', text: 'x' }, 'This page is out of date. Reload it.'],
    ['lacks a field', { kind: 'action', message: 'x' }, 'This page is out of date. Reload it.'],
    [
      'has an unknown field',
      { kind: 'message', channel: 'C0GENERAL', text: 'x', person: 'U1' },
      'This page is out of date. Reload it.',
    ],
  ])('%s', async (_, request, text) => {
    const tab = await playground.openTab({ name: 'Mallory' });
    expect(await tab.request(request as Parameters<TestTab['request']>[0])).toMatchObject({
      kind: 'refused',
      text,
      fields: {},
    });
  });

  it('exceeds the rate limit', async () => {
    const tab = await playground.openTab({ name: 'Mallory' });
    const line = { kind: 'complete', channel: 'C0GENERAL', line: '' } as const;
    const all = await Promise.all(Array.from({ length: LIMITS.requestsPerWindow + 1 }, () => tab.request(line)));
    expect(all.at(-1)).toMatchObject({ kind: 'refused', text: 'Too many requests. Wait a few seconds and try again.' });
    expect(all[0]).toMatchObject({ kind: 'completions' });
  });

  it('exceeds the limit of concurrent requests', async () => {
    const other = await openPlayground();
    let release = (): void => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    await other.platform.start(async (interaction) => {
      if (interaction.kind === 'command') await slow;
      return { kind: 'no-response' };
    });
    const tab = await other.openTab();
    const waiting = Array.from({ length: LIMITS.inFlightRequests }, () => tab.send('/papers top'));
    expect(await tab.send('/papers top')).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('still working'),
    });
    release();
    expect(new Set((await Promise.all(waiting)).map(({ kind }) => kind))).toEqual(new Set(['done']));
    await other.close();
  });
});

it('serves others while one tab has many requests', async () => {
  const other = await openPlayground();
  const { hostname, port } = new URL(other.url);
  const line = connect(Number(port), hostname);
  await once(line, 'connect');
  let begun = 0;
  let answeredAfter: number | undefined;
  line.once('data', () => {
    answeredAfter = begun;
  });
  await other.platform.start(async ({ kind }) => {
    if (kind === 'command') begun += 1;
    if (begun === 1) line.write('TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    return { kind: 'no-response' };
  });
  const tab = await other.openTab();
  await Promise.all(Array.from({ length: LIMITS.inFlightRequests }, () => tab.send('/papers top')));
  await eventually(() => expect(answeredAfter).toBeGreaterThan(0));
  expect(begun).toBe(LIMITS.inFlightRequests);
  expect(answeredAfter).toBeLessThan(begun);
  line.destroy();
  await other.close();
});

it.each([
  ['Grace', 'Grace 2'],
  ['grace', 'grace 2'],
  ['PAPERBOY', 'PAPERBOY 2'],
  ['Mallory', 'Mallory'],
])('gives everyone a unique name: %s becomes %s', async (name, shown) => {
  const tab = await playground.openTab({ name, key: keyFor(`another ${name}`) });
  expect(tab.received.at(0)).toMatchObject({ kind: 'welcome', person: { name: shown } });
  const again = await playground.openTab({ name, key: keyFor(`another ${name}`) });
  expect(again.received.at(0)).toMatchObject({ kind: 'welcome', person: { name: shown } });
});

it('keeps the name of a person whose connection broke, when another person with that name joins before they reconnect', async () => {
  grace.socket.terminate();
  await eventually(async () => {
    const other = await playground.openTab({ name: 'Grace', key: keyFor('another grace') });
    expect(other.received.at(0)).toMatchObject({ person: { name: 'Grace 2' } });
    expect(other.received.filter(({ kind }) => kind === 'people').at(-1)).toMatchObject({ names: ['Grace 2'] });
  });
  grace = await playground.openTab({ name: 'Grace' });
  expect(grace.received.at(0)).toMatchObject({ kind: 'welcome', person: { name: 'Grace' } });
});

it('escapes markup in names', async () => {
  const name = '<img src=x onerror=alert(1)>';
  const tab = await playground.openTab({ name, key: keyFor('markup') });
  await tab.send('/papers share 2401.12345');
  const shared = await grace.findMessage('Shared by');
  expect(shared.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(shared.html).not.toContain('<img');
});

it('disconnects a tab that does not answer pings, and one that never joins', async () => {
  const other = await openPlayground({ heartbeatIntervalMs: 500 });
  await other.platform.start(other.dispatch);
  const unresponsive = new WebSocket(`${other.url.replace('http', 'ws')}/playground/socket`, { autoPong: false });
  await once(unresponsive, 'open');
  const unresponsiveClosed = once(unresponsive, 'close');
  unresponsive.send(JSON.stringify(JOIN));
  const silentClosed = once(await other.openSocket(), 'close');
  const healthy = await other.openTab();
  await Promise.all([unresponsiveClosed, silentClosed]);
  expect(await healthy.send('Still here')).toMatchObject({ kind: 'done' });
  await other.close();
});

it('disconnects a tab that does not read before it fills the memory', async () => {
  const socket = await playground.openSocket();
  socket.send(JSON.stringify(JOIN));
  await eventually(() => expect(grace.received.at(-1)).toEqual({ kind: 'people', names: ['Grace', 'Mallory'] }));
  socket.pause();
  const place = { platform: 'web', tenant: 'local', channel: 'C0GENERAL' };
  const text = 'words '.repeat(80_000);
  let key = 0;
  await vi.waitFor(
    async () => {
      await playground.platform.post(
        place,
        { blocks: [{ kind: 'prose', spans: [{ kind: 'text', text }] }] },
        `${key++}`,
      );
      expect(grace.received.filter(({ kind }) => kind === 'people').at(-1)).toEqual({
        kind: 'people',
        names: ['Grace'],
      });
    },
    { timeout: 20_000, interval: 1 },
  );
  socket.terminate();
}, 30_000);

it('limits the number of tabs, and accepts others when some are closed', async () => {
  const sockets: WebSocket[] = [];
  for (let count = 1; count < LIMITS.sockets; count++) sockets.push(await playground.openSocket());
  await expect(playground.openSocket()).rejects.toThrow('503');
  sockets[0]?.close();
  await eventually(async () => sockets.push(await playground.openSocket()));
});

it('refuses connections before the playground is open', async () => {
  const other = await openPlayground();
  await expect(other.openSocket()).rejects.toThrow('503');
  await other.close();
});

it('finishes requests in flight when it stops, refuses others, and closes the connections', async () => {
  const other = await openPlayground();
  let release = (): void => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  let commands = 0;
  await other.platform.start(async (interaction) => {
    if (interaction.kind === 'command') {
      commands += 1;
      await slow;
    }
    return other.dispatch(interaction);
  });
  const tab = await other.openTab();
  const closed = once(tab.socket, 'close');
  const response = tab.send('/papers search walking');
  await tab.request({ kind: 'complete', channel: 'C0GENERAL', line: '' });
  const stopping = other.platform.stop();
  const refused = { kind: 'refused', text: 'Paperboy is shutting down. Try again when it is back.' };
  expect(await tab.send('/papers help')).toMatchObject(refused);
  release();
  await stopping;
  expect(commands).toBe(1);
  expect(await response).toMatchObject({ kind: 'done' });
  expect((await closed)[0]).toBe(1001);
  await other.close();
});
