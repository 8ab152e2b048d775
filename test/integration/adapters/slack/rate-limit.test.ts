import { expect, it } from 'vitest';
import { startPaperboy } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

it.each([
  ['response_url', 'a command'],
  ['chat.unfurl', 'a link preview'],
  ['views.publish', 'the home tab'],
  ['chat.postMessage', 'a welcome message'],
])('retries %s after a short rate limit to send %s', async (method) => {
  const { slack } = await startPaperboy();
  const fault = slack.fault({ kind: '429', method, retryAfter: 1 });
  const actions: Record<string, () => Promise<unknown>> = {
    response_url: async () => read(await slack.command({ text: 'help' }).answered),
    'chat.unfurl': async () => {
      slack.linkShared({ links: ['https://arxiv.org/abs/2401.12345'] });
      return slack.until(() => slack.unfurls[0]);
    },
    'views.publish': async () => {
      slack.homeOpened();
      return slack.until(() => slack.home());
    },
    'chat.postMessage': async () => slack.memberJoined().answered,
  };
  expect(await actions[method]?.()).toBeTruthy();
  expect(fault.hits).toBe(1);
});
