import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/store/database.ts';
import { createPaperRepository } from '../../../src/store/repositories/paper-repository.ts';
import { rawEntry } from '../../fakes/huggingface/entries.ts';
import { type FakeHuggingFace, startHuggingFace } from '../../fakes/huggingface/index.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { ending, PROGRAM, paperboy, start } from '../../fakes/paperboy.ts';

/** Days that are long over, so that a refresh leaves them out once it has them. */
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

/** Which of the papers are there. */
async function kept(): Promise<string[]> {
  const store = await openStore({ url, log: createMemoryLog().log, now: () => new Date() });
  try {
    const papers = await createPaperRepository(store).all();
    return papers.map(({ id }) => id).filter((id) => id.startsWith('2608.0000'));
  } finally {
    await store.close();
  }
}

/** As if some minutes had passed since a process had its turn. */
async function passMinutes(minutes: number): Promise<void> {
  const store = await openStore({ url, log: createMemoryLog().log, now: () => new Date() });
  await store.db
    .updateTable('sources')
    .set((row) => ({ lease_until: row('lease_until', '-', minutes * 60_000) }))
    .execute();
  await store.close();
}

const asked = (): string[] => DAYS.filter((day) => huggingFace.requestsFor(day).length > 0);

describe('paperboy refresh', { timeout: 240_000 }, () => {
  it('fetches the lists of some days, and says how much came', async () => {
    const first = await paperboy(['refresh', ...SPAN], { env: env() });
    expect(first.stderr).toContain('Hugging Face: 4 lists to ask for\n');
    expect(first.stdout).toMatch(
      /^Hugging Face: 4 lists asked for\. 4 entries: 4 new papers, 0 changed\.\nIt took \d+ s\.\n$/,
    );
    expect(first.code).toBe(0);
    expect(huggingFace.requests[0]?.headers['user-agent']).toMatch(/^Paperboy\//);
    const { stdout } = await paperboy(['status'], { env: env() });
    expect(stdout).toMatch(/^Sources: +Hugging Face, answered \w+ \d+, \d{4} at \d\d:\d\d UTC$/m);
    expect(stdout).toMatch(/^Of these: .* 4 upvotes/m);
    expect(stdout).toMatch(/^Last seen: .*, by Hugging Face$/m);
  });

  it('that is killed goes on where it was', async () => {
    const child = start([...PROGRAM, 'refresh', ...SPAN], env());
    const dead = ending(child);
    await expect.poll(() => asked().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    child.kill('SIGKILL');
    await dead;
    await passMinutes(3);
    const { code, stdout } = await paperboy(['refresh', ...SPAN], { env: env() });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/[23] days known already/) });
    expect(await kept()).toEqual(['2608.00001', '2608.00002', '2608.00003', '2608.00004']);
    expect(huggingFace.requestsFor(DAYS[0])).toHaveLength(1);
  });

  it('that somebody ends with Ctrl-C finishes the day in hand, and says how to go on', async () => {
    const child = start([...PROGRAM, 'refresh', ...SPAN], env());
    const ended = ending(child);
    await expect.poll(() => asked().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(1);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/lists? (was|were) not asked for\.\nStopped\. The same command goes on from here\./);
    expect(await kept()).toHaveLength(asked().length);
  });
});

describe('a running Paperboy', { timeout: 240_000 }, () => {
  it('has what is new at Hugging Face by itself', async () => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(new Date());
    huggingFace.days.set(today, [rawEntry({ id: '2608.00009', title: 'A Robot That Dances Alone' })]);
    const child = start(PROGRAM, env());
    const ended = ending(child);
    await expect.poll(kept, { timeout: 60_000, interval: 500 }).toEqual(['2608.00009']);
    child.stdin.end('/papers show A Robot That Dances Alone\n');
    const { code, stdout } = await ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('A Robot That Dances Alone') });
  });

  it('without a network answers from what is here, and says once that it has none', async () => {
    await huggingFace.close();
    const { code, stdout, stderr } = await paperboy([], {
      env: env(),
      input: '/papers show Streaming Deep Reinforcement\n',
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Streaming Deep') });
    expect(stderr.match(/Hugging Face can not be asked/g) ?? []).toHaveLength(1);
    const status = await paperboy(['status'], { env: env() });
    expect(status.stdout).toMatch(
      /^Sources: +Hugging Face, failing since .*\(once, asked again after .*\): .*ECONNREFUSED/m,
    );
    huggingFace = await startHuggingFace();
  });
});
