import { describe, expect, it } from 'vitest';
import { prose } from '../../../../src/chat/document.ts';
import { directMessagePlace, type Place, type Posted } from '../../../../src/chat/place.ts';
import type { ReadThreadOutcome } from '../../../../src/chat/platform.ts';
import { findTestTraits } from '../../../fakes/core.ts';
import type { Fault } from '../../../fakes/slack/faults.ts';
import { type Options, type PaperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';

interface ThreadWorld extends PaperboyOnSlack {
  readonly place: Place;
  /** The first message of the thread. */
  readonly card: Posted;
  readonly thread: Place;
  /** Replies as the named user, Ada by default. Returns the message's timestamp. */
  reply(name?: string): string;
  open: () => ReturnType<PaperboyOnSlack['platform']['openThread']>;
  read(): Promise<ReadThreadOutcome>;
}

async function startThread(options: Options = {}, isDirect = false): Promise<ThreadWorld> {
  const paperboy = await startPaperboy(options);
  const { slack, platform } = paperboy;
  const channelPlace: Place = { platform: 'slack', tenant: slack.teamId, channel: slack.channelId };
  const place = isDirect ? directMessagePlace(channelPlace, slack.person, findTestTraits('slack')) : channelPlace;
  const outcome = await platform.post(place, { blocks: [prose('Safe Offline Walking')] }, 'card');
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  const { posted: card } = outcome;
  const thread = { ...place, thread: card.message };
  const channel = isDirect ? slack.directChannelId() : slack.channelId;
  const people = new Map([['ada', slack.person]]);
  const findUser = (name: string) => {
    const person = people.get(name) ?? slack.addUser({ name });
    people.set(name, person);
    return person;
  };
  return {
    ...paperboy,
    place,
    card,
    thread,
    reply: (name = 'ada') => slack.writeReply(channel, card.message, 'I have read it', findUser(name)).ts,
    open: () => platform.openThread(card, 'Safe Offline Walking'),
    read: () => platform.readThread(thread),
  };
}

const instantOf = (ts: string): string => new Date(Number(ts) * 1000).toISOString();
const rejectWith = (error: string): Fault => ({ kind: 'error', error });

describe.each(WAYS)('a thread over %s', (way) => {
  it('is opened without a message and has a link', async () => {
    const { slack, open, thread, card, place } = await startThread({ way });
    const url = `https://lab.slack.com/archives/${place.channel}/p${card.message.replace('.', '')}`;
    expect(await open()).toEqual({ kind: 'open', thread: { place: thread, url } });
    expect(slack.messages(place.channel)).toHaveLength(1);
  });

  it('has counts of replies and people that are read without the messages', async () => {
    const { slack, read, reply } = await startThread({ way });
    expect(await read()).toEqual({ kind: 'read', state: 'open', replies: 0, people: 0 });
    reply();
    reply('grace');
    const last = reply();
    const lastAt = instantOf(last);
    expect(await read()).toEqual({ kind: 'read', state: 'open', replies: 3, people: 2, lastAt });
    for (const { body } of slack.requestsTo('conversations.replies')) expect(body).toMatchObject({ limit: '1' });
  });

  it('is locked if someone locked it', async () => {
    const { slack, read, reply, place, card } = await startThread({ way });
    reply();
    slack.lockThread(place.channel, card.message);
    expect(await read()).toMatchObject({ kind: 'read', state: 'locked', replies: 1, people: 1 });
  });

  it.each([0, 2])('is gone if its first message was deleted, with %d replies', async (replies) => {
    const { slack, open, read, reply, place, card } = await startThread({ way });
    for (let count = 0; count < replies; count += 1) reply();
    slack.deleteMessage(place.channel, card.message);
    expect(await open()).toMatchObject({ kind: 'gone' });
    expect(await read()).toMatchObject({ kind: 'gone' });
  });
});

describe('the number of people in a thread', () => {
  it('counts those who replied, except Paperboy', async () => {
    const { slack, platform, thread, read, reply } = await startThread();
    await platform.post(thread, { blocks: [prose('The abstract')] }, 'starter');
    reply();
    expect(await read()).toMatchObject({ replies: 2, people: 1 });
    slack.writeReply(thread.channel, thread.thread ?? '', 'Related papers', {
      id: slack.botId,
      name: 'paperboy',
      tz: 'Etc/UTC',
    });
    expect(await read()).toMatchObject({ replies: 3, people: 1 });
  });

  it('counts everyone, although Slack lists only five', async () => {
    const { reply, read } = await startThread();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) reply(name);
    expect(await read()).toMatchObject({ replies: 7, people: 7 });
  });

  it('is zero after all replies were deleted', async () => {
    const { slack, place, reply, read } = await startThread();
    slack.deleteMessage(place.channel, reply());
    expect(await read()).toEqual({ kind: 'read', state: 'open', replies: 0, people: 0 });
  });
});

describe('a thread in a direct message', () => {
  it('is opened and read, also after a restart', async () => {
    const { slack, open, thread, reply, restart } = await startThread({}, true);
    const opened = await open();
    expect(opened).toMatchObject({ kind: 'open', thread: { place: thread } });
    expect(JSON.stringify(opened)).toContain(slack.directChannelId());
    reply();
    const next = await restart();
    expect(await next.readThread(thread)).toMatchObject({ kind: 'read', replies: 1, people: 1 });
  });

  it('is unavailable without the scope im:write', async () => {
    const { slack, thread, card, restart } = await startThread({}, true);
    slack.scopes.delete('im:write');
    const next = await restart();
    expect(await next.readThread(thread)).toEqual({ kind: 'unavailable', reason: 'Slack returned missing_scope' });
    expect(await next.openThread(card, 'Talk')).toEqual({
      kind: 'unavailable',
      reason: 'Slack returned missing_scope',
    });
  });
});

describe('a thread that Slack does not return', () => {
  it('is forbidden while its channel is archived or Paperboy is not in it', async () => {
    const { slack, place, read, open } = await startThread();
    for (const change of [{ isMember: false }, { isMember: true, isArchived: true }]) {
      slack.changeChannel(place.channel, change);
      expect(await read()).toEqual({ kind: 'forbidden', reason: 'Slack returned not_in_channel' });
      // The link still works.
      expect(await open()).toMatchObject({ kind: 'open' });
    }
    slack.changeChannel(place.channel, { isArchived: false });
    expect(await read()).toMatchObject({ kind: 'read' });
  });

  it('is gone in a private channel that Paperboy was removed from', async () => {
    const { slack, place, read, open } = await startThread();
    slack.changeChannel(place.channel, { kind: 'private', isMember: false });
    expect(await read()).toEqual({ kind: 'gone', reason: 'Slack returned channel_not_found' });
    expect(await open()).toEqual({ kind: 'gone', reason: 'Slack returned channel_not_found' });
  });

  it('is still linked without the scope channels:history', async () => {
    const { slack, read, open } = await startThread();
    slack.scopes.delete('channels:history');
    expect(await read()).toEqual({ kind: 'unavailable', reason: 'Slack returned missing_scope' });
    expect(await open()).toMatchObject({ kind: 'open' });
  });

  it.each<[string, Fault, object]>([
    ['an archived channel', rejectWith('is_archived'), { kind: 'gone', reason: 'Slack returned is_archived' }],
    [
      'a deleted message',
      rejectWith('message_not_found'),
      { kind: 'gone', reason: 'Slack returned message_not_found' },
    ],
    ['an internal error', rejectWith('internal_error'), { kind: 'unknown' }],
    ['a server error, twice', { kind: '500', times: 2 }, { kind: 'unknown' }],
    ['no response', { kind: 'hang', times: 2 }, { kind: 'unknown' }],
    ['a truncated response', { kind: 'truncated JSON', times: 2 }, { kind: 'unknown' }],
  ])('has an outcome for %s', async (_, fault, outcome) => {
    const { slack, read, open } = await startThread(fault.kind === 'hang' ? { timeoutMs: 300 } : {});
    slack.fault({ ...fault, method: 'conversations.replies' });
    expect(await read()).toMatchObject(outcome);
    slack.fault({ ...fault, method: 'chat.getPermalink' });
    expect(await open()).toMatchObject(outcome);
  });

  it('is read on the second attempt after a server error', async () => {
    const { slack, read, reply } = await startThread();
    reply();
    slack.fault({ kind: '500', method: 'conversations.replies' });
    expect(await read()).toMatchObject({ kind: 'read', replies: 1 });
  });
});

describe('a rate limit', () => {
  it('blocks reading threads until it ends, but not opening them', async () => {
    let now = Date.now();
    const { slack, place, read, open } = await startThread({ now: () => new Date(now) });
    slack.fault({ kind: '429', method: 'conversations.replies', retryAfter: 30 });
    expect(await read()).toEqual({ kind: 'rate-limited', retryAfterMs: 30_000 });
    now += 10_000;
    expect(await read()).toEqual({ kind: 'rate-limited', retryAfterMs: 20_000 });
    expect(await open()).toMatchObject({ kind: 'open' });
    expect(slack.requestsTo('conversations.replies')).toHaveLength(1);
    expect(slack.messages(place.channel)).toHaveLength(1);
    now += 20_000;
    expect(await read()).toMatchObject({ kind: 'read' });
  });

  it('blocks opening threads until it ends, but not reading them', async () => {
    let now = Date.now();
    const { slack, read, open } = await startThread({ now: () => new Date(now) });
    slack.fault({ kind: '429', method: 'chat.getPermalink', retryAfter: 5 });
    expect(await open()).toEqual({ kind: 'rate-limited', retryAfterMs: 5000 });
    expect(await open()).toEqual({ kind: 'rate-limited', retryAfterMs: 5000 });
    expect(slack.requestsTo('chat.getPermalink')).toHaveLength(1);
    expect(await read()).toMatchObject({ kind: 'read' });
    now += 5000;
    expect(await open()).toMatchObject({ kind: 'open' });
  });
});

it('an invalid token is reported as a fatal error, and no more requests are sent', async () => {
  const { slack, fatal, open, read } = await startThread();
  slack.refuseToken('token_revoked');
  expect(await read()).toMatchObject({ kind: 'unavailable' });
  expect(await open()).toMatchObject({ kind: 'unavailable' });
  expect(slack.requestsTo('chat.getPermalink')).toEqual([]);
  expect(fatal).toHaveLength(1);
});
