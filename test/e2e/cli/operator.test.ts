import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Readiness } from '../../../src/app/operator-server.ts';
import { type FakeDiscord, startFakeDiscord } from '../../fakes/discord/index.ts';
import { operatorUrl, PROGRAM, paperboy, start } from '../../fakes/paperboy.ts';

let discord: FakeDiscord;

beforeEach(async () => {
  discord = await startFakeDiscord();
});

afterEach(async () => {
  await discord.close();
});

const settings = () => ({ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl });
const freshDatabase = () => `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-operator-')), 'paperboy.db')}`;

async function readiness(url: string): Promise<Readiness & { status: number }> {
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, ...((await response.json()) as Readiness) };
}

describe('the operator server of paperboy', () => {
  it('reports ready when connected, counts interactions, and reports not ready during shutdown', async () => {
    const child = start(PROGRAM, settings());
    const closed = once(child, 'close');
    const url = await operatorUrl(child);
    await expect.poll(async () => (await readiness(url)).status).toBe(200);
    const interaction = discord.command({
      name: 'papers',
      subcommand: 'search',
      options: { query: 'safe offline rl' },
    });
    await interaction.answered;
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    await expect
      .poll(metrics)
      .toContain('paperboy_invocations_total{platform="discord",command="search",outcome="answered"} 1');
    expect(await metrics()).toContain('paperboy_acknowledgement_seconds_count{platform="discord"} 1');
    expect(await metrics()).not.toContain(discord.guildId);

    // A reply in flight, for which the shutdown waits.
    const { met } = discord.fault({ path: /@original$/, kind: 'slow drip', overMs: 1000 });
    discord.command({ name: 'papers', subcommand: 'search', options: { query: 'walking' } });
    await met;
    child.kill('SIGTERM');
    await expect.poll(async () => (await readiness(url)).status).toBe(503);
    expect((await readiness(url)).checks).toEqual([{ name: 'process', ok: false, output: 'shutting down' }]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await metrics()).toContain('paperboy_index_papers ');
    expect((await closed)[0]).toBe(0);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('responds before the platform is connected', async () => {
    discord.gateway.refusing = true;
    const child = start(PROGRAM, settings());
    const closed = once(child, 'close');
    const url = await operatorUrl(child);
    const { status, checks } = await readiness(url);
    expect(status).toBe(503);
    expect(checks.filter(({ ok }) => !ok)).toEqual([{ name: 'platform discord', ok: false, output: 'not connected' }]);
    child.kill('SIGTERM');
    expect((await closed)[0]).toBe(0);
  });

  it('exits with code 1 and what to set if the configured port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { code, stdout, stderr } = await paperboy([], { env: { OPERATOR_PORT: String(port) } });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^The operator server can't listen on .*Set OPERATOR_PORT to a free port\.\n$/);
  });

  it("is used by paperboy status and by the image's health check", async () => {
    const DATABASE_URL = freshDatabase();
    const child = start(PROGRAM, { ...settings(), DATABASE_URL });
    const closed = once(child, 'close');
    const { port } = new URL(await operatorUrl(child));
    await discord.until(() => discord.commands().length > 0, 'the registration');
    const { code, stdout } = await paperboy(['status'], { env: { OPERATOR_PORT: port, DATABASE_URL } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Running: +\d+\.\d+\.\d+ since .* UTC, discord connected, database ok$/m);
    expect(stdout).toMatch(/^Schedulers: +highlights \d+ s ago, discussions \d+ s ago, papers \d+ s ago; /m);
    expect(stdout).toMatch(/^Requests: +0 since then, 0 refused, 0 failed$/m);

    expect(await healthCheck({ OPERATOR_PORT: port })).toBe(0);
    expect(await healthCheck({ OPERATOR_PORT: port, OPERATOR_HOST: '0.0.0.0' })).toBe(0);
    child.kill('SIGTERM');
    await closed;
    expect(await healthCheck({ OPERATOR_PORT: port })).toBe(1);
  });
});

/** The exit code of the Dockerfile's health check. */
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
