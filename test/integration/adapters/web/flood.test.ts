import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mountPages } from '../../../../adapters/web/pages/index.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { openSite } from './open-site.ts';

interface Opening {
  readonly perMinute?: number;
  /** Told as each search begins, how many have begun. */
  readonly onSearch?: (begun: number) => void;
}

const visitor = (number: number): string => `X-Forwarded-For: 203.0.113.${number}`;
const get = (path: string, ...more: string[]): string =>
  `${[`GET ${path} HTTP/1.1`, 'Host: localhost', ...more].join('\r\n')}\r\n\r\n`;
/** Searches in one breath, so many of each visitor. */
const searches = (visitors: number, each: number): string =>
  Array.from({ length: visitors * each }, (_, i) =>
    get(`/api/search?limit=1&q=walking+${i}`, visitor(1 + Math.floor(i / each))),
  ).join('');

/** A site whose visitors are told apart by a proxy, with pages whose searches are counted. */
async function openCounted({ perMinute, onSearch = () => undefined }: Opening = {}) {
  const core = createTestCore();
  let begun = 0;
  const search: typeof core.search = {
    ...core.search,
    list(...asked) {
      begun += 1;
      onSearch(begun);
      return core.search.list(...asked);
    },
  };
  const opened = await openSite({
    ...(perMinute !== undefined && { perMinute }),
    publicUrl: 'https://papers.example.org',
    mount: ({ app, limitCost, url }) =>
      mountPages(app, { core: { papers: core.papers, search }, limitCost, baseUrl: url, now: core.now }),
  });
  return { ...opened, begun: () => begun, line: () => openLine(opened.port) };
}

/** A connection that is open, and what came over it so far. */
async function openLine(port: number) {
  const socket: Socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let got = '';
  socket.setEncoding('utf8').on('data', (text) => {
    got += text;
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const statuses = (): number[] => [...got.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
  return {
    socket,
    got: () => got,
    /** The statuses of so many answers, once they are there. */
    answers: async (count: number): Promise<number[]> => {
      await expect.poll(() => statuses().length, { timeout: 10_000, interval: 5 }).toBe(count);
      return statuses();
    },
  };
}

const times = <T>(count: number, one: T): T[] => Array<T>(count).fill(one);

describe('a share is one of work', () => {
  it('of which twenty searches may come at once, and pages beside them', async () => {
    const { line, begun, records } = await openCounted();
    const { socket, got, answers } = await line();
    socket.write(searches(1, 25) + get('/style.css', visitor(1)) + get('/search', visitor(1)));
    expect(await answers(27)).toEqual([...times(20, 200), ...times(5, 429), 200, 429]);
    expect(begun()).toBe(20);
    expect(got()).toMatch(/^retry-after: 10\r$[^{]*\{"error":"That is too much to search for at once: go on in 10 /im);
    expect(records).toMatchObject([{ status: 429, path: '/api/search' }]);
  });

  it.each([
    ['a search', '/api/search?q=walking', 10],
    ['a feed', '/feed.xml', 10],
    ['the page of a search', '/search', 10],
    ['the page of a paper', '/papers/2401.12345', 3],
    ['what is related to a paper', '/api/papers/2401.12345/related', 3],
    ['a paper alone', '/api/papers/2401.12345', 1],
    ['its BibTeX', '/papers/2401.12345.bib', 1],
  ])('of which %s takes a part: %s, %i', async (_, path, cost) => {
    const perMinute = 40;
    const { line } = await openCounted({ perMinute });
    const { socket, answers } = await line();
    socket.write(get(path));
    expect(await answers(1)).toEqual([200]);
    socket.write(times(perMinute - cost + 1, get('/style.css')).join(''));
    expect(await answers(perMinute - cost + 2)).toEqual([...times(perMinute - cost + 1, 200), 429]);
  });
});

describe('while many search', () => {
  it('others are answered in between', async () => {
    let answeredAfter: number | undefined;
    const { line, begun } = await openCounted({
      onSearch: (count) => {
        if (count === 1) reader.socket.write(`TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      },
    });
    const reader = await line();
    reader.socket.once('data', () => {
      answeredAfter = begun();
    });
    const crowd = await line();
    crowd.socket.write(searches(3, 20));
    expect(await crowd.answers(60)).toEqual(times(60, 200));
    expect(await reader.answers(1)).toEqual([405]);
    expect(answeredAfter).toBeLessThan(60);
  });

  it('the searches of one who has gone are not begun', async () => {
    const { line, begun } = await openCounted({ onSearch: (count) => void (count === 1 && hasty.socket.destroy()) });
    const hasty = await line();
    const patient = await line();
    hasty.socket.write(searches(1, 20));
    await expect.poll(begun).toBeGreaterThan(0);
    // Whoever comes later has their turn later.
    patient.socket.write(get('/api/search?q=walking', visitor(2)));
    expect(await patient.answers(1)).toEqual([200]);
    expect(begun()).toBeLessThan(20);
  });

  it('one too many is told to come again', async () => {
    const { line, begun, records } = await openCounted();
    const { socket, got, answers } = await line();
    socket.write(searches(10, 10) + get('/style.css', visitor(1)));
    expect(await answers(101)).toEqual([...times(64, 200), ...times(36, 503), 200]);
    expect(begun()).toBe(64);
    expect(got()).toMatch(/^retry-after: 15\r$[^{]*\{"error":"Too many search here at the moment: try again in 15 /im);
    // A few lines of all, as it is no single visitor's doing.
    expect(records).toMatchObject(times(5, { status: 503, path: '/api/search' }));
  });
});

it('what is refused is logged a few times a minute for each visitor, and in short', async () => {
  const { line, records } = await openCounted();
  const { socket, answers } = await line();
  const long = [`Host: ${'e'.repeat(4000)}.example`, `Origin: https://${'o'.repeat(4000)}.example`];
  const request = (who: number): string =>
    `GET /${'x'.repeat(4000)} HTTP/1.1\r\n${long.join('\r\n')}\r\n${visitor(who)}\r\n\r\n`;
  socket.write(times(9, request(1)).join('') + request(2));
  expect(await answers(10)).toEqual(times(10, 421));
  expect(records).toHaveLength(6);
  expect(JSON.stringify(records[0]).length).toBeLessThan(1200);
});
