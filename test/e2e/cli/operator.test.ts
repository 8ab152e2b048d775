import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Readiness } from '../../../src/app/operator-server.ts';
import { type FakeDiscord, startFakeDiscord } from '../../fakes/discord/index.ts';
import { PROGRAM, paperboy, start } from '../../fakes/paperboy.ts';

let discord: FakeDiscord;

beforeEach(async () => {
  discord = await startFakeDiscord();
});

afterEach(async () => {
  await discord.close();
});

const settings = () => ({ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl });
const freshDatabase = () => `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-operator-')), 'paperboy.db')}`;

/** Where a program that was started tells that it can be watched. */
async function addressOf({ stderr }: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const { url, msg } = JSON.parse(line) as { url?: string; msg: string };
    if (url !== undefined && msg.includes('/readyz')) {
      stderr.resume();
      return url;
    }
  }
  throw new Error('the program told no address');
}

async function readiness(url: string): Promise<Readiness & { status: number }> {
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, ...((await response.json()) as Readiness) };
}

describe('paperboy, watched by an operator', () => {
  it('is ready once it is connected, counts what people do, and is not ready from SIGTERM on, to its end', async () => {
    const child = start(PROGRAM, settings());
    onTestFinished(() => void child.kill('SIGKILL'));
    const closed = once(child, 'close');
    const url = await addressOf(child);
    await expect.poll(async () => (await readiness(url)).status, { timeout: 20_000 }).toBe(200);
    const asked = discord.command({ name: 'papers', subcommand: 'search', options: { query: 'safe offline rl' } });
    await asked.answered;
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    await expect
      .poll(metrics)
      .toContain('paperboy_invocations_total{platform="discord",command="search",outcome="answered"} 1');
    expect(await metrics()).toContain('paperboy_acknowledgement_seconds_count{platform="discord"} 1');
    expect(await metrics()).not.toContain(discord.guildId);

    // An answer that takes a while, and that a stop waits for.
    const { met } = discord.fault({ path: /@original$/, kind: 'slow drip', overMs: 2000 });
    discord.command({ name: 'papers', subcommand: 'search', options: { query: 'walking' } });
    await met;
    child.kill('SIGTERM');
    await expect.poll(async () => (await readiness(url)).status).toBe(503);
    expect((await readiness(url)).checks).toEqual([{ name: 'process', ok: false, says: 'it is about to end' }]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await metrics()).toContain('paperboy_index_papers ');
    expect((await closed)[0]).toBe(0);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  }, 40_000);

  it('can be watched before it is connected', async () => {
    discord.gateway.refusing = true;
    const child = start(PROGRAM, settings());
    onTestFinished(() => void child.kill('SIGKILL'));
    const closed = once(child, 'close');
    const url = await addressOf(child);
    const { status, checks } = await readiness(url);
    expect(status).toBe(503);
    expect(checks.filter(({ ok }) => !ok)).toEqual([{ name: 'platform discord', ok: false, says: 'not connected' }]);
    child.kill('SIGTERM');
    expect((await closed)[0]).toBe(0);
  }, 40_000);

  it('ends where the port that was chosen for that is taken, and says what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { code, stdout, stderr } = await paperboy([], { env: { OPERATOR_PORT: String(port) } });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^The address for operators can't listen on .*Set OPERATOR_PORT to a free port\.\n$/,
    );
  });

  it('is found by paperboy status, and by the health check of the image', async () => {
    const DATABASE_URL = freshDatabase();
    const child = start(PROGRAM, { ...settings(), DATABASE_URL });
    onTestFinished(() => void child.kill('SIGKILL'));
    const closed = once(child, 'close');
    const { port } = new URL(await addressOf(child));
    await discord.until(() => discord.commands().length > 0, 'the registration');
    const { code, stdout } = await paperboy(['status'], { env: { OPERATOR_PORT: port, DATABASE_URL } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Running: +\d+\.\d+\.\d+ since .* UTC, discord connected, its database answers$/m);
    expect(stdout).toMatch(/^Ticks: +highlights \d+ s ago, discussions \d+ s ago, papers \d+ s ago; /m);
    expect(stdout).toMatch(/^Asked: +0 times since then, 0 refused, 0 failed$/m);

    expect(await healthCheck({ OPERATOR_PORT: port })).toBe(0);
    expect(await healthCheck({ OPERATOR_PORT: port, OPERATOR_HOST: '0.0.0.0' })).toBe(0);
    child.kill('SIGTERM');
    await closed;
    expect(await healthCheck({ OPERATOR_PORT: port })).toBe(1);
  }, 40_000);
});

/** What the health check of the Dockerfile ends with. */
async function healthCheck(env: Record<string, string>): Promise<number | null> {
  const dockerfile = readFileSync(join(import.meta.dirname, '..', '..', '..', 'Dockerfile'), 'utf8');
  const check = /^HEALTHCHECK (?:[^[]|\\\n)*CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]';
  const [program, ...args] = JSON.parse(check) as string[];
  expect(program).toBe('node');
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], said] = await Promise.all([once(child, 'close'), text(child.stderr)]);
  expect(said).toBe('');
  return code;
}

it('paperboy status says plainly that none runs', async () => {
  const env = { OPERATOR_PORT: '1', DATABASE_URL: freshDatabase() };
  await paperboy(['say', 'help'], { env });
  const { code, stdout } = await paperboy(['status'], { env });
  expect(code).toBe(0);
  expect(stdout).toContain('Running:    no Paperboy answers at http://127.0.0.1:1: ');
});
