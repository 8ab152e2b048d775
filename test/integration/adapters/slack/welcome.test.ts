import { expect, it } from 'vitest';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { labelsIn, read } from './slack-user.ts';

it.each(WAYS)('a channel that it is added to is greeted once, with what to begin with (%s)', async (way) => {
  const { slack } = await startPaperboy({ way });
  const { id } = slack.addChannel({ name: 'new', isMember: false });
  const joined = slack.memberJoined({ channel: id, times: 3 });
  const greeting = await joined.answered;
  await joined.settled;
  expect(read(greeting)).toContain('Paperboy is here');
  expect(labelsIn(greeting)).toEqual(['Set up daily highlights here', 'Search papers']);
  expect(slack.messages(id)).toHaveLength(1);
});

it('nobody else who joins is greeted', async () => {
  const { slack } = await startPaperboy();
  const joined = slack.memberJoined({ user: slack.addUser({ name: 'ada' }) });
  await joined.settled;
  await slack.command({ text: 'help' }).answered;
  expect(slack.messages(slack.channelId)).toEqual([]);
});
