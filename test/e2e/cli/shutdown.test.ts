import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startFakeDiscord } from '../../fakes/discord/index.ts';
import { logged, PROGRAM, start } from '../../fakes/paperboy.ts';

/** The grace period of `docker stop`. */
const GRACE_PERIOD_MS = 10_000;

it('paperboy exits within the grace period of docker stop, whatever hangs', async () => {
  const discord = await startFakeDiscord();
  onTestFinished(() => discord.close());
  const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl, PLAYGROUND: 'on', PORT: '0' };
  const child = start(PROGRAM, env);
  const closed = once(child, 'close');
  const page = new URL((await logged(child, 'web server started')).url ?? '');
  await expect.poll(() => discord.commands().length).toBe(2);

  // A browser tab that never responds, and a reply that Discord never accepts.
  const tab = connect(Number(page.port), '127.0.0.1');
  onTestFinished(() => void tab.destroy());
  tab.write(
    `GET /playground/socket HTTP/1.1\r\nHost: ${page.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`,
  );
  expect(String((await once(tab, 'data'))[0])).toMatch(/^HTTP\/1\.1 101 /);
  const { met } = discord.fault({ path: /@original$/, kind: 'hang', times: 10 });
  discord.command({ name: 'papers', subcommand: 'search', options: { query: 'walking' } });
  await met;

  child.kill('SIGTERM');
  const killing = setTimeout(() => child.kill('SIGKILL'), GRACE_PERIOD_MS);
  expect(await closed).toEqual([0, null]);
  clearTimeout(killing);
});
