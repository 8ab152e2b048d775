import { describe, expect, it } from 'vitest';
import { commands } from '../../../../commands/index.ts';
import { defineCommand } from '../../../../src/chat/command.ts';
import { createGate } from '../../../fakes/gate.ts';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { labelsIn, read } from './slack-user.ts';

const broken = defineCommand(
  {
    name: 'broken',
    description: 'Fails on purpose',
    options: {},
    audience: 'everyone',
    ephemeral: false,
    examples: ['broken'],
  },
  () => ({
    run: () => {
      throw new Error('command failed');
    },
  }),
);

describe.each(WAYS)('/papers over %s', (way) => {
  it('acknowledges at once and replies privately', async () => {
    const acknowledged = createGate();
    const paperboy = await startPaperboy({
      way,
      dispatch: (dispatch) => async (interaction) => {
        await acknowledged.opened;
        return dispatch(interaction);
      },
    });
    const { slack } = paperboy;
    const search = slack.command({ text: 'search walking' });
    expect((await search.acknowledged).body).toEqual({});
    acknowledged.open();
    const answer = await search.answered;
    expect(read(answer)).toContain('Safe Offline Walking');
    expect(answer.onlyFor).toBe(slack.person.id);
    expect(slack.messages(slack.channelId)).toEqual([]);
  });

  it('works in a channel that the bot is not in', async () => {
    const { slack } = await startPaperboy({ way });
    const channel = slack.addChannel({ name: 'elsewhere', kind: 'private', isMember: false }).id;
    expect(read(await slack.command({ text: 'search walking', channel }).answered)).toContain('Safe Offline Walking');
    const shared = await slack.command({ text: 'share 2401.12345', channel }).answered;
    expect(read(shared)).toContain('Shared by ada');
    expect(shared.onlyFor).toBeUndefined();
    expect(slack.requests.map(({ method }) => method)).not.toContain('chat.postMessage');
  });
});

describe('/papers', () => {
  it.each([
    ['', 'Some first steps'],
    ['help', 'Some first steps'],
    ['help search', 'search <query>'],
    ['serch walking', 'There is no command "serch". Did you mean /papers search?'],
    ['<script> & co', 'There is no command "<script>"'],
    ['search', 'query is missing'],
    ['search walking since:banana upvotes:many', /since:banana.*upvotes:many.*Try:/s],
    ['top banana by:weight', /"banana" is not an option.*by must be upvotes or comments.*Try:/s],
    ['show nothing of the kind', 'No paper is called "nothing of the kind"'],
    ['share', 'paper is missing'],
    ['previews maybe', /maybe.*Try: \/papers previews off/s],
    ['🦆', 'There is no command "🦆"'],
  ])('replies to %j privately with what to do', async (text, expected) => {
    const { slack } = await startPaperboy();
    const answer = await slack.command({ text }).answered;
    expect(read(answer)).toMatch(expected);
    expect(answer.onlyFor).toBe(slack.person.id);
  });

  it('unescapes the text of a command', async () => {
    const { slack } = await startPaperboy();
    const text = 'search "R&D" <b> a>b &amp; "c < d"';
    expect(read(await slack.command({ text }).answered)).toContain('No papers match "R&D" <b> a>b &amp; "c < d"');
  });

  it('shares a paper with the channel without mentioning anyone in its title', async () => {
    const { slack, core } = await startPaperboy();
    const [, hostile] = core.papers.all();
    const { body } = await slack.command({ text: `share ${hostile?.id}` }).answered;
    expect(slack.messages(slack.channelId)).toHaveLength(1);
    expect(read({ body })).toContain('<@everyone> *Bots*');
    expect(labelsIn({ body })).toEqual(expect.arrayContaining(['Find on Hugging Face', 'Related', 'Share']));
    expect(body.text).not.toMatch(/<[@!]/);
  });

  it('replies to an internal error privately with the id in the log', async () => {
    const paperboy = await startPaperboy({ commands: [...commands, broken] });
    const answer = await paperboy.slack.command({ text: 'broken' }).answered;
    expect(answer.onlyFor).toBe(paperboy.slack.person.id);
    const { id } = paperboy.records.find(({ msg }) => msg === 'failed to handle an interaction') ?? {};
    expect(read(answer)).toContain(String(id));
  });
});

describe('a reply that fails', () => {
  it.each([
    ['because the response URL expired', 'Slack response URL expired'],
    ['because Slack returns a server error', 'failed to send a reply to Slack'],
    ['because Slack does not respond', 'failed to send a reply to Slack'],
    ['because the connection breaks', 'failed to send a reply to Slack'],
  ])('is logged once %s, and the next reply works', async (kind, message) => {
    const acknowledged = createGate();
    const paperboy = await startPaperboy({
      ...(kind === 'because Slack does not respond' && { timeoutMs: 400 }),
      dispatch: (dispatch) => async (interaction) => {
        await acknowledged.opened;
        return dispatch(interaction);
      },
    });
    const { slack } = paperboy;
    const late = slack.command({ text: 'search walking' });
    await late.acknowledged;
    const faultKinds = {
      'because Slack returns a server error': '500',
      'because Slack does not respond': 'hang',
      'because the connection breaks': 'reset',
    } as const;
    const faultKind = faultKinds[kind as keyof typeof faultKinds];
    if (faultKind === undefined) late.expire('response_url');
    else slack.fault({ kind: faultKind, method: 'response_url' });
    acknowledged.open();
    await slack.until(() => paperboy.warnings().length > 0);
    expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
    expect(paperboy.warnings()).toEqual([message]);
    expect(late.responses).toEqual([]);
  });

  it('because of an image is sent again without it', async () => {
    const { slack, warnings } = await startPaperboy();
    const hasImage = (body: unknown): boolean => JSON.stringify(body).includes('"image"');
    slack.fault({ kind: '400', method: 'response_url', error: 'invalid_blocks', when: ({ body }) => hasImage(body) });
    const { body } = await slack.command({ text: 'show 2401.12345' }).answered;
    expect(read({ body })).toContain('Safe Offline Walking');
    expect(hasImage(body)).toBe(false);
    expect(slack.requestsTo('response_url')).toHaveLength(2);
    expect(warnings()).toEqual([]);
  });
});
