import { describe, expect, it } from 'vitest';
import { RELATED_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import type { MessageBody } from '../../../fakes/slack/bodies.ts';
import type { FakeMessage } from '../../../fakes/slack/state.ts';
import { type PaperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

/** What "Find related papers" answers on a message. */
async function answerTo({ slack }: PaperboyOnSlack, message: FakeMessage): Promise<string> {
  const answer = await slack.messageShortcut({ callbackId: RELATED_SHORTCUT, message }).answered;
  expect(answer.onlyFor).toBe(slack.person.id);
  return read(answer);
}

describe.each(WAYS)('"Find related papers" over %s', (way) => {
  it('shows the paper that a message links, also where the bot is no member', async () => {
    const paperboy = await startPaperboy({ way });
    const { id } = paperboy.slack.addChannel({ name: 'elsewhere', isMember: false });
    const message = paperboy.slack.personSays(id, 'Look: https://arxiv.org/abs/2401.12345v2');
    expect(await answerTo(paperboy, message)).toContain('Keeps robots on their feet.');
  });
});

describe('"Find related papers"', () => {
  it('finds the papers nearest to the words, where none is named', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const message = slack.personSays(slack.channelId, 'has anybody kept robots safe while they learn offline?');
    expect(await answerTo(paperboy, message)).toMatch(/Papers near to this message.*Safe Offline Walking/s);
  });

  it('says so where nothing is near', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const message = slack.personSays(slack.channelId, '¯\\_(ツ)_/¯');
    expect(await answerTo(paperboy, message)).toContain('has anything in common with this message');
  });

  const section = {
    type: 'section',
    text: { type: 'mrkdwn', text: 'New: <https://arxiv.org/abs/2401.12345|a paper>' },
  } as const;
  const link = { type: 'link', url: 'https://arxiv.org/abs/2401.12345' };
  it.each<[string, Pick<MessageBody, 'blocks' | 'attachments'>]>([
    ['the title of a card', { attachments: [{ title: 'Safe', title_link: 'https://arxiv.org/abs/2401.12345' }] }],
    ['the address of a card', { attachments: [{ from_url: 'https://huggingface.co/papers/2401.12345' }] }],
    ['the text of a card', { attachments: [{ text: 'See <https://arxiv.org/abs/2401.12345>' }] }],
    ['what stands for a card', { attachments: [{ fallback: 'arXiv:2401.12345' }] }],
    ['the blocks of a card', { attachments: [{ blocks: [section] }] }],
    ['a text of blocks', { blocks: [section] }],
    ['rich text', { blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [link] }] }] }],
    ['a button', { blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'x', url: link.url }] }] }],
  ])("reads another app's message: %s", async (_, more) => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const message = slack.personSays(slack.channelId, '', { user: slack.addUser({ name: 'feeds' }), more });
    expect(await answerTo(paperboy, message)).toContain('Keeps robots on their feet.');
  });

  it('reads its own list as the papers in it', async () => {
    const paperboy = await startPaperboy();
    const list = await paperboy.slack.mention({ text: 'search walking' }).answered;
    expect(await answerTo(paperboy, list)).toContain('Keeps robots on their feet.');
  });
});
