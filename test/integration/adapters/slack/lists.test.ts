import { describe, expect, it } from 'vitest';
import { SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import { createActionStore } from '../../../../src/chat/action.ts';
import { createTestCore } from '../../../fakes/core.ts';
import type { FakeMessage } from '../../../fakes/slack/state.ts';
import { type PaperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { labelsIn, read, use } from './slack-user.ts';

/** A public list: the reply to a mention by Ada. */
async function publicList({ slack }: PaperboyOnSlack, threadTs?: string): Promise<FakeMessage> {
  const mention = slack.mention({ text: 'top all', ...(threadTs !== undefined && { threadTs }) });
  return mention.answered;
}

describe.each(WAYS)('a private list over %s', (way) => {
  it('turns pages in place in both directions, also after a restart', async () => {
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

  it('has a menu for each paper', async () => {
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

describe('a public list', () => {
  it('turns pages for its owner, also after a restart', async () => {
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

  it('gives others a private copy whose pages they can turn', async () => {
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

  it('shares a paper in its thread', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const { ts } = slack.writeMessage(slack.channelId, 'What is good?');
    const list = await publicList(paperboy, ts);
    const shared = await use(slack, list, 'Share').answered;
    expect(shared).toMatchObject({ threadTs: ts });
    expect(shared.onlyFor).toBeUndefined();
    expect(read(shared)).toContain('Shared by ada');
  });

  it('logs no warning if it was deleted before a page is turned', async () => {
    const paperboy = await startPaperboy();
    const { slack } = paperboy;
    const list = await publicList(paperboy);
    const fault = slack.fault({ kind: 'error', error: 'message_not_found', method: 'chat.update' });
    use(slack, list, 'Next');
    await fault.met;
    await slack.until(() => paperboy.records.some(({ msg }) => msg === 'skipping page update: Slack message is gone'));
    expect(paperboy.warnings()).toEqual([]);
  });
});

describe('a button', () => {
  it('on a public card replies privately to each user', async () => {
    const { slack } = await startPaperboy();
    const card = await slack.command({ text: 'share 2401.12345' }).answered;
    const grace = slack.addUser({ name: 'grace' });
    const near = await use(slack, card, 'Related', { user: grace }).answered;
    expect(near.onlyFor).toBe(grace.id);
    expect(read(near)).toContain('Related to Safe Offline Walking');
  });

  it('with a link gets no reply', async () => {
    const { slack, warnings } = await startPaperboy();
    const card = slack.command({ text: 'show 2401.12345' });
    await card.answered;
    const pressed = use(slack, card, 'arXiv');
    await pressed.acknowledged;
    await slack.command({ text: 'help' }).answered;
    expect(pressed.responses).toEqual([]);
    expect(warnings()).toEqual([]);
  });

  it('whose stored action is gone replies privately that it expired', async () => {
    const { slack, platform } = await startPaperboy();
    const place = { platform: 'slack', tenant: slack.teamId, channel: slack.channelId };
    const button = { kind: 'button', label: 'Old', action: 'run:#forgotten' } as const;
    await platform.post(place, { blocks: [{ kind: 'actions', controls: [button] }] }, 'key');
    const [post] = slack.messages(slack.channelId);
    if (post === undefined) throw new Error('not posted');
    expect(labelsIn(post)).toEqual(['Old']);
    const answer = await use(slack, post, 'Old').answered;
    expect(answer.onlyFor).toBe(slack.person.id);
    expect(read(answer)).toContain('This button has expired.');
  });
});

describe('a control with a stored action, if the store is down', () => {
  const query = 'juggling '.repeat(16).trim();
  const startWithoutStore = async (): Promise<PaperboyOnSlack> => {
    const fail = async () => {
      throw new Error('the store is down');
    };
    const actionStore = { ...createActionStore(), get: () => undefined, load: fail };
    return startPaperboy({ core: { ...createTestCore(), actionStore } });
  };

  it('replies with an error in a channel', async () => {
    const { slack } = await startWithoutStore();
    const list = slack.command({ text: `search ${query}` });
    await list.answered;
    const answer = await use(slack, list, 'Next').answered;
    expect(read(answer)).toContain('Something went wrong on our side');
    expect(answer.onlyFor).toBe(slack.person.id);
  });

  it('replies with an error in a modal', async () => {
    const { slack } = await startWithoutStore();
    const form = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;
    await slack.viewSubmission({ view: form, entries: { query } }).acknowledged;
    const list = await slack.viewUntil(form, (now) => labelsIn(now).includes('Next'));
    use(slack, list, 'Next');
    await slack.until(() => slack.views.some((view) => read(view).includes('Something went wrong on our side')));
  });
});
