import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { LIMITS } from '../../../../adapters/web/limits.ts';
import { eventually, keyOf, type PlaygroundUnderTest, playgroundUnderTest, type TestTab } from './playground.ts';

let playground: PlaygroundUnderTest;
let grace: TestTab;

beforeEach(async () => {
  playground = await playgroundUnderTest();
  await playground.platform.start(playground.dispatch);
  grace = await playground.tab({ name: 'Grace' });
});

afterEach(async () => {
  // Whatever one tab did, another one is served.
  expect(await grace.say('Still here')).toMatchObject({ kind: 'done' });
  await playground.close();
});

const JOIN = { kind: 'join', key: keyOf('Mallory'), name: 'Mallory', manages: true };

/** The code with which a socket is closed after these messages. */
async function closedAfter(...messages: readonly (string | Buffer)[]): Promise<number> {
  const socket = await playground.open();
  const closed = once(socket, 'close');
  for (const message of messages) socket.send(message);
  const [code] = await closed;
  return code as number;
}

describe('a tab is closed that sends', () => {
  it.each([
    ['no JSON', 'hello'],
    ['no object', '[1, 2]'],
    ['nothing', ''],
    ['a kind that nobody knows', JSON.stringify({ kind: 'shout', text: 'x' })],
    ['a number that is none', JSON.stringify({ kind: 'say', ask: -1, channel: 'C0GENERAL', text: 'x' })],
    ['words before it has joined', JSON.stringify({ kind: 'say', ask: 1, channel: 'C0GENERAL', text: 'x' })],
    ['a secret that is easily guessed', JSON.stringify({ ...JOIN, key: 'me' })],
    ['a name without a letter to be seen', JSON.stringify({ ...JOIN, name: '\u200b\u202e' })],
    ['a name that is blank though it has a letter', JSON.stringify({ ...JOIN, name: '\u3164\u2800' })],
    ['a name as long as a page', JSON.stringify({ ...JOIN, name: 'x'.repeat(41) })],
    ['more than is asked of it', JSON.stringify({ ...JOIN, isAdmin: true })],
  ])('%s', async (_, message) => {
    expect(await closedAfter(message)).toBe(1008);
  });

  it('bytes', async () => {
    expect(await closedAfter(JSON.stringify(JOIN), Buffer.from([1, 2, 3]))).toBe(1003);
  });

  it('more than can be meant', async () => {
    expect(await closedAfter('x'.repeat(LIMITS.payloadBytes + 1))).toBe(1009);
  });

  it.each([4000, 4001])('not for a form whose fields are full: %d characters', async (length) => {
    const told = await grace.say('/papers subscribe');
    if (told.kind !== 'form') throw new Error('no form');
    const values = Object.fromEntries(told.form.fields.map(({ name }) => [name, '\u0001'.repeat(length)]));
    expect(await grace.ask({ kind: 'submit', form: told.form.id, values })).toMatchObject({ kind: 'refused' });
  });

  it('without end', async () => {
    const flood = Array<string>(LIMITS.requestsPerWindow * LIMITS.floodFactor + 1).fill(JSON.stringify(JOIN));
    expect(await closedAfter(...flood)).toBe(1008);
  });
});

describe('a tab is refused that asks for', () => {
  it.each([
    [
      'too long a text',
      { kind: 'say', channel: 'C0GENERAL', text: 'x'.repeat(4001) },
      'That is too long: it may have 4,000 characters.',
    ],
    ['what nobody knows', { kind: 'shout', text: 'x' }, 'Paperboy does not understand this page: reload it.'],
    ['half of something', { kind: 'press', message: 'x' }, 'Paperboy does not understand this page: reload it.'],
    [
      'somebody to be spoken for',
      { kind: 'say', channel: 'C0GENERAL', text: 'x', person: 'U1' },
      'Paperboy does not understand this page: reload it.',
    ],
  ])('%s', async (_, question, text) => {
    const tab = await playground.tab({ name: 'Mallory' });
    expect(await tab.ask(question as Parameters<TestTab['ask']>[0])).toMatchObject({
      kind: 'refused',
      text,
      fields: {},
    });
  });

  it('too much at once, and served again later', async () => {
    const tab = await playground.tab({ name: 'Mallory' });
    const line = { kind: 'complete', channel: 'C0GENERAL', line: '' } as const;
    const all = await Promise.all(Array.from({ length: LIMITS.requestsPerWindow + 1 }, () => tab.ask(line)));
    expect(all.at(-1)).toMatchObject({ kind: 'refused', text: 'That was too much at once: wait a few seconds.' });
    expect(all[0]).toMatchObject({ kind: 'completions' });
  });

  it('more while much is in hand', async () => {
    const other = await playgroundUnderTest();
    let release = (): void => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    await other.platform.start(async (invocation) => {
      if (invocation.kind === 'command') await slow;
      return { kind: 'no-response' };
    });
    const tab = await other.tab();
    const waiting = Array.from({ length: LIMITS.inFlightRequests }, () => tab.say('/papers top'));
    expect(await tab.say('/papers top')).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('still works'),
    });
    release();
    expect(new Set((await Promise.all(waiting)).map(({ kind }) => kind))).toEqual(new Set(['done']));
    await other.close();
  });
});

it('others are answered in between while a tab asks for much', async () => {
  const other = await playgroundUnderTest();
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
  const tab = await other.tab();
  await Promise.all(Array.from({ length: LIMITS.inFlightRequests }, () => tab.say('/papers top')));
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
])('nobody sits there under the name of somebody else: %s becomes %s', async (name, shown) => {
  const tab = await playground.tab({ name, key: keyOf(`another ${name}`) });
  expect(tab.heard.at(0)).toMatchObject({ kind: 'welcome', person: { name: shown } });
  const again = await playground.tab({ name, key: keyOf(`another ${name}`) });
  expect(again.heard.at(0)).toMatchObject({ kind: 'welcome', person: { name: shown } });
});

it('a name with markup is a name', async () => {
  const name = '<img src=x onerror=alert(1)>';
  const tab = await playground.tab({ name, key: keyOf('markup') });
  await tab.say('/papers share 2401.12345');
  const shared = await grace.shows('Shared by');
  expect(shared.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(shared.html).not.toContain('<img');
});

it('a tab that does not answer is cut off, and so is one that never joins', async () => {
  const other = await playgroundUnderTest({ heartbeatMs: 30 });
  await other.platform.start(other.dispatch);
  const deaf = new WebSocket(`${other.url.replace('http', 'ws')}/playground/socket`, { autoPong: false });
  await once(deaf, 'open');
  const deafClosed = once(deaf, 'close');
  deaf.send(JSON.stringify(JOIN));
  const silentClosed = once(await other.open(), 'close');
  const well = await other.tab();
  await Promise.all([deafClosed, silentClosed]);
  expect(await well.say('Still here')).toMatchObject({ kind: 'done' });
  await other.close();
});

it('a tab that reads nothing is cut off before it fills the memory', async () => {
  const socket = await playground.open();
  socket.send(JSON.stringify(JOIN));
  await eventually(() => expect(grace.heard.at(-1)).toEqual({ kind: 'people', names: ['Grace', 'Mallory'] }));
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
      expect(grace.heard.filter(({ kind }) => kind === 'people').at(-1)).toEqual({ kind: 'people', names: ['Grace'] });
    },
    { timeout: 20_000, interval: 1 },
  );
  socket.terminate();
}, 30_000);

it('there is room for so many tabs, and for others when they leave', async () => {
  const sockets: WebSocket[] = [];
  for (let count = 1; count < LIMITS.sockets; count++) sockets.push(await playground.open());
  await expect(playground.open()).rejects.toThrow('503');
  sockets[0]?.close();
  await eventually(async () => sockets.push(await playground.open()));
});

it('nobody is let in before the playground is open', async () => {
  const other = await playgroundUnderTest();
  await expect(other.open()).rejects.toThrow('503');
  await other.close();
});

it('a stop waits for the answers in hand, refuses what is asked meanwhile, and says goodbye', async () => {
  const other = await playgroundUnderTest();
  let release = (): void => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  let commands = 0;
  await other.platform.start(async (invocation) => {
    if (invocation.kind === 'command') {
      commands += 1;
      await slow;
    }
    return other.dispatch(invocation);
  });
  const tab = await other.tab();
  const closed = once(tab.socket, 'close');
  const answer = tab.say('/papers search walking');
  await tab.ask({ kind: 'complete', channel: 'C0GENERAL', line: '' });
  const stopping = other.platform.stop();
  const refused = { kind: 'refused', text: 'Paperboy stops: ask again once it is back.' };
  expect(await tab.say('/papers help')).toMatchObject(refused);
  release();
  await stopping;
  expect(commands).toBe(1);
  expect(await answer).toMatchObject({ kind: 'done' });
  expect((await closed)[0]).toBe(1001);
  await other.close();
});
