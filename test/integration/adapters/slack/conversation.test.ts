import { describe, expect, it } from 'vitest';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { labelsIn, read, use } from './slack-user.ts';

describe.each(WAYS)('a mention over %s', (way) => {
  it('in a thread below a card is about its paper and gets a public reply there', async () => {
    const { slack } = await startPaperboy({ way });
    const card = await slack.command({ text: 'share 2401.12345' }).answered;
    const answer = await slack.mention({ text: 'related', threadTs: card.ts }).answered;
    expect(read(answer)).toContain('Related to Safe Offline Walking');
    expect(answer).toMatchObject({ threadTs: card.ts });
    expect(answer.onlyFor).toBeUndefined();
    expect(slack.requestsTo('conversations.replies')).toHaveLength(1);
  });

  it('in a channel gets a reply in a thread', async () => {
    const { slack } = await startPaperboy({ way });
    const mention = slack.mention({ text: 'walking robots' });
    const answer = await mention.answered;
    expect(read(answer)).toContain('Safe Offline Walking');
    expect(answer.threadTs).toBe(mention.message.ts);
    expect(slack.requestsTo('conversations.replies')).toEqual([]);
  });
});

describe.each(WAYS)('a direct message over %s', (way) => {
  it('gets a reply in the conversation, also when it is refused', async () => {
    const { slack } = await startPaperboy({ way });
    const answer = await slack.directMessage({ text: 'walking' }).answered;
    expect(read(answer)).toContain('Safe Offline Walking');
    expect(answer.channel).toBe(slack.directChannelId());
    expect(answer.threadTs).toBeUndefined();
    const refused = await slack.directMessage({ text: '/papers show nothing of the kind' }).answered;
    expect(read(refused)).toContain('No paper is called');
    expect(refused.onlyFor).toBeUndefined();
  });
});

describe('a mention in a thread', () => {
  it.each([
    ['a message with a link to it', 'Look: https://arxiv.org/abs/2401.12345v2', {}],
    [
      "another app's attachment",
      'A new paper',
      { attachments: [{ title: 'Safe Offline Walking', title_link: 'https://huggingface.co/papers/2401.12345' }] },
    ],
    [
      "another app's blocks",
      'A new paper',
      {
        blocks: [
          { type: 'actions', elements: [{ type: 'button', action_id: 'x', url: 'https://arxiv.org/abs/2401.12345' }] },
        ],
      },
    ],
  ])('is about the paper in the first message: %s', async (_, text, more) => {
    const { slack } = await startPaperboy();
    const { ts } = slack.writeMessage(slack.channelId, text, { more });
    const answer = await slack.mention({ text: 'share', threadTs: ts }).answered;
    expect(read(answer)).toMatch(/Safe Offline Walking.*Shared by ada/s);
  });

  it('privately says what is missing if the thread is not about a paper', async () => {
    const { slack } = await startPaperboy();
    const { ts } = slack.writeMessage(slack.channelId, 'Lunch?');
    slack.writeMessage(slack.channelId, 'Yes!', { threadTs: ts });
    const refused = await slack.mention({ text: 'related', threadTs: ts }).answered;
    expect(read(refused)).toContain('paper is missing');
    expect(refused).toMatchObject({ onlyFor: slack.person.id, threadTs: ts });
    expect(slack.messages(slack.channelId)).toEqual([]);
  });

  it('gets a reply even if the thread cannot be read', async () => {
    const { slack, warnings } = await startPaperboy();
    const { ts } = slack.writeMessage(slack.channelId, 'https://arxiv.org/abs/2401.12345');
    const fault = slack.fault({ kind: 'error', error: 'missing_scope', method: 'conversations.replies' });
    const answer = await slack.mention({ text: 'related', threadTs: ts }).answered;
    await fault.met;
    expect(read(answer)).toContain('paper is missing');
    expect(warnings()).toEqual(['failed to read the first message of a Slack thread']);
  });
});

describe('a mention', () => {
  it.each([
    ['', 'Some first steps'],
    ['walking org:nvidia', '1 paper for walking org:nvidia'],
    ['/papers top all', 'Top papers of all time'],
    ['papers help', 'Some first steps'],
    ['R&D <b>', 'R&D <b>'],
  ])('runs the command or search in %j', async (text, expected) => {
    const { slack } = await startPaperboy();
    expect(read(await slack.mention({ text }).answered)).toContain(expected);
  });

  it('that is refused gets a private reply in the channel, as no thread exists yet', async () => {
    const { slack } = await startPaperboy();
    const refused = await slack.mention({ text: '/papers banana' }).answered;
    expect(read(refused)).toContain('There is no command "banana"');
    expect(refused.onlyFor).toBe(slack.person.id);
    expect(refused.threadTs).toBeUndefined();
  });

  it.each(['walking', '/papers banana'])('gets its reply after a short rate limit: %j', async (text) => {
    const { slack } = await startPaperboy();
    for (const method of ['chat.postMessage', 'chat.postEphemeral'])
      slack.fault({ kind: '429', method, retryAfter: 0 });
    await slack.mention({ text }).answered;
  });

  it('gets no reply if the rate limit is long', async () => {
    const { slack, warnings } = await startPaperboy();
    slack.fault({ kind: '429', method: 'chat.postMessage', retryAfter: 600 });
    slack.mention({ text: 'walking' });
    await slack.until(() => warnings().length > 0);
    expect(warnings()).toEqual(['failed to handle Slack interaction']);
  });

  it('gets a reply without its image if Slack cannot fetch it', async () => {
    const { slack } = await startPaperboy();
    slack.fault({ kind: 'error', error: 'invalid_blocks', method: 'chat.postMessage' });
    const answer = await slack.mention({ text: 'show 2401.12345' }).answered;
    expect(JSON.stringify(answer.body)).not.toContain('"image"');
    expect(slack.requestsTo('chat.postMessage')).toHaveLength(2);
  });
});

describe('the name of a user', () => {
  it('is loaded once', async () => {
    const { slack } = await startPaperboy();
    const grace = slack.addUser({ name: 'grace' });
    for (const user of [grace, grace]) {
      expect(read(await slack.mention({ text: 'share 2401.12345', user }).answered)).toContain('Shared by grace');
    }
    expect(slack.requestsTo('users.info')).toHaveLength(1);
  });

  it.each([
    ['returns an error', { kind: 'error', error: 'user_not_found' } as const],
    ['does not respond', { kind: 'hang', times: 2 } as const],
    ['limits the rate', { kind: '429', retryAfter: 60 } as const],
  ])('is left out if Slack %s, and loaded again the next time', async (_, fault) => {
    const { slack, warnings } = await startPaperboy(fault.kind === 'hang' ? { timeoutMs: 300 } : {});
    slack.fault({ ...fault, method: 'users.info' });
    expect(read(await slack.mention({ text: 'share 2401.12345' }).answered)).toContain('Shared by someone');
    expect(read(await slack.mention({ text: 'share 2401.12345' }).answered)).toContain('Shared by ada');
    expect(warnings()).toEqual(['failed to load Slack user profile']);
  });
});

it('turns pages in place in a direct message', async () => {
  const { slack } = await startPaperboy();
  const list = await slack.directMessage({ text: 'top all' }).answered;
  expect(labelsIn(list)).toContain('Next');
  expect(read(await use(slack, list, 'Next').answered)).toContain('Page 2 of 3');
  expect(slack.messages(slack.directChannelId())).toHaveLength(1);
});
