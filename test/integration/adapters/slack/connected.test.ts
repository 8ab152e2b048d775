import { expect, it, onTestFinished } from 'vitest';
import { paperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

it('is not connected to Slack while its line is broken, and is again once that is mended', async () => {
  const { slack, platform } = await startPaperboy();
  slack.socketMode.refusing = true;
  slack.socketMode.drop();
  await expect.poll(() => platform.connected()).toBe(false);
  slack.socketMode.refusing = false;
  await expect.poll(() => platform.connected(), { timeout: 20_000 }).toBe(true);
}, 30_000);

it('is not connected to a Slack that greets nobody', async () => {
  const { slack, platform, dispatch, close } = await paperboyOnSlack({ connectMs: 60_000 });
  onTestFinished(close);
  slack.socketMode.greeting = false;
  const start = platform.start(dispatch);
  await slack.until(() => slack.socketMode.hellos === 1);
  expect(platform.connected()).toBe(false);
  await platform.stop();
  await start;
});

it('is not connected to a Slack that switched Socket Mode off', async () => {
  const { slack, platform, fatal } = await startPaperboy();
  slack.socketMode.disconnect('link_disabled');
  await slack.until(() => fatal.length > 0);
  expect(platform.connected()).toBe(false);
});

it.each(WAYS)('tells over %s how long each acknowledgement took', async (way) => {
  const { slack, acknowledged } = await startPaperboy({ way });
  expect(acknowledged).toEqual([]);
  expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
  expect(acknowledged).toEqual([expect.any(Number)]);
});
