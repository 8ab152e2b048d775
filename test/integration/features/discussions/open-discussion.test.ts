import { describe, expect, it } from 'vitest';
import type { OpenThreadOutcome, PostOutcome, ReadThreadOutcome } from '../../../../src/chat/platform.ts';
import { SqlPaperRepository } from '../../../../src/store/repositories/paper-repository.ts';
import { textOf } from '../../../fakes/core.ts';
import { paper } from '../../../fixtures/chat/papers.ts';
import { describeStores, type FreshDatabase, freshSqlite } from '../../store/stores.ts';
import { ADA, BOB, discussing, GENERAL, linkIn, RUNNING, refused, WALKING } from './discussions-harness.ts';

async function world(fresh: FreshDatabase) {
  return discussing(await (await fresh()).open());
}

const ARCHIVED: ReadThreadOutcome = { kind: 'read', state: 'archived', replies: 3, people: 2 };
const LOCKED: ReadThreadOutcome = { ...ARCHIVED, state: 'locked' };
const GONE: ReadThreadOutcome = { kind: 'gone', reason: 'Unknown Channel (10003)' };

describeStores('opening a discussion', (fresh) => {
  it('posts the card, opens a thread of the same name on it, and says where it is', async () => {
    const { press, chat, rows } = await world(fresh);
    const answer = await press();
    expect(linkIn(answer)).toBe('https://chat.test/message-1');
    expect(chat.said).toMatchObject([{ place: GENERAL, key: 'talk0001' }]);
    expect([...chat.threads]).toEqual([['message 1', WALKING.title]]);
    expect(await rows()).toMatchObject([{ id: 'talk0001', state: 'open', opener_name: 'Ada', thread: 'message 1' }]);
  });

  it('leads to the one that is there, whoever asks, also from within a thread of the channel', async () => {
    const { press, cards, rows } = await world(fresh);
    await press();
    const answer = await press(WALKING, { person: BOB, place: { ...GENERAL, thread: 'message 1' } });
    expect(linkIn(answer)).toBe('https://chat.test/message-1');
    expect(cards()).toHaveLength(1);
    expect(await rows()).toHaveLength(1);
  });

  it('leads to the one that is there also who can open none, and wakes it', async () => {
    const { press, chat, cards } = await world(fresh);
    await press();
    chat.readings.set('message 1', ARCHIVED);
    const answer = await press(WALKING, { person: BOB, cannotOpenThread: 'You need Create Public Threads.' });
    expect(linkIn(answer)).toBe('https://chat.test/message-1');
    expect(textOf(answer)).toContain('is open again');
    expect(cards()).toHaveLength(1);
  });

  it.each<[string, ReadThreadOutcome | undefined]>([
    ['there is none', undefined],
    ['it was locked', LOCKED],
    ['it was deleted', GONE],
  ])('says why none can be opened where %s, and begins none', async (_, reading) => {
    const { press, chat, rows } = await world(fresh);
    if (reading !== undefined) await press();
    if (reading !== undefined) chat.readings.set('message 1', reading);
    const why = 'You need Create Public Threads.';
    await expect(press(WALKING, { person: BOB, cannotOpenThread: why })).rejects.toThrow(why);
    expect(await rows()).toEqual([]);
  });

  it('is another one in another channel and in another tenant', async () => {
    const { press, cards } = await world(fresh);
    await press();
    await press(WALKING, { place: { ...GENERAL, channel: 'random' } });
    await press(WALKING, { place: { ...GENERAL, tenant: 'others' } });
    expect(cards()).toHaveLength(3);
  });

  it('opens one for two who press at the same moment', async () => {
    const { press, cards, chat, rows } = await world(fresh);
    const answers = await Promise.all([press(), press(WALKING, { person: BOB }), press()]);
    expect(new Set(answers.map(linkIn))).toEqual(new Set(['https://chat.test/message-1']));
    expect(cards()).toHaveLength(1);
    expect(chat.threads.size).toBe(1);
    expect(await rows()).toHaveLength(1);
  });

  it.each<[string, ReadThreadOutcome, string]>([
    ['locked', LOCKED, 'goes on from an earlier discussion, which was locked'],
    ['deleted', GONE, 'takes the place of an earlier discussion, which was deleted'],
  ])('opens a new one that leads to the old one where that was %s', async (reason, reading, said) => {
    const { press, chat, rows, discussions } = await world(fresh);
    await press();
    chat.readings.set('message 1', reading);
    const answer = await press(WALKING, { person: BOB });
    expect(linkIn(answer)).toBe('https://chat.test/message-2');
    expect(await rows()).toMatchObject([{ opener_name: 'Bob', follows: 'talk0001' }]);
    expect(await discussions.get('test', 'team', 'talk0001')).toMatchObject({ state: { kind: 'ended', reason } });
    expect(textOf(chat.said[1]?.document ?? { blocks: [] })).toContain(said);
    expect(JSON.stringify(chat.said[1]?.document)).toContain('https://chat.test/message-1');
    expect(textOf(chat.updates.at(-1)?.document ?? { blocks: [] })).toContain(`Its thread was ${reason}`);
  });

  it('leads to the old one also where the engine found it deleted before anybody asked', async () => {
    const { press, chat, rows, tick, pass } = await world(fresh);
    await press();
    chat.readings.set('message 1', { kind: 'gone', reason: 'Unknown Channel (10003)' });
    pass(1);
    await tick();
    expect(await rows()).toEqual([]);
    await press();
    expect(await rows()).toMatchObject([{ follows: 'talk0001', thread: 'message 2' }]);
  });

  it('leads to the thread that was locked for a while, and nobody asked', async () => {
    const { press, chat, cards, rows, tick, pass } = await world(fresh);
    await press();
    chat.readings.set('message 1', LOCKED);
    pass(1);
    await tick();
    chat.readings.delete('message 1');
    await press();
    expect(cards()).toHaveLength(1);
    expect(await rows()).toMatchObject([{ thread: 'message 1' }]);
  });

  it('opens one new one for two who find the old one locked at the same moment', async () => {
    const { press, chat, cards, rows } = await world(fresh);
    await press();
    chat.readings.set('message 1', LOCKED);
    const answers = await Promise.all([press(), press(WALKING, { person: BOB })]);
    expect(new Set(answers.map(linkIn))).toEqual(new Set(['https://chat.test/message-2']));
    expect(cards()).toHaveLength(2);
    expect(await rows()).toHaveLength(1);
  });
});

describe('opening a discussion', () => {
  it('wakes a thread that went to sleep', async () => {
    const { press, chat, cards } = await world(freshSqlite);
    await press();
    chat.readings.set('message 1', ARCHIVED);
    const answer = await press();
    expect(textOf(answer)).toContain('is open again');
    expect(linkIn(answer)).toBe('https://chat.test/message-1');
    expect(cards()).toHaveLength(1);
  });

  it('says why a thread could not be woken, and leads there all the same', async () => {
    const { press, chat } = await world(freshSqlite);
    await press();
    chat.readings.set('message 1', ARCHIVED);
    chat.threadScript.push({ kind: 'rate-limited', retryAfterMs: 7000 });
    const answer = await press();
    expect(textOf(answer)).toContain('wait 7 seconds');
    expect(linkIn(answer)).toBe('https://chat.test/message-1');
  });

  it('goes on from nothing of another channel, tenant or paper', async () => {
    const { press, chat, rows } = await world(freshSqlite);
    await press();
    chat.readings.set('message 1', LOCKED);
    await press();
    await press(WALKING, { place: { ...GENERAL, channel: 'random' } });
    await press(WALKING, { place: { ...GENERAL, tenant: 'others' } });
    await press(RUNNING);
    expect((await rows()).flatMap(({ follows }) => follows ?? [])).toEqual(['talk0001']);
  });

  it.each<OpenThreadOutcome>([{ kind: 'locked' }, { kind: 'gone', reason: 'Unknown Message (10008)' }])(
    'opens a new one where the old one turns out to be $kind when it is woken',
    async (outcome) => {
      const { press, chat, rows } = await world(freshSqlite);
      await press();
      chat.readings.set('message 1', ARCHIVED);
      chat.threadScript.push(outcome);
      expect(linkIn(await press())).toBe('https://chat.test/message-2');
      expect(await rows()).toHaveLength(1);
    },
  );

  it.each<ReadThreadOutcome>([
    { kind: 'forbidden', reason: 'Slack returned missing_scope' },
    { kind: 'unavailable', reason: 'no token' },
    { kind: 'unknown', reason: 'reset' },
  ])('leads to one that can not be seen just now ($kind), says so, and ends nothing', async (reading) => {
    const { press, chat, cards, rows } = await world(freshSqlite);
    await press();
    chat.readings.set('message 1', reading);
    const answer = await press();
    expect(linkIn(answer)).toBe('https://chat.test/message-1');
    expect(textOf(answer)).toContain("can't be seen just now");
    expect(cards()).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'open' }]);
  });

  it('puts one back into the lists that was taken off', async () => {
    const { press, discussions } = await world(freshSqlite);
    await press();
    await discussions.setListed({ id: 'talk0001', place: GENERAL }, false, ADA.id);
    expect(await discussions.list(GENERAL, 9)).toEqual([]);
    await press(WALKING, { person: BOB });
    expect(await discussions.list(GENERAL, 9)).toHaveLength(1);
  });

  it.each<[PostOutcome, string]>([
    [{ kind: 'forbidden', reason: 'nobody may' }, 'nobody may'],
    [{ kind: 'gone', reason: 'no such channel' }, 'no such channel'],
    [{ kind: 'failed', reason: 'invalid_blocks' }, 'invalid_blocks'],
    [{ kind: 'unavailable', reason: 'no token' }, 'no token'],
    [{ kind: 'rate-limited', retryAfterMs: 7000 }, 'wait 7 seconds'],
    [{ kind: 'sent-then-deleted' }, 'somebody deleted its card'],
  ])('leaves nothing behind where the card is refused, and says why: %j', async (outcome, why) => {
    const { press, chat, rows } = await world(freshSqlite);
    chat.script.push(outcome);
    const said = await refused(press());
    expect(said).toMatch(/^UserError: No discussion was opened\./);
    expect(said).toContain(why);
    expect(await rows()).toEqual([]);
    expect(linkIn(await press())).toBe('https://chat.test/message-1');
  });

  it.each<OpenThreadOutcome>([
    { kind: 'forbidden', reason: 'nobody may' },
    { kind: 'gone', reason: 'nobody may' },
    { kind: 'failed', reason: 'nobody may' },
  ])('leaves no row where the card gets no thread ($kind), and the card says so', async (outcome) => {
    const { press, chat, rows } = await world(freshSqlite);
    chat.threadScript.push(outcome);
    const said = await refused(press());
    expect(said).toContain('The card is in the channel, but no thread could be opened on it');
    expect(said).toContain('nobody may');
    expect(await rows()).toEqual([]);
    expect(chat.updates).toMatchObject([{ posted: { message: 'message 1' } }]);
    expect(textOf(chat.updates[0]?.document ?? { blocks: [] })).toContain('No thread could be opened here');
  });

  it('names the right that opening threads takes on Discord', async () => {
    const { press, chat, process } = await world(freshSqlite);
    const discord = process('process 1');
    const core = { ...discord, discussions: { ...discord.discussions, findPlatform: () => chat } };
    chat.threadScript.push({ kind: 'forbidden', reason: 'Missing Permissions (50013)' });
    expect(await refused(press(WALKING, { core, place: { ...GENERAL, platform: 'discord' } }))).toContain(
      'Create Public Threads',
    );
  });

  it('keeps the card where the server has too many threads, says so, and opens the thread once there is room', async () => {
    const { press, chat, process, rows, tick, pass, cards } = await world(freshSqlite);
    const first = process('process 1');
    const core = {
      ...first,
      discussions: { ...first.discussions, findPlatform: () => chat, connectedPlatforms: () => ['discord'] },
    };
    const place = { ...GENERAL, platform: 'discord' };
    chat.threadScript.push({ kind: 'failed', reason: 'Maximum number of active threads reached (160006)' });
    const said = await refused(press(WALKING, { core, place }));
    expect(said).toContain('no thread can be opened on it yet: the server has as many open threads as Discord allows');
    expect(textOf(chat.updates[0]?.document ?? { blocks: [] })).toContain('No thread could be opened here');
    expect(await rows()).toMatchObject([{ state: 'opening' }]);
    pass(10);
    await tick(core);
    expect(await rows()).toMatchObject([{ state: 'open', thread: 'message 1' }]);
    expect(cards()).toHaveLength(1);
    expect(textOf(chat.updates.at(-1)?.document ?? { blocks: [] })).not.toContain('No thread could be opened');
  });

  it('says that the thread comes where the platform asks to wait, and the engine opens it', async () => {
    const { press, chat, rows, tick, pass, cards } = await world(freshSqlite);
    chat.threadScript.push({ kind: 'rate-limited', retryAfterMs: 30_000 });
    expect(textOf(await press())).toContain('its thread comes in a moment');
    expect(await rows()).toMatchObject([{ state: 'opening' }]);
    await tick();
    expect(await rows()).toMatchObject([{ state: 'opening' }]);
    pass(1);
    await tick();
    expect(await rows()).toMatchObject([{ state: 'open', thread: 'message 1' }]);
    expect(cards()).toHaveLength(1);
  });

  it('finds at once a card of which no answer came', async () => {
    const { press, chat, cards } = await world(freshSqlite);
    chat.script.push('lost');
    expect(linkIn(await press())).toBe('https://chat.test/message-1');
    expect(cards()).toHaveLength(1);
  });

  it('says that nobody knows where a card can not be found, and that somebody opens it where it is in hand', async () => {
    const { press, chat, rows } = await world(freshSqlite);
    chat.script.push({ kind: 'unknown', reason: 'the line broke' });
    expect(textOf(await press())).toContain('Nobody knows whether');
    expect(await rows()).toMatchObject([{ state: 'opening' }]);
    expect(textOf(await press())).toContain('is being opened just now');
  });

  it('says it also where nothing can be looked for', async () => {
    const { press, chat } = await world(freshSqlite);
    chat.mayLook = false;
    chat.script.push('lost');
    expect(textOf(await press())).toContain('can not be looked for: missing_scope');
  });

  it('takes a fault of an adapter for no answer', async () => {
    const { press, chat, rows } = await world(freshSqlite);
    chat.script.push(() => Promise.reject(new Error('a bug')));
    expect(textOf(await press())).toContain('a bug');
    expect(await rows()).toHaveLength(1);
  });

  it('tries by itself where the other one who pressed could open nothing', async () => {
    const { press, chat, rows } = await world(freshSqlite);
    chat.script.push({ kind: 'rate-limited', retryAfterMs: 1000 });
    const [first, second] = await Promise.allSettled([press(), press(WALKING, { person: BOB })]);
    expect([first?.status, second?.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await rows()).toMatchObject([{ state: 'open' }]);
  });

  it.each([
    ['in private', { channel: 'user:U1' }],
    ['where there is no channel', { channel: '' }],
  ])('is refused %s', async (_, place) => {
    const { press, rows } = await world(freshSqlite);
    expect(await refused(press(WALKING, { place: { ...GENERAL, ...place } }))).toContain('do this in a channel');
    expect(await rows()).toEqual([]);
  });

  it('is refused in private conversations on Discord, whose channels have ids like others', async () => {
    const { press } = await world(freshSqlite);
    const place = { platform: 'discord', tenant: 'user:U1', channel: '1234567890' };
    expect(await refused(press(WALKING, { place }))).toContain('do this in a channel');
  });

  it('is refused where Paperboy is not connected', async () => {
    const { press, rows } = await world(freshSqlite);
    expect(await refused(press(WALKING, { place: { ...GENERAL, platform: 'console' } }))).toContain('connected');
    expect(await rows()).toEqual([]);
  });
});

describeStores('a discussion of a paper that changed its id', (fresh) => {
  it('is still the one of its channel', async () => {
    const store = await (await fresh()).open();
    const papers = new SqlPaperRepository(store);
    const before = paper({ title: 'Robots that Climb' });
    const after = { ...before, id: '2503.00009', aliases: [before.id] };
    await papers.upsert([before]);
    const { press, core, cards, discussions } = discussing(store, [before]);
    await press(before);
    await papers.upsert([after]);
    core.papers.put([after]);
    expect(linkIn(await press(after))).toBe('https://chat.test/message-1');
    expect(cards()).toHaveLength(1);
    expect(await discussions.list(GENERAL, 9)).toMatchObject([{ paperId: after.id }]);
  });
});
