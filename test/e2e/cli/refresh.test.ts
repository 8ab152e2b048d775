import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/store/database.ts';
import { SqlPaperRepository } from '../../../src/store/repositories/paper-repository.ts';
import { runInProcess } from '../../fakes/cli.ts';
import { rawEntry } from '../../fakes/huggingface/entries.ts';
import { type FakeHuggingFace, startHuggingFace } from '../../fakes/huggingface/index.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { ending, PROGRAM, paperboy, start } from '../../fakes/paperboy.ts';

/** Complete days, which a refresh skips once they are stored. */
const DAYS = ['2026-08-03', '2026-08-04', '2026-08-05', '2026-08-06'] as const;
const SPAN = ['--from', '2026-08-03', '--to', '2026-08-06'] as const;

let huggingFace: FakeHuggingFace;
let url: string;

beforeEach(async () => {
  huggingFace = await startHuggingFace({
    days: Object.fromEntries(DAYS.map((day, at) => [day, [rawEntry({ id: `2608.0000${at + 1}` })]])),
  });
  url = `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-refresh-')), 'paperboy.db')}`;
});

afterEach(() => huggingFace.close());

const env = () => ({ PAPERS_SOURCES: 'huggingface', HUGGING_FACE_URL: huggingFace.url, DATABASE_URL: url });

/** The ids of stored papers. */
async function storedIds(): Promise<string[]> {
  const store = await openStore({ url, log: createMemoryLog().log, now: () => new Date() });
  try {
    const papers = await new SqlPaperRepository(store).all();
    return papers.map(({ id }) => id).filter((id) => id.startsWith('2608.0000'));
  } finally {
    await store.close();
  }
}

/** Moves the leases on sources into the past. */
async function passMinutes(minutes: number): Promise<void> {
  const store = await openStore({ url, log: createMemoryLog().log, now: () => new Date() });
  await store.db
    .updateTable('sources')
    .set((row) => ({ lease_until: row('lease_until', '-', minutes * 60_000) }))
    .execute();
  await store.close();
}

const requestedDays = (): string[] => DAYS.filter((day) => huggingFace.requestsFor(day).length > 0);

describe('paperboy refresh', () => {
  it('fetches the listings of some days, and reports what is new', async () => {
    const first = await paperboy(['refresh', ...SPAN], { env: env() });
    expect(first.stderr).toContain('Hugging Face: 4 listings to fetch\n');
    expect(first.stdout).toMatch(
      /^Hugging Face: fetched 4 listings\. 4 entries: 4 new papers, 0 changed\.\nTook \d+ s\.\n$/,
    );
    expect(first.code).toBe(0);
    expect(huggingFace.requests[0]?.headers['user-agent']).toMatch(/^Paperboy\//);
    const { stdout } = await runInProcess(['status'], env());
    expect(stdout).toMatch(/^Sources: +Hugging Face, last response \w+ \d+, \d{4} at \d\d:\d\d UTC$/m);
    expect(stdout).toMatch(/^Of these: .* 4 with upvotes/m);
    expect(stdout).toMatch(/^Last seen: .*, from Hugging Face$/m);
  });

  it('continues after it was killed', async () => {
    const child = start([...PROGRAM, 'refresh', ...SPAN], env());
    const ended = ending(child);
    await expect.poll(() => requestedDays().length).toBeGreaterThanOrEqual(3);
    child.kill('SIGKILL');
    await ended;
    await passMinutes(3);
    const { code, stdout } = await runInProcess(['refresh', ...SPAN], env());
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/skipped [23] complete days/) });
    expect(await storedIds()).toEqual(['2608.00001', '2608.00002', '2608.00003', '2608.00004']);
    expect(huggingFace.requestsFor(DAYS[0])).toHaveLength(1);
  });

  it('finishes the current listing on SIGINT, and explains how to continue', async () => {
    const child = start([...PROGRAM, 'refresh', ...SPAN], env());
    const ended = ending(child);
    await expect.poll(() => requestedDays().length).toBeGreaterThanOrEqual(1);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/Didn't get to \d listings?\.\nStopped\. Run the same command again to continue\./);
    expect(await storedIds()).toHaveLength(requestedDays().length);
  });
});

describe('a running paperboy', () => {
  it('fetches new papers automatically', async () => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(new Date());
    huggingFace.days.set(today, [rawEntry({ id: '2608.00009', title: 'A Robot That Dances Alone' })]);
    const child = start(PROGRAM, env());
    const ended = ending(child);
    await expect.poll(storedIds, { interval: 500 }).toEqual(['2608.00009']);
    child.stdin.end('/papers show A Robot That Dances Alone\n');
    const { code, stdout } = await ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('A Robot That Dances Alone') });
  });

  it('serves stored papers without a network, and logs the failure once', async () => {
    await huggingFace.close();
    const { code, stdout, stderr } = await paperboy([], {
      env: env(),
      input: '/papers show Streaming Deep Reinforcement\n',
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Streaming Deep') });
    expect(stderr.match(/source unavailable, serving stored papers/g) ?? []).toHaveLength(1);
    const status = await runInProcess(['status'], env());
    expect(status.stdout).toMatch(
      /^Sources: +Hugging Face, failing since .*\(1 failure, next attempt after .*\): .*ECONNREFUSED/m,
    );
    huggingFace = await startHuggingFace();
  });
});
