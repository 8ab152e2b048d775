import { describe, expect, it } from 'vitest';
import type { OpenThreadOutcome, PostOutcome, ReadThreadOutcome } from '../../../../src/chat/platform.ts';
import { SqlPaperRepository } from '../../../../src/store/repositories/paper-repository.ts';
import { textOf } from '../../../fakes/core.ts';
import { paper } from '../../../fixtures/chat/papers.ts';
import { describeStores, type FreshDatabase, freshSqlite } from '../../store/stores.ts';
import { ADA, BOB, createWorld, errorOf, GENERAL, linkIn, RUNNING, WALKING } from './discussions-harness.ts';

async function createFreshWorld(fresh: FreshDatabase) {
  return createWorld(await (await fresh()).open());
}

/** A world whose scripted platform is Discord. */
async function createDiscordWorld() {
  const world = await createFreshWorld(freshSqlite);
  const { process, chat } = world;
  const discussions = { ...process.discussions, findPlatform: () => chat, connectedPlatforms: () => ['discord'] };
  return { ...world, discord: { ...process, discussions }, place: { ...GENERAL, platform: 'discord' } };
}

const ARCHIVED: ReadThreadOutcome = { kind: 'read', state: 'archived', replies: 3, people: 2 };
const LOCKED: ReadThreadOutcome = { ...ARCHIVED, state: 'locked' };
const GONE: ReadThreadOutcome = { kind: 'gone', reason: 'Unknown Channel (10003)' };

describeStores('openDiscussion', (fresh) => {
  it('posts the card, opens a thread with the title of the paper on it, and links to the thread', async () => {
    const { discuss, chat, rows } = await createFreshWorld(fresh);
    expect(linkIn(await discuss())).toBe('https://chat.test/message-1');
    expect(chat.said).toMatchObject([{ place: GENERAL, key: 'talk0001' }]);
    expect([...chat.threads]).toEqual([['message 1', WALKING.title]]);
    expect(await rows()).toMatchObject([{ id: 'talk0001', state: 'open', opener_name: 'Ada', thread: 'message 1' }]);
  });

  it("links to the channel's discussion for everyone, also from within a thread of the channel", async () => {
    const { discuss, cardKeys, rows } = await createFreshWorld(fresh);
    await discuss();
    const reply = await discuss(WALKING, { person: BOB, place: { ...GENERAL, thread: 'message 1' } });
    expect(linkIn(reply)).toBe('https://chat.test/message-1');
    expect(cardKeys()).toHaveLength(1);
    expect(await rows()).toHaveLength(1);
  });

  it('links people who may not open threads to the open discussion, and unarchives it', async () => {
    const { discuss, chat, cardKeys } = await createFreshWorld(fresh);
    await discuss();
    chat.readings.set('message 1', ARCHIVED);
    const reply = await discuss(WALKING, { person: BOB, threadBlockedReason: 'You need Create Public Threads.' });
    expect(linkIn(reply)).toBe('https://chat.test/message-1');
    expect(textOf(reply)).toContain('is open again');
    expect(cardKeys()).toHaveLength(1);
  });

  it.each<[string, ReadThreadOutcome | undefined]>([
    ['there is none', undefined],
    ['it was locked', LOCKED],
    ['it was deleted', GONE],
  ])('tells people who may not open threads why, if %s', async (_, readResult) => {
    const { discuss, chat, rows } = await createFreshWorld(fresh);
    if (readResult !== undefined) {
      await discuss();
      chat.readings.set('message 1', readResult);
    }
    const threadBlockedReason = 'You need Create Public Threads.';
    await expect(discuss(WALKING, { person: BOB, threadBlockedReason })).rejects.toThrow(threadBlockedReason);
    expect(await rows()).toEqual([]);
  });

  it('opens separate discussions in other channels and tenants', async () => {
    const { discuss, cardKeys } = await createFreshWorld(fresh);
    await discuss();
    await discuss(WALKING, { place: { ...GENERAL, channel: 'random' } });
    await discuss(WALKING, { place: { ...GENERAL, tenant: 'others' } });
    expect(cardKeys()).toHaveLength(3);
  });

  it('opens one discussion for several people at the same moment', async () => {
    const { discuss, cardKeys, chat, rows } = await createFreshWorld(fresh);
    const replies = await Promise.all([discuss(), discuss(WALKING, { person: BOB }), discuss()]);
    expect(new Set(replies.map(linkIn))).toEqual(new Set(['https://chat.test/message-1']));
    expect(cardKeys()).toHaveLength(1);
    expect(chat.threads.size).toBe(1);
    expect(await rows()).toHaveLength(1);
  });

  it.each<[string, ReadThreadOutcome, string]>([
    ['locked', LOCKED, 'Continues an earlier discussion that was locked'],
    ['deleted', GONE, 'Replaces an earlier discussion that was deleted'],
  ])('replaces a discussion that was %s, and links to it from the new card', async (reason, readResult, notice) => {
    const { discuss, chat, rows, repository, postedText, updatedText } = await createFreshWorld(fresh);
    await discuss();
    chat.readings.set('message 1', readResult);
    expect(linkIn(await discuss(WALKING, { person: BOB }))).toBe('https://chat.test/message-2');
    expect(await rows()).toMatchObject([{ opener_name: 'Bob', follows: 'talk0001' }]);
    expect(await repository.get('test', 'team', 'talk0001')).toMatchObject({ state: { kind: 'ended', reason } });
    expect(postedText(1)).toContain(notice);
    expect(JSON.stringify(chat.said[1]?.document)).toContain('https://chat.test/message-1');
    expect(updatedText()).toContain(`The thread was ${reason}.`);
  });

  it('replaces a discussion whose deletion was found by a refresh', async () => {
    const { discuss, chat, rows, tick, advanceMinutes } = await createFreshWorld(fresh);
    await discuss();
    chat.readings.set('message 1', GONE);
    advanceMinutes(1);
    await tick();
    expect(await rows()).toEqual([]);
    await discuss();
    expect(await rows()).toMatchObject([{ follows: 'talk0001', thread: 'message 2' }]);
  });

  it('links to a thread that was locked only for a while', async () => {
    const { discuss, chat, cardKeys, rows, tick, advanceMinutes } = await createFreshWorld(fresh);
    await discuss();
    chat.readings.set('message 1', LOCKED);
    advanceMinutes(1);
    await tick();
    chat.readings.delete('message 1');
    await discuss();
    expect(cardKeys()).toHaveLength(1);
    expect(await rows()).toMatchObject([{ thread: 'message 1' }]);
  });

  it('opens one replacement for two people who find the thread locked at the same moment', async () => {
    const { discuss, chat, cardKeys, rows } = await createFreshWorld(fresh);
    await discuss();
    chat.readings.set('message 1', LOCKED);
    const replies = await Promise.all([discuss(), discuss(WALKING, { person: BOB })]);
    expect(new Set(replies.map(linkIn))).toEqual(new Set(['https://chat.test/message-2']));
    expect(cardKeys()).toHaveLength(2);
    expect(await rows()).toHaveLength(1);
  });

  it('links to the same discussion after the paper got another id', async () => {
    const store = await (await fresh()).open();
    const paperRepository = new SqlPaperRepository(store);
    const before = paper({ title: 'Robots that Climb' });
    const after = { ...before, id: '2503.00009', aliases: [before.id] };
    await paperRepository.upsert([before]);
    const { discuss, papers, cardKeys, repository } = createWorld(store, [before]);
    await discuss(before);
    await paperRepository.upsert([after]);
    papers.put([after]);
    expect(linkIn(await discuss(after))).toBe('https://chat.test/message-1');
    expect(cardKeys()).toHaveLength(1);
    expect(await repository.list(GENERAL, 9)).toMatchObject([{ paperId: after.id }]);
  });
});

describe('openDiscussion, when there is a discussion', () => {
  it('unarchives its thread', async () => {
    const { discuss, chat, cardKeys } = await createFreshWorld(freshSqlite);
    await discuss();
    chat.readings.set('message 1', ARCHIVED);
    const reply = await discuss();
    expect(textOf(reply)).toContain('is open again');
    expect(linkIn(reply)).toBe('https://chat.test/message-1');
    expect(cardKeys()).toHaveLength(1);
  });

  it('links to an archived thread that cannot be unarchived, and says why', async () => {
    const { discuss, chat } = await createFreshWorld(freshSqlite);
    await discuss();
    chat.readings.set('message 1', ARCHIVED);
    chat.threadScript.push({ kind: 'rate-limited', retryAfterMs: 7000 });
    const reply = await discuss();
    expect(textOf(reply)).toContain("is archived and couldn't be reopened");
    expect(textOf(reply)).toContain('Wait 7 seconds');
    expect(linkIn(reply)).toBe('https://chat.test/message-1');
  });

  it('follows only a discussion of the same paper, channel and tenant', async () => {
    const { discuss, chat, rows } = await createFreshWorld(freshSqlite);
    await discuss();
    chat.readings.set('message 1', LOCKED);
    await discuss();
    await discuss(WALKING, { place: { ...GENERAL, channel: 'random' } });
    await discuss(WALKING, { place: { ...GENERAL, tenant: 'others' } });
    await discuss(RUNNING);
    expect((await rows()).flatMap(({ follows }) => follows ?? [])).toEqual(['talk0001']);
  });

  it.each<OpenThreadOutcome>([{ kind: 'locked' }, { kind: 'gone', reason: 'Unknown Message (10008)' }])(
    'replaces it if its archived thread turns out to be $kind',
    async (outcome) => {
      const { discuss, chat, rows } = await createFreshWorld(freshSqlite);
      await discuss();
      chat.readings.set('message 1', ARCHIVED);
      chat.threadScript.push(outcome);
      expect(linkIn(await discuss())).toBe('https://chat.test/message-2');
      expect(await rows()).toHaveLength(1);
    },
  );

  it.each<ReadThreadOutcome>([
    { kind: 'forbidden', reason: 'Slack returned missing_scope' },
    { kind: 'unavailable', reason: 'no token' },
    { kind: 'unknown', reason: 'reset' },
  ])('links to a thread that cannot be read ($kind), says so, and does not end it', async (readResult) => {
    const { discuss, chat, cardKeys, rows } = await createFreshWorld(freshSqlite);
    await discuss();
    chat.readings.set('message 1', readResult);
    const reply = await discuss();
    expect(linkIn(reply)).toBe('https://chat.test/message-1');
    expect(textOf(reply)).toContain('Its status is unknown.');
    expect(cardKeys()).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'open' }]);
  });

  it('lists it again if its opener removed it from the list', async () => {
    const { discuss, repository } = await createFreshWorld(freshSqlite);
    await discuss();
    await repository.setListed({ id: 'talk0001', place: GENERAL }, false, ADA.id);
    expect(await repository.list(GENERAL, 9)).toEqual([]);
    await discuss(WALKING, { person: BOB });
    expect(await repository.list(GENERAL, 9)).toHaveLength(1);
  });
});

describe('openDiscussion, when something fails', () => {
  it.each<[PostOutcome, string]>([
    [{ kind: 'forbidden', reason: 'not allowed' }, 'not allowed'],
    [{ kind: 'gone', reason: 'no such channel' }, 'no such channel'],
    [{ kind: 'failed', reason: 'invalid_blocks' }, 'invalid_blocks'],
    [{ kind: 'unavailable', reason: 'no token' }, 'no token'],
    [{ kind: 'rate-limited', retryAfterMs: 7000 }, 'Wait 7 seconds'],
    [{ kind: 'sent-then-deleted' }, 'somebody deleted its card'],
  ])('leaves nothing behind and says why the card was refused: %j', async (outcome, explanation) => {
    const { discuss, chat, rows } = await createFreshWorld(freshSqlite);
    chat.script.push(outcome);
    const error = await errorOf(discuss());
    expect(error).toMatch(/^UserError: No discussion was opened\./);
    expect(error).toContain(explanation);
    expect(await rows()).toEqual([]);
    expect(linkIn(await discuss())).toBe('https://chat.test/message-1');
  });

  it.each<OpenThreadOutcome>([
    { kind: 'forbidden', reason: 'not allowed' },
    { kind: 'gone', reason: 'not allowed' },
    { kind: 'failed', reason: 'not allowed' },
  ])('leaves only the card, which says why its thread was refused ($kind)', async (outcome) => {
    const { discuss, chat, rows, updatedText } = await createFreshWorld(freshSqlite);
    chat.threadScript.push(outcome);
    const error = await errorOf(discuss());
    expect(error).toContain("The card is in the channel, but its thread couldn't be opened");
    expect(error).toContain('not allowed');
    expect(await rows()).toEqual([]);
    expect(chat.updates).toMatchObject([{ posted: { message: 'message 1' } }]);
    expect(updatedText()).toContain("The thread couldn't be opened");
  });

  it('names the permission that threads need on Discord', async () => {
    const { discuss, chat, discord, place } = await createDiscordWorld();
    chat.threadScript.push({ kind: 'forbidden', reason: 'Missing Permissions (50013)' });
    expect(await errorOf(discuss(WALKING, { process: discord, place }))).toContain('Create Public Threads');
  });

  it('keeps the card when a Discord server has too many threads, and opens the thread later', async () => {
    const { discuss, chat, rows, tick, advanceMinutes, cardKeys, updatedText, discord, place } =
      await createDiscordWorld();
    chat.threadScript.push({ kind: 'failed', reason: 'Maximum number of active threads reached (160006)' });
    const error = await errorOf(discuss(WALKING, { process: discord, place }));
    expect(error).toContain("its thread can't be opened yet: the server");
    expect(updatedText()).toContain("The thread couldn't be opened");
    expect(await rows()).toMatchObject([{ state: 'opening' }]);
    advanceMinutes(10);
    await tick(discord);
    expect(await rows()).toMatchObject([{ state: 'open', thread: 'message 1' }]);
    expect(cardKeys()).toHaveLength(1);
    expect(updatedText()).not.toContain("The thread couldn't be opened");
  });

  it('announces the thread of a rate-limited platform, which the scheduler opens', async () => {
    const { discuss, chat, rows, tick, advanceMinutes, cardKeys } = await createFreshWorld(freshSqlite);
    chat.threadScript.push({ kind: 'rate-limited', retryAfterMs: 30_000 });
    expect(textOf(await discuss())).toContain('Its thread opens in a moment');
    expect(await rows()).toMatchObject([{ state: 'opening' }]);
    await tick();
    expect(await rows()).toMatchObject([{ state: 'opening' }]);
    advanceMinutes(1);
    await tick();
    expect(await rows()).toMatchObject([{ state: 'open', thread: 'message 1' }]);
    expect(cardKeys()).toHaveLength(1);
  });

  it('finds a card that was posted although the response was lost', async () => {
    const { discuss, chat, cardKeys } = await createFreshWorld(freshSqlite);
    chat.script.push('lost');
    expect(linkIn(await discuss())).toBe('https://chat.test/message-1');
    expect(cardKeys()).toHaveLength(1);
  });

  it('says that the outcome is unknown if the card cannot be found, and that the discussion is being opened', async () => {
    const { discuss, chat, rows } = await createFreshWorld(freshSqlite);
    chat.script.push({ kind: 'unknown', reason: 'connection lost' });
    expect(textOf(await discuss())).toContain("Can't tell whether the card");
    expect(await rows()).toMatchObject([{ state: 'opening' }]);
    expect(textOf(await discuss())).toContain('is being opened');
  });

  it('says that the outcome is unknown if the search for the card fails', async () => {
    const { discuss, chat } = await createFreshWorld(freshSqlite);
    chat.mayLook = false;
    chat.script.push('lost');
    expect(textOf(await discuss())).toContain('the search for it failed: missing_scope');
  });

  it('treats an error in the adapter as an unknown outcome', async () => {
    const { discuss, chat, rows } = await createFreshWorld(freshSqlite);
    chat.script.push(() => Promise.reject(new Error('a bug')));
    expect(textOf(await discuss())).toContain('a bug');
    expect(await rows()).toHaveLength(1);
  });

  it('opens the discussion after another person failed to', async () => {
    const { discuss, chat, rows } = await createFreshWorld(freshSqlite);
    chat.script.push({ kind: 'rate-limited', retryAfterMs: 1000 });
    const [first, second] = await Promise.allSettled([discuss(), discuss(WALKING, { person: BOB })]);
    expect([first?.status, second?.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await rows()).toMatchObject([{ state: 'open' }]);
  });

  it.each([
    ['direct messages', { ...GENERAL, channel: 'user:U1' }],
    ['a place without a channel', { ...GENERAL, channel: '' }],
    ['direct messages on Discord', { platform: 'discord', tenant: 'user:U1', channel: '1234567890' }],
  ])('refuses %s', async (_, place) => {
    const { discuss, rows } = await createFreshWorld(freshSqlite);
    expect(await errorOf(discuss(WALKING, { place }))).toContain('Run this command in a channel.');
    expect(await rows()).toEqual([]);
  });

  it('refuses a platform that is not connected', async () => {
    const { discuss, rows } = await createFreshWorld(freshSqlite);
    expect(await errorOf(discuss(WALKING, { place: { ...GENERAL, platform: 'console' } }))).toContain('connected');
    expect(await rows()).toEqual([]);
  });
});
