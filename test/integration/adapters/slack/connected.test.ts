import { expect, it, onTestFinished } from 'vitest';
import { paperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

it('is not connected while the socket is broken, and is again after reconnecting', async () => {
  const { slack, platform } = await startPaperboy();
  slack.socketMode.rejectsConnections = true;
  slack.socketMode.drop();
  await expect.poll(() => platform.connected()).toBe(false);
  slack.socketMode.rejectsConnections = false;
  await expect.poll(() => platform.connected(), { timeout: 20_000 }).toBe(true);
}, 30_000);

it('is not connected before Slack says hello', async () => {
  const { slack, platform, dispatch, close } = await paperboyOnSlack({ connectTimeoutMs: 60_000 });
  onTestFinished(close);
  slack.socketMode.sendsHello = false;
  const start = platform.start(dispatch);
  await slack.until(() => slack.socketMode.totalConnections === 1);
  expect(platform.connected()).toBe(false);
  await platform.stop();
  await start;
});

it('is not connected after Socket Mode was turned off', async () => {
  const { slack, platform, fatal } = await startPaperboy();
  slack.socketMode.disconnect('link_disabled');
  await slack.until(() => fatal.length > 0);
  expect(platform.connected()).toBe(false);
});

it.each(WAYS)('reports how long each acknowledgement took over %s', async (way) => {
  const { slack, acknowledged } = await startPaperboy({ way });
  expect(acknowledged).toEqual([]);
  expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
  expect(acknowledged).toEqual([expect.any(Number)]);
});
