import { describe, expect, it } from 'vitest';
import { defineCommand } from '../../../../src/chat/command.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { createGate } from '../../../fakes/gate.ts';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { labelsIn, read } from './slack-user.ts';

const broken = defineCommand({
  name: 'broken',
  description: 'Fails',
  options: {},
  audience: 'everyone',
  ephemeral: false,
  examples: ['broken'],
  run: () => {
    throw new Error('a fault of ours');
  },
});

describe.each(WAYS)('/papers over %s', (way) => {
  it('acknowledges at once, and answers the one who asked alone', async () => {
    const acknowledged = createGate();
    const paperboy = await startPaperboy({
      way,
      dispatch: (dispatch) => async (invocation) => {
        await acknowledged.opened;
        return dispatch(invocation);
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

  it('works where the bot is no member', async () => {
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
    ['', 'Three first steps'],
    ['help', 'Three first steps'],
    ['help search', 'search <query>'],
    ['serch walking', 'There is no command "serch". Did you mean /papers search?'],
    ['<script> & co', 'There is no command "<script>"'],
    ['search', 'query is missing'],
    ['search walking since:banana upvotes:many', /since:banana.*upvotes:many.*Try:/s],
    ['top banana by:weight', /"banana" is not understood.*by takes upvotes, comments.*Try:/s],
    ['show nothing of the kind', 'No paper here is called "nothing of the kind"'],
    ['share', 'paper is missing'],
    ['previews maybe', /maybe.*Try: \/papers previews off/s],
    ['🦆', 'There is no command "🦆"'],
  ])('answers %j so that one knows what to do, in private', async (text, words) => {
    const { slack } = await startPaperboy();
    const answer = await slack.command({ text }).answered;
    expect(read(answer)).toMatch(words);
    expect(answer.onlyFor).toBe(slack.person.id);
  });

  it('reads what Slack has escaped as it was typed', async () => {
    const { slack } = await startPaperboy();
    const words = 'search "R&D" <b> a>b &amp; "c < d"';
    expect(read(await slack.command({ text: words }).answered)).toContain(
      'No paper matches "R&D" <b> a>b &amp; "c < d"',
    );
  });

  it('shares a paper with everybody, and calls nobody by its title', async () => {
    const { slack, core } = await startPaperboy();
    const [, hostile] = core.papers.all();
    const { body } = await slack.command({ text: `share ${hostile?.id}` }).answered;
    expect(slack.messages(slack.channelId)).toHaveLength(1);
    expect(read({ body })).toContain('<@everyone> *Bots*');
    expect(labelsIn({ body })).toEqual(expect.arrayContaining(['Find on Hugging Face', 'Related', 'Share']));
    expect(body.text).not.toMatch(/<[@!]/);
  });

  it('answers a fault of ours with the id that the log has, in private', async () => {
    const core = createTestCore();
    const paperboy = await startPaperboy({ core: { ...core, commands: [...core.commands, broken] } });
    const answer = await paperboy.slack.command({ text: 'broken' }).answered;
    expect(answer.onlyFor).toBe(paperboy.slack.person.id);
    const { id } = paperboy.records.find(({ msg }) => msg === 'an invocation failed') ?? {};
    expect(read(answer)).toContain(String(id));
  });
});

describe('an answer that can not be given', () => {
  it.each([
    ['to an expired address', 'Slack response URL expired'],
    ['when Slack fails', 'failed to send a reply to Slack'],
    ['when Slack is silent', 'failed to send a reply to Slack'],
    ['when the line breaks', 'failed to send a reply to Slack'],
  ])('is logged once, and the next one works: %s', async (kind, message) => {
    const acknowledged = createGate();
    const paperboy = await startPaperboy({
      ...(kind === 'when Slack is silent' && { timeoutMs: 400 }),
      dispatch: (dispatch) => async (invocation) => {
        await acknowledged.opened;
        return dispatch(invocation);
      },
    });
    const { slack } = paperboy;
    const late = slack.command({ text: 'search walking' });
    await late.acknowledged;
    const faults = {
      'when Slack fails': '500',
      'when Slack is silent': 'hang',
      'when the line breaks': 'reset',
    } as const;
    const fault = faults[kind as keyof typeof faults];
    if (fault === undefined) late.expire('response_url');
    else slack.fault({ kind: fault, method: 'response_url' });
    acknowledged.open();
    await slack.until(() => paperboy.warnings().length > 0);
    expect(read(await slack.command({ text: 'search walking' }).answered)).toContain('Safe Offline Walking');
    expect(paperboy.warnings()).toEqual([message]);
    expect(late.responses).toEqual([]);
  });

  it('because of a picture is given without it', async () => {
    const { slack, warnings } = await startPaperboy();
    const hasPicture = (body: unknown): boolean => JSON.stringify(body).includes('"image"');
    slack.fault({ kind: '400', method: 'response_url', error: 'invalid_blocks', when: ({ body }) => hasPicture(body) });
    const { body } = await slack.command({ text: 'show 2401.12345' }).answered;
    expect(read({ body })).toContain('Safe Offline Walking');
    expect(hasPicture(body)).toBe(false);
    expect(slack.requestsTo('response_url')).toHaveLength(2);
    expect(warnings()).toEqual([]);
  });
});
