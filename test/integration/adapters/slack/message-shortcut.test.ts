import { describe, expect, it } from 'vitest';
import { RELATED_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import type { MessageBody } from '../../../fakes/slack/bodies.ts';
import type { FakeMessage } from '../../../fakes/slack/state.ts';
import { type PaperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

/** The text of the reply to "Find related papers" on a message. */
async function replyTo({ slack }: PaperboyOnSlack, message: FakeMessage): Promise<string> {
  const answer = await slack.messageShortcut({ callbackId: RELATED_SHORTCUT, message }).answered;
  expect(answer.onlyFor).toBe(slack.person.id);
  return read(answer);
}

describe.each(WAYS)('"Find related papers" over %s', (way) => {
  it('shows the paper that a message links to, also in a channel that the bot is not in', async () => {
    const paperboy = await startPaperboy({ way });
    const { id } = paperboy.slack.addChannel({ name: 'elsewhere', isMember: false });
    const message = paperboy.slack.writeMessage(id, 'Look: https://arxiv.org/abs/2401.12345v2');
    expect(await replyTo(paperboy, message)).toContain('Keeps robots on their feet.');
  });
});

describe('"Find related papers"', () => {
  it('finds similar papers if the message links to none', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const message = slack.writeMessage(slack.channelId, 'has anybody kept robots safe while they learn offline?');
    expect(await replyTo(paperboy, message)).toMatch(/Papers similar to this message.*Safe Offline Walking/s);
  });

  it('says so if it finds no similar papers', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const message = slack.writeMessage(slack.channelId, '¯\\_(ツ)_/¯');
    expect(await replyTo(paperboy, message)).toContain('No papers are similar to this message.');
  });

  const section = {
    type: 'section',
    text: { type: 'mrkdwn', text: 'New: <https://arxiv.org/abs/2401.12345|a paper>' },
  } as const;
  const link = { type: 'link', url: 'https://arxiv.org/abs/2401.12345' };
  it.each<[string, Pick<MessageBody, 'blocks' | 'attachments'>]>([
    [
      'the title link of an attachment',
      { attachments: [{ title: 'Safe', title_link: 'https://arxiv.org/abs/2401.12345' }] },
    ],
    ['the URL of an attachment', { attachments: [{ from_url: 'https://huggingface.co/papers/2401.12345' }] }],
    ['the text of an attachment', { attachments: [{ text: 'See <https://arxiv.org/abs/2401.12345>' }] }],
    ['the fallback of an attachment', { attachments: [{ fallback: 'arXiv:2401.12345' }] }],
    ['the blocks of an attachment', { attachments: [{ blocks: [section] }] }],
    ['a section block', { blocks: [section] }],
    ['rich text', { blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [link] }] }] }],
    ['a button', { blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'x', url: link.url }] }] }],
  ])("reads links in another app's message: %s", async (_, more) => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const message = slack.writeMessage(slack.channelId, '', { user: slack.addUser({ name: 'feeds' }), more });
    expect(await replyTo(paperboy, message)).toContain('Keeps robots on their feet.');
  });

  it('reads the papers in its own list', async () => {
    const paperboy = await startPaperboy();
    const list = await paperboy.slack.mention({ text: 'search walking' }).answered;
    expect(await replyTo(paperboy, list)).toContain('Keeps robots on their feet.');
  });
});
