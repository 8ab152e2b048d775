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

/** The cards of discussions in the first channel. */
const cards = (slack: FakeSlack): FakeMessage[] =>
  slack.messages(slack.channelId).filter((message) => read(message).includes('Opened by'));

async function opened(slack: FakeSlack, user?: FakeUser): Promise<FakeMessage> {
  await slack.command({ text: `discuss ${PAPER}`, ...(user && { user }) }).answered;
  const [card] = cards(slack);
  if (card === undefined) throw new Error('no card');
  return card;
}

const keyIn = (metadata: unknown): string => (metadata as { event_payload: { key: string } }).event_payload.key;

const linkTo = ({ channel, ts }: FakeMessage): string =>
  `https://lab.slack.com/archives/${channel}/p${ts.replace('.', '')}`;

describe.each(WAYS)('a discussion over %s', (way) => {
  it('is opened by the command: a card for all, and the way there for the one who asked', async () => {
    const { slack, warnings } = await startPaperboy({ way });
    const answer = await slack.command({ text: `discuss ${PAPER}` }).answered;
    const [card, ...others] = cards(slack);
    expect(others).toEqual([]);
    expect(card && read(card)).toMatch(/Safe Offline Walking.*No reply yet.*Opened by ada/s);
    expect(answer.onlyFor).toBe(slack.person.id);
    expect(read(answer)).toContain(HERE);
    expect(JSON.stringify(answer.body)).toContain(card && linkTo(card));
    expect(warnings()).toEqual([]);
  });

  it('is opened by a button on a card, in a list, and in a modal from the same channel, and is one', async () => {
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

  it('is opened by a form, in the channel that the form was opened from', async () => {
    const { slack } = await startPaperboy({ way });
    const list = slack.command({ text: 'discussions' });
    await list.answered;
    const form = await use(slack, list, 'Discuss a paper').view;
    const [paper] = await slack.options({ on: form, actionId: 'paper', value: 'safe' });
    await slack.viewSubmission({ view: form, entries: { paper: paper?.value ?? '' } }).acknowledged;
    expect(read(await slack.viewUntil(form, ({ updates }) => updates === 1))).toContain(HERE);
    expect(cards(slack)).toHaveLength(1);
  });

  it('is opened by a mention, in a channel and in a thread, where it is about the paper of that', async () => {
    const { slack } = await startPaperboy({ way });
    const inChannel = slack.mention({ text: `discuss ${PAPER}` });
    const answer = await slack.until(() =>
      slack.messages(slack.channelId).find(({ threadTs }) => threadTs === inChannel.message.ts),
    );
    expect(read(answer)).toContain(HERE);
    const { ts } = slack.personSays(slack.channelId, `Look: https://arxiv.org/abs/${PAPER}`);
    const inThread = await slack.mention({ text: 'discuss', threadTs: ts }).answered;
    expect(inThread.threadTs).toBe(ts);
    expect(read(inThread)).toContain(HERE);
    expect(cards(slack)).toHaveLength(1);
  });

  it('answers a mention in its thread about its paper, for all', async () => {
    const { slack } = await startPaperboy({ way });
    const card = await opened(slack);
    const cited = await slack.mention({ text: 'cite', threadTs: card.ts }).answered;
    expect(cited).toMatchObject({ threadTs: card.ts });
    expect(cited.onlyFor).toBeUndefined();
    expect(read(cited)).toContain('Safe Offline Walking');
    const refused = await slack.mention({ text: '/papers banana', threadTs: card.ts }).answered;
    expect(refused).toMatchObject({ threadTs: card.ts, onlyFor: slack.person.id });
  });

  it.each(['locked', 'deleted'] as const)('takes the place of one that was %s, and leads to it', async (how) => {
    const { slack } = await startPaperboy({ way });
    const first = await opened(slack);
    slack.personReplies(first.channel, first.ts, 'Not again');
    if (how === 'locked') slack.lockThread(first.channel, first.ts);
    else slack.deleteMessage(first.channel, first.ts);
    await slack.command({ text: `discuss ${PAPER}` }).answered;
    const [, second, ...others] = cards(slack);
    expect(others).toEqual([]);
    expect(second && read(second)).toContain(`earlier discussion, which was ${how}`);
    expect(JSON.stringify(second?.body)).toContain(linkTo(first));
  });
});

describe('a discussion', () => {
  it('says on its card how much was said and by how many, without a look at what', async () => {
    let now = new Date('2025-03-05T09:00:00Z');
    const { slack, core, platform } = await startPaperboy({ core: { ...createTestCore(), now: () => now } });
    const card = await opened(slack);
    const look = async (): Promise<FakeMessage | undefined> => {
      now = new Date(now.getTime() + 2 * 60_000);
      await refreshDueThreads({
        core,
        log: createMemoryLog().log,
        signal: new AbortController().signal,
        maxRefreshes: 20,
      });
      return slack.message(card.channel, card.ts);
    };
    expect((await look())?.edits).toBe(0);
    slack.personReplies(card.channel, card.ts, 'A secret of ours');
    slack.personReplies(card.channel, card.ts, 'Indeed', slack.addUser({ name: 'grace' }));
    const changed = await look();
    expect(changed && read(changed)).toContain('2 replies by 2 people');
    for (const { body } of slack.requestsTo('conversations.replies')) expect(body).toMatchObject({ limit: '1' });
    const found = await slack.command({ text: 'top all' }).answered;
    expect(read(found)).toContain('discussed here: 2 replies');
    expect(JSON.stringify(found.body)).toContain(linkTo(card));
    const since = new Date(Date.now() - 60_000).toISOString();
    const place = { platform: 'slack', tenant: slack.teamId, channel: card.channel };
    const [key] = slack.requestsTo('chat.postMessage').map(({ body }) => keyIn(body['metadata']));
    expect(await platform.findPosted(place, key ?? '', since)).toEqual({ place, message: card.ts });
  });

  it('is one for all, in a channel that is shared with another organization', async () => {
    const { slack } = await startPaperboy();
    const stranger = slack.addUser({ name: 'eve', teamId: 'T0ELSEWHERE' });
    const card = await opened(slack, stranger);
    const answer = await slack.command({ text: `discuss ${PAPER}` }).answered;
    expect(JSON.stringify(answer.body)).toContain(linkTo(card));
    expect(cards(slack)).toEqual([card]);
    expect(read(card)).toContain('Opened by eve');
  });

  it('is one for two who press at the same moment', async () => {
    const { slack } = await startPaperboy();
    const shared = await slack.command({ text: `share ${PAPER}` }).answered;
    const grace = slack.addUser({ name: 'grace' });
    const pressed = [use(slack, shared, 'Discuss'), use(slack, shared, 'Discuss', { user: grace })];
    for (const one of pressed) expect(read(await one.answered)).toContain(HERE);
    expect(cards(slack)).toHaveLength(1);
  });

  it('has buttons on its card', async () => {
    const { slack } = await startPaperboy();
    const card = await opened(slack);
    expect(labelsIn(card)).toEqual(expect.arrayContaining(['Summary', 'Related', 'Cite', 'Save']));
  });

  it('is refused where there is no channel, and says what to do: at home, and in a modal from nowhere', async () => {
    const { slack } = await startPaperboy();
    await slack.homeOpened().settled;
    const home = await slack.until(() => slack.home());
    expect(read(await use(slack, home, 'Discuss').view)).toContain('do this in a channel');
    const form = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;
    await slack.viewSubmission({ view: form, entries: { query: 'walking' } }).acknowledged;
    const results = await slack.viewUntil(form, ({ updates }) => updates === 1);
    expect(read(await use(slack, results, 'Discuss').view)).toContain('do this in a channel');
  });

  it.each([
    ['a channel without Paperboy', { isMember: false }, '/invite @Paperboy'],
    ['a private channel without Paperboy', { kind: 'private', isMember: false }, '/invite @Paperboy'],
    ['a channel where only some may post', { isRestricted: true }, 'Only some may post'],
  ] as const)('is refused in %s, with what would mend it, and works then', async (_, change, words) => {
    const { slack } = await startPaperboy();
    const channel = slack.addChannel(change).id;
    const refused = await slack.command({ text: `discuss ${PAPER}`, channel }).answered;
    expect(read(refused)).toContain(words);
    expect(refused.onlyFor).toBe(slack.person.id);
    expect(slack.messages(channel)).toEqual([]);
    slack.changeChannel(channel, { isMember: true, isRestricted: false });
    expect(read(await slack.command({ text: `discuss ${PAPER}`, channel }).answered)).toContain(HERE);
  });

  it('can be gone to after Paperboy was removed from its channel', async () => {
    const { slack } = await startPaperboy();
    const card = await opened(slack);
    slack.changeChannel(slack.channelId, { isMember: false });
    const answer = await slack.command({ text: `discuss ${PAPER}` }).answered;
    expect(JSON.stringify(answer.body)).toContain(linkTo(card));
    expect(read(answer)).toContain('/invite @Paperboy');
  });
});
