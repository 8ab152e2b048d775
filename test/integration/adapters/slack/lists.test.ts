import { describe, expect, it } from 'vitest';
import { SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import { createActionStore } from '../../../../src/chat/action.ts';
import { createTestCore } from '../../../fakes/core.ts';
import type { FakeMessage } from '../../../fakes/slack/state.ts';
import { type PaperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { labelsIn, read, use } from './slack-user.ts';

/** A list that everybody sees: the answer to a mention by Ada. */
async function publicList({ slack }: PaperboyOnSlack, threadTs?: string): Promise<FakeMessage> {
  const mention = slack.mention({ text: 'top all', ...(threadTs !== undefined && { threadTs }) });
  return mention.answered;
}

describe.each(WAYS)('a list for one person alone, over %s', (way) => {
  it('turns its pages in place, there and back, also after a restart', async () => {
    const { slack, restart } = await startPaperboy({ way });
    const list = slack.command({ text: 'top all' });
    const first = read(await list.answered);
    expect(first).toContain('Page 1 of 3');
    use(slack, list, 'Next');
    const second = await list.until((message) => read(message).includes('Page 2 of 3'));
    expect(second.onlyFor).toBe(slack.person.id);
    await restart();
    use(slack, list, 'Previous');
    expect(read(await list.until((message) => read(message).includes('Page 1 of 3')))).toBe(first);
    expect(slack.ephemerals(slack.channelId)).toHaveLength(1);
    expect(slack.messages(slack.channelId)).toEqual([]);
  });

  it('leads to each of its papers by a small menu', async () => {
    const { slack } = await startPaperboy({ way });
    const list = slack.command({ text: 'top all' });
    const { ts } = await list.answered;
    const card = await use(slack, list, 'Open', { nth: 1 }).answered;
    expect(read(card)).toContain('MMR1: Enhancing Multimodal Reasoning');
    expect(card.onlyFor).toBe(slack.person.id);
    const near = await use(slack, list, 'Related', { nth: 2 }).answered;
    expect(read(near)).toContain('Related to Juggling for Beginners');
    expect(near.onlyFor).toBe(slack.person.id);
    const shared = await use(slack, list, 'Share', { nth: 1 }).answered;
    expect(read(shared)).toMatch(/MMR1.*Shared by ada/s);
    expect(shared.onlyFor).toBeUndefined();
    expect(slack.messages(slack.channelId)).toEqual([shared]);
    expect(slack.message(slack.channelId, ts)?.edits).toBe(0);
  });
});

describe('a list that everybody sees', () => {
  it('is turned by the one who asked, also after a restart', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const list = await publicList(paperboy);
    await use(slack, list, 'Next').answered;
    expect(read(slack.message(list.channel, list.ts) ?? list)).toContain('Page 2 of 3');
    await paperboy.restart();
    const turned = await use(slack, list, 'Next').answered;
    expect(read(turned)).toContain('Page 3 of 3');
    expect(turned.ts).toBe(list.ts);
    expect(slack.messages(slack.channelId)).toHaveLength(1);
    expect(slack.requestsTo('chat.update')).toHaveLength(2);
  });

  it('gives others a copy of their own, which they turn themselves', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const list = await publicList(paperboy);
    const grace = slack.addUser({ name: 'grace' });
    const copy = use(slack, list, 'Next', { user: grace });
    const { onlyFor, threadTs, ...message } = await copy.answered;
    expect(read(message)).toContain('Page 2 of 3');
    expect([onlyFor, threadTs]).toEqual([grace.id, list.threadTs]);
    use(slack, copy, 'Next', { user: grace });
    await copy.until((one) => read(one).includes('Page 3 of 3'));
    expect(slack.message(list.channel, list.ts)?.edits).toBe(0);
    expect(slack.ephemerals(slack.channelId)).toHaveLength(1);
  });

  it('shares a paper within its thread', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const { ts } = slack.personSays(slack.channelId, 'What is good?');
    const list = await publicList(paperboy, ts);
    const shared = await use(slack, list, 'Share').answered;
    expect(shared).toMatchObject({ threadTs: ts });
    expect(shared.onlyFor).toBeUndefined();
    expect(read(shared)).toContain('Shared by ada');
  });

  it('that somebody deleted meanwhile is no fault of ours', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const list = await publicList(paperboy);
    const gone = slack.fault({ kind: 'error', error: 'message_not_found', method: 'chat.update' });
    use(slack, list, 'Next');
    await gone.met;
    await slack.until(() => paperboy.records.some(({ msg }) => msg === 'skipping page update: Slack message is gone'));
    expect(paperboy.warnings()).toEqual([]);
  });
});

describe('a button', () => {
  it('of a public paper answers each person alone', async () => {
    const { slack } = await startPaperboy();
    const card = await slack.command({ text: 'share 2401.12345' }).answered;
    const grace = slack.addUser({ name: 'grace' });
    const near = await use(slack, card, 'Related', { user: grace }).answered;
    expect(near.onlyFor).toBe(grace.id);
    expect(read(near)).toContain('Related to Safe Offline Walking');
  });

  it('that only opens a page asks for nothing', async () => {
    const { slack, warnings } = await startPaperboy();
    const card = slack.command({ text: 'show 2401.12345' });
    await card.answered;
    const pressed = use(slack, card, 'arXiv');
    await pressed.acknowledged;
    await slack.command({ text: 'help' }).answered;
    expect(pressed.responses).toEqual([]);
    expect(warnings()).toEqual([]);
  });

  it('whose paper is gone says so to its person', async () => {
    const { slack, platform } = await startPaperboy();
    const place = { platform: 'slack', tenant: slack.teamId, channel: slack.channelId };
    const button = { kind: 'button', label: 'Old', action: 'run:#forgotten' } as const;
    await platform.post(place, { blocks: [{ kind: 'actions', controls: [button] }] }, 'key');
    const [post] = slack.messages(slack.channelId);
    if (post === undefined) throw new Error('not posted');
    expect(labelsIn(post)).toEqual(['Old']);
    const answer = await use(slack, post, 'Old').answered;
    expect(answer.onlyFor).toBe(slack.person.id);
    expect(read(answer)).toContain('This button is has expired.');
  });
});

describe('a control too long for Slack, when what was kept for it can not be had', () => {
  const query = 'juggling '.repeat(16).trim();
  const without = async (): Promise<PaperboyOnSlack> => {
    const isAway = async () => {
      throw new Error('the store is away');
    };
    const actionStore = { ...createActionStore(), get: () => undefined, load: isAway };
    return startPaperboy({ core: { ...createTestCore(), actionStore } });
  };

  it('is answered with what to do', async () => {
    const { slack } = await without();
    const list = slack.command({ text: `search ${query}` });
    await list.answered;
    const answer = await use(slack, list, 'Next').answered;
    expect(read(answer)).toContain('Something went wrong on our side');
    expect(answer.onlyFor).toBe(slack.person.id);
  });

  it('is answered so in a modal too', async () => {
    const { slack } = await without();
    const form = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;
    await slack.viewSubmission({ view: form, entries: { query } }).acknowledged;
    const list = await slack.viewUntil(form, (now) => labelsIn(now).includes('Next'));
    use(slack, list, 'Next');
    await slack.until(() => slack.views.some((view) => read(view).includes('Something went wrong on our side')));
  });
});
