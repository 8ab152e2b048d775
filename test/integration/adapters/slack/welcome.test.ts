import { expect, it } from 'vitest';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { labelsIn, read } from './slack-user.ts';

it.each(WAYS)('posts one welcome message when Paperboy is added to a channel (%s)', async (way) => {
  const { slack } = await startPaperboy({ way });
  const { id } = slack.addChannel({ name: 'new', isMember: false });
  const joined = slack.memberJoined({ channel: id, times: 3 });
  const welcome = await joined.answered;
  await joined.allAcknowledged;
  expect(read(welcome)).toContain('Hi! Paperboy finds research papers.');
  expect(labelsIn(welcome)).toEqual(['Set up daily highlights here', 'Search papers']);
  expect(slack.messages(id)).toHaveLength(1);
});

it('posts no welcome message when someone else joins', async () => {
  const { slack } = await startPaperboy();
  const joined = slack.memberJoined({ user: slack.addUser({ name: 'ada' }) });
  await joined.allAcknowledged;
  await slack.command({ text: 'help' }).answered;
  expect(slack.messages(slack.channelId)).toEqual([]);
});
