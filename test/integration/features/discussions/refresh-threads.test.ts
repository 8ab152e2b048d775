import { describe, expect, it } from 'vitest';
import { threadName } from '../../../../adapters/discord/threads.ts';
import type { PostOutcome, ReadThreadOutcome } from '../../../../src/chat/platform.ts';
import { paper } from '../../../fixtures/chat/papers.ts';
import { freshSqlite } from '../../store/stores.ts';
import { createWorld, GENERAL, NOON, RUNNING, WALKING } from './discussions-harness.ts';

/** A world with one discussion, opened at noon. */
async function createWorldWithDiscussion(...more: Parameters<typeof paper>[0][]) {
  const papers = [WALKING, RUNNING, ...more.map((fields) => paper(fields))];
  const world = createWorld(await (await freshSqlite()).open(), papers);
  await world.discuss();
  const runMinutes = async (count: number): Promise<void> => {
    for (let minute = 0; minute < count; minute += 1) {
      world.advanceMinutes(1);
      await world.tick();
    }
  };
  return { ...world, runMinutes };
}

describe('the card of a discussion', () => {
  it('shows the number of replies and people, and the time of the last reply', async () => {
    const { runMinutes, setReplies, chat, postedText, updatedText, clock, repository } =
      await createWorldWithDiscussion();
    expect(postedText(0)).toContain('No replies yet.');
    setReplies('message 1', 12, 4);
    const at = clock.now;
    await runMinutes(1);
    expect(updatedText()).toContain('12 replies from 4 people, last reply');
    expect(JSON.stringify(chat.updates.at(-1)?.document)).toContain(`{"kind":"time","at":"${at}"}`);
    expect(chat.updates.at(-1)?.posted.message).toBe('message 1');
    expect((await repository.list(GENERAL, 9))[0]?.activity).toEqual({ replies: 12, people: 4, lastAt: at });
  });

  it('is updated only after new replies, and at most once a minute', async () => {
    const { runMinutes, setReplies, chat, repository, clock, tick } = await createWorldWithDiscussion();
    await runMinutes(3);
    expect(chat.updates).toEqual([]);
    setReplies('message 1', 1);
    await runMinutes(1);
    expect(chat.updates).toHaveLength(1);
    for (let replies = 2; replies < 12; replies += 1) {
      setReplies('message 1', replies);
      await repository.recordThreadActivity({ ...GENERAL, thread: 'message 1' }, clock.now);
      await tick();
    }
    expect(chat.updates).toHaveLength(1);
    await runMinutes(1);
    expect(chat.updates).toHaveLength(2);
  });

  it('is updated later if the platform is busy or does not answer', async () => {
    const { runMinutes, setReplies, chat, updatedText } = await createWorldWithDiscussion();
    setReplies('message 1', 3, 2);
    chat.updateScript.push({ kind: 'rate-limited', retryAfterMs: 120_000 }, { kind: 'unknown', reason: 'reset' });
    await runMinutes(2);
    expect(chat.updates).toEqual([]);
    await runMinutes(10);
    expect(chat.updates).toHaveLength(1);
    expect(updatedText()).toContain('3 replies from 2 people');
  });

  it.each<PostOutcome>([
    { kind: 'gone', reason: 'somebody deleted it' },
    { kind: 'forbidden', reason: 'not allowed' },
  ])('may be impossible to update ($kind): replies are counted anyway, and it is logged once', async (outcome) => {
    const { runMinutes, setReplies, chat, repository, records } = await createWorldWithDiscussion();
    setReplies('message 1', 3, 2);
    chat.updateScript.push(outcome);
    await runMinutes(3);
    expect((await repository.list(GENERAL, 9))[0]?.activity).toMatchObject({ replies: 3 });
    expect(records).toMatchObject([{ msg: 'failed to update discussion card', discussion: 'talk0001' }]);
  });

  it('links to discussions of related papers in the channel', async () => {
    const { discuss, chat, postedText } = await createWorldWithDiscussion();
    await discuss(RUNNING);
    expect(postedText(1)).toContain(`Related discussions: ${WALKING.title}`);
    expect(JSON.stringify(chat.said[1]?.document)).toContain('https://chat.test/message-1');
    expect(postedText(0)).not.toContain('Related discussions');
  });

  it('names its opener and the commands for the thread, and has four buttons', async () => {
    const { chat, postedText } = await createWorldWithDiscussion();
    expect(postedText(0)).toContain('Opened by Ada');
    expect(postedText(0)).toContain('mention me with related, cite, summary or links');
    const [card] = chat.said[0]?.document.blocks.filter((block) => block.kind === 'paper') ?? [];
    expect(card?.abstract).toBeDefined();
    expect(card?.controls.map(({ label }) => label)).toEqual(['Summary', 'Related', 'Cite', 'Save']);
  });

  it("names its thread after the paper, as plain text that Discord's adapter shortens to fit", async () => {
    const title = String.raw`Learning $\alpha$-divergences for \textbf{Safe} Reinforcement Learning with Very Many Words in its Title and Even More of Them`;
    const long = paper({ id: '2503.00004', title });
    const { discuss, chat, papers } = await createWorldWithDiscussion({ title: 'Nothing' });
    papers.put([long]);
    await discuss(long);
    const name = threadName(chat.threads.get('message 2') ?? '');
    expect(name).toMatch(/^Learning α-divergences for Safe Reinforcement Learning .*\w…$/);
    expect(name.length).toBeLessThanOrEqual(100);
  });
});

describe('refreshDueThreads', () => {
  it('reads a thread again after activity in it, however long it was silent', async () => {
    const { advanceMinutes, tick, chat, setReplies, updatedText, repository, clock } =
      await createWorldWithDiscussion();
    advanceMinutes(31 * 24 * 60);
    await tick();
    advanceMinutes(2);
    await tick();
    expect(chat.read).toHaveLength(1);
    setReplies('message 1', 1);
    await repository.recordThreadActivity({ ...GENERAL, thread: 'message 1' }, clock.now);
    await tick();
    expect(chat.read).toHaveLength(2);
    expect(updatedText()).toContain('1 reply from 1 person');
  });

  it('reads no more threads than the limit, each once, those that waited longest first', async () => {
    const many = Array.from({ length: 29 }, (_, at) => ({ id: `2504.${10000 + at}`, title: `Juggling ${at} Balls` }));
    const { discuss, tick, advanceMinutes, chat, papers } = await createWorldWithDiscussion(...many);
    for (const { id } of many) {
      const subject = papers.get(id);
      if (subject !== undefined) await discuss(subject);
    }
    advanceMinutes(1);
    await tick();
    expect(chat.read).toHaveLength(20);
    await tick();
    expect(new Set(chat.read).size).toBe(30);
    expect(chat.read).toHaveLength(30);
  });

  it('postpones all threads of a platform that is rate limited', async () => {
    const { discuss, runMinutes, chat } = await createWorldWithDiscussion();
    await discuss(RUNNING);
    const busy: ReadThreadOutcome = { kind: 'rate-limited', retryAfterMs: 150_000 };
    chat.readings.set('message 1', busy).set('message 2', busy);
    await runMinutes(1);
    expect(chat.read).toHaveLength(1);
    await runMinutes(2);
    expect(chat.read).toHaveLength(1);
    chat.readings.clear();
    await runMinutes(1);
    expect(chat.read).toHaveLength(3);
  });

  it.each<ReadThreadOutcome>([
    { kind: 'forbidden', reason: 'missing_scope' },
    { kind: 'unavailable', reason: 'no token' },
    { kind: 'unknown', reason: 'reset' },
    { kind: 'failed', reason: 'invalid_arguments' },
  ])('retries a thread that cannot be read ($kind) less often, without logging', async (readResult) => {
    const { runMinutes, chat, rows, records, setReplies, advanceMinutes, tick } = await createWorldWithDiscussion();
    chat.readings.set('message 1', readResult);
    await runMinutes(10);
    expect(chat.read.length).toBeLessThanOrEqual(2);
    expect(await rows()).toMatchObject([{ state: 'open' }]);
    expect(records).toEqual([]);
    setReplies('message 1', 5, 2);
    advanceMinutes(6 * 60);
    await tick();
    expect(chat.updates).toHaveLength(1);
  });

  it('leaves a thread to another process if this one is not connected to its platform', async () => {
    const { createProcess, tick, advanceMinutes, chat } = await createWorldWithDiscussion();
    const unconnected = createProcess('process 2');
    advanceMinutes(1);
    await tick({ ...unconnected, discussions: { ...unconnected.discussions, findPlatform: () => undefined } });
    expect(chat.read).toEqual([]);
    advanceMinutes(5);
    await tick();
    expect(chat.read).toHaveLength(1);
  });

  it('logs an unexpected error, and goes on with the other threads', async () => {
    const { discuss, runMinutes, chat, records } = await createWorldWithDiscussion();
    await discuss(RUNNING);
    const readThread = chat.readThread.bind(chat);
    chat.readThread = (thread) => {
      if (thread.thread === 'message 1') throw new Error('a bug');
      return readThread(thread);
    };
    await runMinutes(2);
    expect(chat.read).toEqual(['message 2', 'message 2']);
    expect(records).toMatchObject([
      { level: 50, discussion: 'talk0001', msg: 'failed to refresh discussion thread', err: { message: 'a bug' } },
    ]);
  });

  it('ends a discussion whose thread was deleted, and offers a new one on its card', async () => {
    const { runMinutes, chat, rows, repository, updatedText } = await createWorldWithDiscussion();
    chat.readings.set('message 1', { kind: 'gone', reason: 'Unknown Channel (10003)' });
    await runMinutes(1);
    expect(await rows()).toEqual([]);
    const state = { kind: 'ended', reason: 'deleted' };
    expect(await repository.get('test', 'team', 'talk0001')).toMatchObject({ state });
    expect(updatedText()).toContain('The thread was deleted.');
    expect(updatedText()).toContain('Discuss');
    await runMinutes(5);
    expect(chat.updates).toHaveLength(1);
  });

  it.each(['locked', 'archived'] as const)('keeps a discussion whose thread is %s', async (state) => {
    const { runMinutes, chat, rows } = await createWorldWithDiscussion();
    chat.readings.set('message 1', { kind: 'read', state, replies: 2, people: 1, lastAt: NOON });
    await runMinutes(1);
    expect(await rows()).toMatchObject([{ state: 'open', replies: 2 }]);
  });
});
