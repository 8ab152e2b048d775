import { once } from 'node:events';
import { connect as connectTo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mountPages } from '../../../../adapters/web/pages/index.ts';
import { SearchIndex } from '../../../../src/search/index.ts';
import { sourceRegistry } from '../../../../src/sources/registry.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { openSite } from './open-site.ts';

interface FloodOptions {
  readonly requestsPerMinute?: number;
  /** Called with the number of searches when each one starts. */
  readonly onSearch?: (started: number) => void;
}

const client = (number: number): string => `X-Forwarded-For: 203.0.113.${number}`;
const get = (path: string, ...more: string[]): string =>
  `${[`GET ${path} HTTP/1.1`, 'Host: localhost', ...more].join('\r\n')}\r\n\r\n`;
/** Pipelined searches of several clients. */
const searches = (clients: number, each: number): string =>
  Array.from({ length: clients * each }, (_, i) =>
    get(`/api/search?limit=1&q=walking+${i}`, client(1 + Math.floor(i / each))),
  ).join('');

/** A site behind a proxy that counts its searches. */
async function openCounted({ requestsPerMinute, onSearch = () => undefined }: FloodOptions = {}) {
  const core = createTestCore();
  let started = 0;
  class CountingIndex extends SearchIndex {
    override list(...args: Parameters<SearchIndex['list']>) {
      started++;
      onSearch(started);
      return super.list(...args);
    }
  }
  const search = new CountingIndex();
  search.put(core.papers.all());
  const opened = await openSite({
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    publicUrl: 'https://papers.example.org',
    mount: ({ app, limitCost, url }) =>
      mountPages(app, {
        core: { papers: core.papers, search },
        limitCost,
        baseUrl: url,
        sourceTitle: (kind) => sourceRegistry.find(kind)?.title,
        now: core.now,
      }),
  });
  return { ...opened, searchCount: () => started, connect: () => openConnection(opened.port) };
}

/** An open connection, and the responses on it so far. */
async function openConnection(port: number) {
  const socket: Socket = connectTo(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let received = '';
  socket.setEncoding('utf8').on('data', (text) => {
    received += text;
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const statusesSoFar = (): number[] => [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
  return {
    socket,
    received: () => received,
    /** Waits for this many responses. Returns their statuses. */
    statuses: async (count: number): Promise<number[]> => {
      await expect.poll(() => statusesSoFar().length, { timeout: 20_000, interval: 5 }).toBe(count);
      return statusesSoFar();
    },
  };
}

const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);

describe('the quota of a client', () => {
  it('allows twenty searches at once, and other requests in addition', async () => {
    const { connect, searchCount, records } = await openCounted();
    const { socket, received, statuses } = await connect();
    socket.write(searches(1, 25) + get('/style.css', client(1)) + get('/search', client(1)));
    expect(await statuses(27)).toEqual([...times(20, 200), ...times(5, 429), 200, 429]);
    expect(searchCount()).toBe(20);
    expect(received()).toMatch(/^retry-after: 10\r$[^{]*\{"error":"Too many searches at once. Try again in 10 /im);
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
  ])('is charged for %s: %s costs %i', async (_, path, cost) => {
    const requestsPerMinute = 40;
    const { connect } = await openCounted({ requestsPerMinute });
    const { socket, statuses } = await connect();
    socket.write(get(path));
    expect(await statuses(1)).toEqual([200]);
    socket.write(times(requestsPerMinute - cost + 1, get('/style.css')).join(''));
    expect(await statuses(requestsPerMinute - cost + 2)).toEqual([...times(requestsPerMinute - cost + 1, 200), 429]);
  });
});

describe('the search queue', () => {
  it('lets other requests run in between', async () => {
    let respondedAfter: number | undefined;
    const { connect, searchCount } = await openCounted({
      onSearch: (count) => {
        if (count === 1) reader.socket.write(`TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      },
    });
    const reader = await connect();
    reader.socket.once('data', () => {
      respondedAfter = searchCount();
    });
    const crowd = await connect();
    crowd.socket.write(searches(3, 20));
    expect(await crowd.statuses(60)).toEqual(times(60, 200));
    expect(await reader.statuses(1)).toEqual([405]);
    expect(respondedAfter).toBeLessThan(60);
  });

  it('drops the searches of a client that has disconnected', async () => {
    const { connect, searchCount } = await openCounted({
      onSearch: (count) => void (count === 1 && leaver.socket.destroy()),
    });
    const leaver = await connect();
    const other = await connect();
    leaver.socket.write(searches(1, 20));
    await expect.poll(searchCount).toBeGreaterThan(0);
    // This search runs after the others.
    other.socket.write(get('/api/search?q=walking', client(2)));
    expect(await other.statuses(1)).toEqual([200]);
    expect(searchCount()).toBeLessThan(20);
  });

  it('rejects searches when it is full', async () => {
    const { connect, searchCount, records } = await openCounted();
    const { socket, received, statuses } = await connect();
    socket.write(searches(10, 10) + get('/style.css', client(1)));
    expect(await statuses(101)).toEqual([...times(64, 200), ...times(36, 503), 200]);
    expect(searchCount()).toBe(64);
    expect(received()).toMatch(/^retry-after: 15\r$[^{]*\{"error":"The server is busy. Try again in 15 /im);
    // Logged a few times in total, because no single client is the cause.
    expect(records).toMatchObject(times(5, { status: 503, path: '/api/search' }));
  });
});

it('logs a few rejections per minute and client, with truncated fields', async () => {
  const { connect, records } = await openCounted();
  const { socket, statuses } = await connect();
  const long = [`Host: ${'e'.repeat(4000)}.example`, `Origin: https://${'o'.repeat(4000)}.example`];
  const request = (clientNumber: number): string =>
    `GET /${'x'.repeat(4000)} HTTP/1.1\r\n${long.join('\r\n')}\r\n${client(clientNumber)}\r\n\r\n`;
  socket.write(times(9, request(1)).join('') + request(2));
  expect(await statuses(10)).toEqual(times(10, 421));
  expect(records).toHaveLength(6);
  expect(JSON.stringify(records[0]).length).toBeLessThan(1200);
});
