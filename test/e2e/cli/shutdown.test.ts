import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { startFakeDiscord } from '../../fakes/discord/index.ts';
import { PROGRAM, start } from '../../fakes/paperboy.ts';

/** What `docker stop` gives a container before it kills it. */
const KILLED_AFTER_MS = 10_000;

it('paperboy ends by itself before Docker would kill it, whatever hangs', async () => {
  const discord = await startFakeDiscord();
  onTestFinished(() => discord.close());
  const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl, PLAYGROUND: 'on', PORT: '0' };
  const child = start(PROGRAM, env);
  onTestFinished(() => void child.kill('SIGKILL'));
  const closed = once(child, 'close');
  let page: URL | undefined;
  createInterface({ input: child.stderr }).on('line', (line) => {
    const { url, msg } = JSON.parse(line) as { readonly url?: string; readonly msg: string };
    if (msg === 'web server started') page = new URL(url ?? '');
  });
  await expect.poll(() => discord.commands().length).toBe(2);

  // A tab that answers nothing, not even a goodbye, and an answer that Discord does not take.
  const tab = connect(Number(page?.port), '127.0.0.1');
  onTestFinished(() => void tab.destroy());
  tab.write(
    `GET /playground/socket HTTP/1.1\r\nHost: ${page?.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`,
  );
  expect(String((await once(tab, 'data'))[0])).toMatch(/^HTTP\/1\.1 101 /);
  const { met } = discord.fault({ path: /@original$/, kind: 'hang', times: 10 });
  discord.command({ name: 'papers', subcommand: 'search', options: { query: 'walking' } });
  await met;

  child.kill('SIGTERM');
  const killing = setTimeout(() => child.kill('SIGKILL'), KILLED_AFTER_MS);
  expect(await closed).toEqual([0, null]);
  clearTimeout(killing);
}, 60_000);
