import { describe, expect, it } from 'vitest';
import { prose } from '../../../../src/chat/document.ts';
import { directMessagePlace, type Place, type Posted } from '../../../../src/chat/place.ts';
import type { ReadThreadOutcome } from '../../../../src/chat/platform.ts';
import type { Fault } from '../../../fakes/slack/faults.ts';
import { type Options, type PaperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';

interface Discussing extends PaperboyOnSlack {
  readonly place: Place;
  /** The message that the thread starts from, and the thread. */
  readonly card: Posted;
  readonly thread: Place;
  /** Somebody replies: Ada, unless told. */
  reply(name?: string): string;
  open: () => ReturnType<PaperboyOnSlack['platform']['openThread']>;
  look(): Promise<ReadThreadOutcome>;
}

async function discussing(options: Options = {}, inPrivate = false): Promise<Discussing> {
  const paperboy = await startPaperboy(options);
  const { slack, platform } = paperboy;
  const channelPlace: Place = { platform: 'slack', tenant: slack.teamId, channel: slack.channelId };
  const place = inPrivate ? directMessagePlace(channelPlace, { id: slack.person.id, name: 'ada' }) : channelPlace;
  const outcome = await platform.post(place, { blocks: [prose('Safe Offline Walking')] }, 'card');
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  const { posted: card } = outcome;
  const thread = { ...place, thread: card.message };
  const channel = inPrivate ? slack.directChannelId() : slack.channelId;
  const people = new Map([['ada', slack.person]]);
  const named = (name: string) => {
    const person = people.get(name) ?? slack.addUser({ name });
    people.set(name, person);
    return person;
  };
  return {
    ...paperboy,
    place,
    card,
    thread,
    reply: (name = 'ada') => slack.personReplies(channel, card.message, 'I have read it', named(name)).ts,
    open: () => platform.openThread(card, 'Safe Offline Walking'),
    look: () => platform.readThread(thread),
  };
}

const instantOf = (ts: string): string => new Date(Number(ts) * 1000).toISOString();
const refusing = (error: string): Fault => ({ kind: 'error', error });

describe.each(WAYS)('a thread over %s', (way) => {
  it('is there below its message, has a link, and nothing is said for it', async () => {
    const { slack, open, thread, card, place } = await discussing({ way });
    const url = `https://lab.slack.com/archives/${place.channel}/p${card.message.replace('.', '')}`;
    expect(await open()).toEqual({ kind: 'open', thread: { place: thread, url } });
    expect(slack.messages(place.channel)).toHaveLength(1);
  });

  it('is counted as people reply, whose words are not asked for', async () => {
    const { slack, look, reply } = await discussing({ way });
    expect(await look()).toEqual({ kind: 'read', state: 'open', replies: 0, people: 0 });
    reply();
    reply('grace');
    const last = reply();
    const lastAt = instantOf(last);
    expect(await look()).toEqual({ kind: 'read', state: 'open', replies: 3, people: 2, lastAt });
    for (const { body } of slack.requestsTo('conversations.replies')) expect(body).toMatchObject({ limit: '1' });
  });

  it('that was closed is locked', async () => {
    const { slack, look, reply, place, card } = await discussing({ way });
    reply();
    slack.lockThread(place.channel, card.message);
    expect(await look()).toMatchObject({ kind: 'read', state: 'locked', replies: 1, people: 1 });
  });

  it.each([0, 2])('whose message was deleted is gone, with %d replies below it', async (replies) => {
    const { slack, open, look, reply, place, card } = await discussing({ way });
    for (let count = 0; count < replies; count += 1) reply();
    slack.deleteMessage(place.channel, card.message);
    expect(await open()).toMatchObject({ kind: 'gone' });
    expect(await look()).toMatchObject({ kind: 'gone' });
  });
});

describe('the people in a thread', () => {
  it('are those who replied, without Paperboy', async () => {
    const { slack, platform, thread, look, reply } = await discussing();
    await platform.post(thread, { blocks: [prose('The abstract')] }, 'starter');
    reply();
    expect(await look()).toMatchObject({ replies: 2, people: 1 });
    slack.personReplies(thread.channel, thread.thread ?? '', 'Related papers', {
      id: slack.botId,
      name: 'paperboy',
      tz: 'Etc/UTC',
    });
    expect(await look()).toMatchObject({ replies: 3, people: 1 });
  });

  it('are counted all, though Slack names five of them', async () => {
    const { reply, look } = await discussing();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) reply(name);
    expect(await look()).toMatchObject({ replies: 7, people: 7 });
  });

  it('are as they were left, where all replies were deleted', async () => {
    const { slack, place, reply, look } = await discussing();
    slack.deleteMessage(place.channel, reply());
    expect(await look()).toEqual({ kind: 'read', state: 'open', replies: 0, people: 0 });
  });
});

describe('a thread with one person alone', () => {
  it('is opened and read like any other, also after a restart', async () => {
    const { slack, open, thread, reply, restart } = await discussing({}, true);
    const opened = await open();
    expect(opened).toMatchObject({ kind: 'open', thread: { place: thread } });
    expect(JSON.stringify(opened)).toContain(slack.directChannelId());
    reply();
    const next = await restart();
    expect(await next.readThread(thread)).toMatchObject({ kind: 'read', replies: 1, people: 1 });
  });

  it('that Slack does not lead to is an outcome too', async () => {
    const { slack, thread, card, restart } = await discussing({}, true);
    slack.scopes.delete('im:write');
    const next = await restart();
    expect(await next.readThread(thread)).toEqual({ kind: 'unavailable', reason: 'Slack returned missing_scope' });
    expect(await next.openThread(card, 'Talk')).toEqual({
      kind: 'unavailable',
      reason: 'Slack returned missing_scope',
    });
  });
});

describe('a thread that can not be read', () => {
  it('in a channel that Paperboy was removed from, or that was archived, is forbidden until it is back', async () => {
    const { slack, place, look, open } = await discussing();
    for (const change of [{ isMember: false }, { isMember: true, isArchived: true }]) {
      slack.changeChannel(place.channel, change);
      expect(await look()).toEqual({ kind: 'forbidden', reason: 'Slack returned not_in_channel' });
      // People can still go there.
      expect(await open()).toMatchObject({ kind: 'open' });
    }
    slack.changeChannel(place.channel, { isArchived: false });
    expect(await look()).toMatchObject({ kind: 'read' });
  });

  it('in a private channel that Paperboy was removed from is gone', async () => {
    const { slack, place, look, open } = await discussing();
    slack.changeChannel(place.channel, { kind: 'private', isMember: false });
    expect(await look()).toEqual({ kind: 'gone', reason: 'Slack returned channel_not_found' });
    expect(await open()).toEqual({ kind: 'gone', reason: 'Slack returned channel_not_found' });
  });

  it('without the right to can be gone to all the same', async () => {
    const { slack, look, open } = await discussing();
    slack.scopes.delete('channels:history');
    expect(await look()).toEqual({ kind: 'unavailable', reason: 'Slack returned missing_scope' });
    expect(await open()).toMatchObject({ kind: 'open' });
  });

  it.each<[string, Fault, object]>([
    ['is archived', refusing('is_archived'), { kind: 'gone', reason: 'Slack returned is_archived' }],
    ['message_not_found', refusing('message_not_found'), { kind: 'gone', reason: 'Slack returned message_not_found' }],
    ['a word of no meaning', refusing('internal_error'), { kind: 'unknown' }],
    ['a server error, twice', { kind: '500', times: 2 }, { kind: 'unknown' }],
    ['no answer', { kind: 'hang', times: 2 }, { kind: 'unknown' }],
    ['half an answer', { kind: 'truncated JSON', times: 2 }, { kind: 'unknown' }],
  ])('is an outcome, and no error: %s', async (_, fault, outcome) => {
    const { slack, look, open } = await discussing(fault.kind === 'hang' ? { timeoutMs: 300 } : {});
    slack.fault({ ...fault, method: 'conversations.replies' });
    expect(await look()).toMatchObject(outcome);
    slack.fault({ ...fault, method: 'chat.getPermalink' });
    expect(await open()).toMatchObject(outcome);
  });

  it('for one failure is read at the second try', async () => {
    const { slack, look, reply } = await discussing();
    reply();
    slack.fault({ kind: '500', method: 'conversations.replies' });
    expect(await look()).toMatchObject({ kind: 'read', replies: 1 });
  });
});

describe('where Slack asks to wait', () => {
  it('no thread is read for that time, but all can be opened', async () => {
    let now = Date.now();
    const { slack, place, look, open } = await discussing({ now: () => new Date(now) });
    slack.fault({ kind: '429', method: 'conversations.replies', retryAfter: 30 });
    expect(await look()).toEqual({ kind: 'rate-limited', retryAfterMs: 30_000 });
    now += 10_000;
    expect(await look()).toEqual({ kind: 'rate-limited', retryAfterMs: 20_000 });
    expect(await open()).toMatchObject({ kind: 'open' });
    expect(slack.requestsTo('conversations.replies')).toHaveLength(1);
    expect(slack.messages(place.channel)).toHaveLength(1);
    now += 20_000;
    expect(await look()).toMatchObject({ kind: 'read' });
  });

  it('no link is asked for', async () => {
    let now = Date.now();
    const { slack, look, open } = await discussing({ now: () => new Date(now) });
    slack.fault({ kind: '429', method: 'chat.getPermalink', retryAfter: 5 });
    expect(await open()).toEqual({ kind: 'rate-limited', retryAfterMs: 5000 });
    expect(await open()).toEqual({ kind: 'rate-limited', retryAfterMs: 5000 });
    expect(slack.requestsTo('chat.getPermalink')).toHaveLength(1);
    expect(await look()).toMatchObject({ kind: 'read' });
    now += 5000;
    expect(await open()).toMatchObject({ kind: 'open' });
  });
});

it('a dead token is told to the host, and nothing more is asked', async () => {
  const { slack, fatal, open, look } = await discussing();
  slack.refuseToken('token_revoked');
  expect(await look()).toMatchObject({ kind: 'unavailable' });
  expect(await open()).toMatchObject({ kind: 'unavailable' });
  expect(slack.requestsTo('chat.getPermalink')).toEqual([]);
  expect(fatal).toHaveLength(1);
});
