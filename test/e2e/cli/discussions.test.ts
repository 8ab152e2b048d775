import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/store/database.ts';
import { type FakeDiscord, startFakeDiscord } from '../../fakes/discord/index.ts';
import { visibleText } from '../../fakes/discord/message-body.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { ending, PROGRAM, start } from '../../fakes/paperboy.ts';

const PAPER = 'Streaming Deep Reinforcement Learning Finally Works';
const THREADS = /\/threads$/;

let discord: FakeDiscord;
let url: string;

beforeEach(async () => {
  discord = await startFakeDiscord();
  url = `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-discussions-')), 'paperboy.db')}`;
});

afterEach(async () => {
  await discord.close();
});

/** Starts the program and waits until it is connected. */
async function running() {
  const before = discord.gateway.sessions.length;
  const child = start(PROGRAM, { DATABASE_URL: url, DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl });
  const ended = ending(child);
  await expect.poll(() => discord.gateway.sessions.length).toBeGreaterThan(before);
  await expect.poll(() => discord.commands().length).toBe(2);
  return async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    return (await ended).code;
  };
}

/** Uses the database as another process would. */
async function inStore<T>(work: (db: Awaited<ReturnType<typeof openStore>>['db']) => Promise<T>): Promise<T> {
  const store = await openStore({ url, log: createMemoryLog().log, now: () => new Date() });
  try {
    return await work(store.db);
  } finally {
    await store.close();
  }
}

const stored = () => inStore((db) => db.selectFrom('discussions').select(['state', 'thread', 'card']).execute());

const discuss = (caller: object = {}) =>
  discord.command({ name: 'papers', subcommand: 'discuss', options: { paper: PAPER }, ...caller });

const posts = (channel = discord.channelId): string[] =>
  discord.messages(channel).map(({ body }) => `${visibleText(body)}${body.content ?? ''}`);

describe('a discussion of a process that is killed', () => {
  it.each([
    ['after Discord has opened the thread', true],
    ['before Discord has opened the thread', false],
  ])('has one card and one thread if it is killed %s', async (_, afterCommit) => {
    const kill = await running();
    discord.fault({ kind: 'hang', method: 'POST', path: THREADS, afterCommit });
    discuss();
    await expect.poll(() => discord.requestsTo('POST', THREADS).length).toBe(1);
    await kill('SIGKILL');
    expect(await stored()).toMatchObject([{ state: 'opening', thread: null, card: expect.any(String) }]);
    // Its lease expires.
    await inStore((db) => db.updateTable('discussions').set({ lease_until: 0 }).execute());

    const stop = await running();
    const [card] = discord.messages(discord.channelId);
    await expect.poll(stored).toMatchObject([{ state: 'open', thread: card?.id }]);
    expect(await stop('SIGTERM')).toBe(0);
    expect(posts()).toEqual([expect.stringContaining(PAPER)]);
    expect(discord.channel(card?.id ?? '')).toMatchObject({ name: PAPER });
    expect(discord.violations).toEqual([]);
  });
});

describe('a discussion in Discord', () => {
  it('goes from card to replies, a question in the thread, an updated card and a search result', async () => {
    const stop = await running();
    expect(visibleText((await discuss().answered).body)).toContain('The discussion of');
    const [card] = discord.messages(discord.channelId);
    const thread = card?.id ?? '';
    expect(posts()).toEqual([expect.stringContaining('No replies yet')]);

    discord.personSays(thread, 'Has anybody run the code?');
    discord.personSays(thread, `<@${discord.botId}> cite`);
    await expect.poll(() => posts(thread).at(-1)).toContain('BibTeX for');
    expect(visibleText((await discuss().answered).body)).toContain('is open');
    const visitor = { memberPermissions: PermissionFlagsBits.ViewChannel, appPermissions: 0n };
    expect(visibleText((await discuss(visitor).answered).body)).toContain('is open');
    expect(discord.messages(discord.channelId)).toHaveLength(1);
    await stop('SIGTERM');

    // It is due for a refresh, which a process does at its start.
    await inStore((db) => db.updateTable('discussions').set({ refresh_at: 0 }).execute());
    const stopAgain = await running();
    await expect.poll(() => posts()[0]).toContain('3 replies from 1 person');
    const list = discord.command({ name: 'papers', subcommand: 'discussions', options: {} });
    expect(visibleText((await list.answered).body)).toContain('3 replies from 1 person');
    const search = discord.command({ name: 'papers', subcommand: 'search', options: { query: 'streaming deep' } });
    expect(visibleText((await search.answered).body)).toContain('discussed here: 3 replies');
    await stopAgain('SIGTERM');
    expect(discord.violations).toEqual([]);
  });
});
