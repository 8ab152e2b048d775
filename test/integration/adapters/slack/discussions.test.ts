import { describe, expect, it } from 'vitest';
import { SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import { refreshDueThreads } from '../../../../src/features/discussions/refresh-threads.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import type { FakeMessage, FakeUser } from '../../../fakes/slack/state.ts';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { labelsIn, read, use } from './slack-user.ts';

const PAPER = '2401.12345';
const HERE = 'The discussion of Safe Offline Walking';

/** The discussion cards in the first channel. */
const cards = (slack: FakeSlack): FakeMessage[] =>
  slack.messages(slack.channelId).filter((message) => read(message).includes('Opened by'));

async function openDiscussion(slack: FakeSlack, user?: FakeUser): Promise<FakeMessage> {
  await slack.command({ text: `discuss ${PAPER}`, ...(user && { user }) }).answered;
  const [card] = cards(slack);
  if (card === undefined) throw new Error('no card');
  return card;
}

const keyIn = (metadata: unknown): string => (metadata as { event_payload: { key: string } }).event_payload.key;

const linkTo = ({ channel, ts }: FakeMessage): string =>
  `https://lab.slack.com/archives/${channel}/p${ts.replace('.', '')}`;

describe.each(WAYS)('a discussion over %s', (way) => {
  it('is opened by the command, with a public card and a private link to it', async () => {
    const { slack, warnings } = await startPaperboy({ way });
    const answer = await slack.command({ text: `discuss ${PAPER}` }).answered;
    const [card, ...others] = cards(slack);
    expect(others).toEqual([]);
    expect(card && read(card)).toMatch(/Safe Offline Walking.*No replies yet.*Opened by ada/s);
    expect(answer.onlyFor).toBe(slack.person.id);
    expect(read(answer)).toContain(HERE);
    expect(JSON.stringify(answer.body)).toContain(card && linkTo(card));
    expect(warnings()).toEqual([]);
  });

  it('is opened once by the buttons on a card, in a list and in a modal', async () => {
    const { slack, platform } = await startPaperboy({ way });
    const shared = await slack.command({ text: `share ${PAPER}` }).answered;
    const first = await use(slack, shared, 'Discuss').answered;
    expect(first.onlyFor).toBe(slack.person.id);
    const list = slack.command({ text: 'top all' });
    await list.answered;
    expect(read(await use(slack, list, 'Discuss').answered)).toContain(HERE);
    const place = { platform: 'slack', tenant: slack.teamId, channel: slack.channelId };
    const search = { kind: 'button', label: 'Search', action: 'ask:search walking' } as const;
    await platform.post(place, { blocks: [{ kind: 'actions', controls: [search] }] }, 'key');
    const [post] = slack.messages(slack.channelId).slice(-1);
    if (post === undefined) throw new Error('not posted');
    const form = await use(slack, post, 'Search').view;
    await slack.viewSubmission({ view: form }).acknowledged;
    const results = await slack.viewUntil(form, ({ updates }) => updates === 1);
    expect(read(await use(slack, results, 'Discuss').view)).toContain(HERE);
    expect(cards(slack)).toHaveLength(1);
  });

  it('is opened by a form in the channel where the form was opened', async () => {
    const { slack } = await startPaperboy({ way });
    const list = slack.command({ text: 'discussions' });
    await list.answered;
    const form = await use(slack, list, 'Discuss a paper').view;
    const [paper] = await slack.options({ on: form, actionId: 'paper', value: 'safe' });
    await slack.viewSubmission({ view: form, entries: { paper: paper?.value ?? '' } }).acknowledged;
    expect(read(await slack.viewUntil(form, ({ updates }) => updates === 1))).toContain(HERE);
    expect(cards(slack)).toHaveLength(1);
  });

  it('is opened by a mention, in a thread for the paper of the thread', async () => {
    const { slack } = await startPaperboy({ way });
    const inChannel = slack.mention({ text: `discuss ${PAPER}` });
    const answer = await slack.until(() =>
      slack.messages(slack.channelId).find(({ threadTs }) => threadTs === inChannel.message.ts),
    );
    expect(read(answer)).toContain(HERE);
    const { ts } = slack.writeMessage(slack.channelId, `Look: https://arxiv.org/abs/${PAPER}`);
    const inThread = await slack.mention({ text: 'discuss', threadTs: ts }).answered;
    expect(inThread.threadTs).toBe(ts);
    expect(read(inThread)).toContain(HERE);
    expect(cards(slack)).toHaveLength(1);
  });

  it('replies publicly to a mention in its thread about its paper', async () => {
    const { slack } = await startPaperboy({ way });
    const card = await openDiscussion(slack);
    const cited = await slack.mention({ text: 'cite', threadTs: card.ts }).answered;
    expect(cited).toMatchObject({ threadTs: card.ts });
    expect(cited.onlyFor).toBeUndefined();
    expect(read(cited)).toContain('Safe Offline Walking');
    const refused = await slack.mention({ text: '/papers banana', threadTs: card.ts }).answered;
    expect(refused).toMatchObject({ threadTs: card.ts, onlyFor: slack.person.id });
  });

  it.each(['locked', 'deleted'] as const)('replaces one that was %s and links to it', async (state) => {
    const { slack } = await startPaperboy({ way });
    const first = await openDiscussion(slack);
    slack.writeReply(first.channel, first.ts, 'Not again');
    if (state === 'locked') slack.lockThread(first.channel, first.ts);
    else slack.deleteMessage(first.channel, first.ts);
    await slack.command({ text: `discuss ${PAPER}` }).answered;
    const [, second, ...others] = cards(slack);
    expect(others).toEqual([]);
    expect(second && read(second)).toContain(`earlier discussion that was ${state}`);
    expect(JSON.stringify(second?.body)).toContain(linkTo(first));
  });
});

describe('a discussion', () => {
  it('shows the numbers of replies and people on its card without reading messages', async () => {
    let now = new Date('2025-03-05T09:00:00Z');
    const { slack, core, platform } = await startPaperboy({ core: { ...createTestCore(), now: () => now } });
    const card = await openDiscussion(slack);
    const refresh = async (): Promise<FakeMessage | undefined> => {
      now = new Date(now.getTime() + 2 * 60_000);
      await refreshDueThreads(20, { ...core, log: createMemoryLog().log, signal: new AbortController().signal });
      return slack.message(card.channel, card.ts);
    };
    expect((await refresh())?.edits).toBe(0);
    slack.writeReply(card.channel, card.ts, 'A secret');
    slack.writeReply(card.channel, card.ts, 'Indeed', slack.addUser({ name: 'grace' }));
    const changed = await refresh();
    expect(changed && read(changed)).toContain('2 replies from 2 people');
    for (const { body } of slack.requestsTo('conversations.replies')) expect(body).toMatchObject({ limit: '1' });
    const found = await slack.command({ text: 'top all' }).answered;
    expect(read(found)).toContain('discussed here: 2 replies');
    expect(JSON.stringify(found.body)).toContain(linkTo(card));
    const since = new Date(Date.now() - 60_000).toISOString();
    const place = { platform: 'slack', tenant: slack.teamId, channel: card.channel };
    const [key] = slack.requestsTo('chat.postMessage').map(({ body }) => keyIn(body['metadata']));
    expect(await platform.findPosted(place, key ?? '', since)).toEqual({ place, message: card.ts });
  });

  it('is the same for everyone in a channel shared with another organization', async () => {
    const { slack } = await startPaperboy();
    const externalUser = slack.addUser({ name: 'eve', teamId: 'T0ELSEWHERE' });
    const card = await openDiscussion(slack, externalUser);
    const answer = await slack.command({ text: `discuss ${PAPER}` }).answered;
    expect(JSON.stringify(answer.body)).toContain(linkTo(card));
    expect(cards(slack)).toEqual([card]);
    expect(read(card)).toContain('Opened by eve');
  });

  it('is opened once if two users click at the same time', async () => {
    const { slack } = await startPaperboy();
    const shared = await slack.command({ text: `share ${PAPER}` }).answered;
    const grace = slack.addUser({ name: 'grace' });
    const pressed = [use(slack, shared, 'Discuss'), use(slack, shared, 'Discuss', { user: grace })];
    for (const one of pressed) expect(read(await one.answered)).toContain(HERE);
    expect(cards(slack)).toHaveLength(1);
  });

  it('has buttons on its card', async () => {
    const { slack } = await startPaperboy();
    const card = await openDiscussion(slack);
    expect(labelsIn(card)).toEqual(expect.arrayContaining(['Summary', 'Related', 'Cite', 'Save']));
  });

  it('is refused outside a channel: on the home tab and in a modal opened there', async () => {
    const { slack } = await startPaperboy();
    await slack.homeOpened().allAcknowledged;
    const home = await slack.until(() => slack.home());
    expect(read(await use(slack, home, 'Discuss').view)).toContain('in a channel');
    const form = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;
    await slack.viewSubmission({ view: form, entries: { query: 'walking' } }).acknowledged;
    const results = await slack.viewUntil(form, ({ updates }) => updates === 1);
    expect(read(await use(slack, results, 'Discuss').view)).toContain('in a channel');
  });

  it.each([
    ['a channel without Paperboy', { isMember: false }, '/invite @Paperboy'],
    ['a private channel without Paperboy', { kind: 'private', isMember: false }, '/invite @Paperboy'],
    ['a channel where only some may post', { isRestricted: true }, 'Only some members may post'],
  ] as const)('is refused in %s with the fix, and works once that is done', async (_, change, fix) => {
    const { slack } = await startPaperboy();
    const channel = slack.addChannel(change).id;
    const refused = await slack.command({ text: `discuss ${PAPER}`, channel }).answered;
    expect(read(refused)).toContain(fix);
    expect(refused.onlyFor).toBe(slack.person.id);
    expect(slack.messages(channel)).toEqual([]);
    slack.changeChannel(channel, { isMember: true, isRestricted: false });
    expect(read(await slack.command({ text: `discuss ${PAPER}`, channel }).answered)).toContain(HERE);
  });

  it('is linked after Paperboy was removed from its channel', async () => {
    const { slack } = await startPaperboy();
    const card = await openDiscussion(slack);
    slack.changeChannel(slack.channelId, { isMember: false });
    const answer = await slack.command({ text: `discuss ${PAPER}` }).answered;
    expect(JSON.stringify(answer.body)).toContain(linkTo(card));
    expect(read(answer)).toContain('/invite @Paperboy');
  });
});
