import { describe, expect, it } from 'vitest';
import type { PostOutcome, ReadThreadOutcome } from '../../../../src/chat/platform.ts';
import { textOf } from '../../../fakes/core.ts';
import { paper } from '../../../fixtures/chat/papers.ts';
import { freshSqlite } from '../../store/stores.ts';
import { discussing, GENERAL, NOON, RUNNING, WALKING } from './discussions-harness.ts';

/** One discussion that was opened at noon. */
async function opened(...more: Parameters<typeof paper>[0][]) {
  const papers = [WALKING, RUNNING, ...more.map((one) => paper(one))];
  const world = discussing(await (await freshSqlite()).open(), papers);
  await world.press();
  const cardOf = () => textOf(world.chat.updates.at(-1)?.document ?? { blocks: [] });
  /** Ticks of a minute each. */
  const minutes = async (count: number): Promise<void> => {
    for (let minute = 0; minute < count; minute += 1) {
      world.pass(1);
      await world.tick();
    }
  };
  return { ...world, cardOf, minutes };
}

describe('the card of a discussion', () => {
  it('says how much was said, by how many, and when last', async () => {
    const { minutes, replied, chat, cardOf, clock, discussions } = await opened();
    expect(textOf(chat.said[0]?.document ?? { blocks: [] })).toContain('No reply yet.');
    replied('message 1', 12, 4);
    const at = clock.now;
    await minutes(1);
    expect(cardOf()).toContain('12 replies by 4 people, last');
    expect(JSON.stringify(chat.updates.at(-1)?.document)).toContain(`{"kind":"time","at":"${at}"}`);
    expect(chat.updates.at(-1)?.posted.message).toBe('message 1');
    expect((await discussions.list(GENERAL, 9))[0]?.activity).toEqual({ replies: 12, people: 4, lastAt: at });
  });

  it('is changed only where something was said, and once a minute at most', async () => {
    const { minutes, replied, chat, discussions, clock, tick } = await opened();
    await minutes(3);
    expect(chat.updates).toEqual([]);
    replied('message 1', 1);
    await minutes(1);
    expect(chat.updates).toHaveLength(1);
    for (let replies = 2; replies < 12; replies += 1) {
      replied('message 1', replies);
      await discussions.recordThreadActivity({ ...GENERAL, thread: 'message 1' }, clock.now);
      await tick();
    }
    expect(chat.updates).toHaveLength(1);
    await minutes(1);
    expect(chat.updates).toHaveLength(2);
  });

  it('is told later what it could not be told at first', async () => {
    const { minutes, replied, chat, cardOf } = await opened();
    replied('message 1', 3, 2);
    chat.updateScript.push({ kind: 'rate-limited', retryAfterMs: 120_000 }, { kind: 'unknown', reason: 'reset' });
    await minutes(2);
    expect(chat.updates).toEqual([]);
    await minutes(10);
    expect(chat.updates).toHaveLength(1);
    expect(cardOf()).toContain('3 replies by 2 people');
  });

  it.each<PostOutcome>([
    { kind: 'gone', reason: 'somebody deleted it' },
    { kind: 'forbidden', reason: 'nobody may' },
  ])('that can not be changed any more ($kind) keeps nobody from counting', async (outcome) => {
    const { minutes, replied, chat, discussions, records } = await opened();
    replied('message 1', 3, 2);
    chat.updateScript.push(outcome);
    await minutes(3);
    expect((await discussions.list(GENERAL, 9))[0]?.activity).toMatchObject({ replies: 3 });
    expect(records).toHaveLength(1);
  });

  it('names the papers near to it that are discussed here, with the way there', async () => {
    const { press, chat } = await opened();
    await press(RUNNING);
    const said = chat.said[1]?.document ?? { blocks: [] };
    expect(textOf(said)).toContain(`Related, and discussed here: ${WALKING.title}`);
    expect(JSON.stringify(said)).toContain('https://chat.test/message-1');
    expect(textOf(chat.said[0]?.document ?? { blocks: [] })).not.toContain('Related, and discussed');
  });

  it('tells who opened it, how to ask in the thread, and has no more buttons than a row holds', async () => {
    const { chat } = await opened();
    const { blocks = [] } = chat.said[0]?.document ?? {};
    expect(textOf({ blocks })).toContain('Opened by Ada');
    expect(textOf({ blocks })).toContain('mention me with related, cite, summary or links');
    const [card] = blocks.filter((block) => block.kind === 'paper');
    expect(card?.abstract).toBeDefined();
    expect(card?.controls.map(({ label }) => label)).toEqual(['Summary', 'Related', 'Cite', 'Save']);
  });

  it('gives its thread a name that reads well and fits', async () => {
    const title = String.raw`Learning $\alpha$-divergences for \textbf{Safe} Reinforcement Learning with Very Many Words in its Title and Even More of Them`;
    const long = paper({ id: '2503.00004', title });
    const { press, chat, core } = await opened({ title: 'Nothing' });
    core.papers.put([long]);
    await press(long);
    const name = chat.threads.get('message 2') ?? '';
    expect(name).toMatch(/^Learning α-divergences for Safe Reinforcement Learning .*\w…$/);
    expect(name.length).toBeLessThanOrEqual(100);
  });
});

describe('a discussion is looked at', () => {
  it('again when something happens in its thread, however long it slept', async () => {
    const { pass, tick, chat, replied, cardOf, discussions, clock } = await opened();
    pass(31 * 24 * 60);
    await tick();
    pass(2);
    await tick();
    expect(chat.read).toHaveLength(1);
    replied('message 1', 1);
    await discussions.recordThreadActivity({ ...GENERAL, thread: 'message 1' }, clock.now);
    await tick();
    expect(chat.read).toHaveLength(2);
    expect(cardOf()).toContain('1 reply by one person');
  });

  it('twenty a minute on a platform, those that wait longest first, each in its turn', async () => {
    const many = Array.from({ length: 29 }, (_, at) => ({ id: `2504.${10000 + at}`, title: `Juggling ${at} Balls` }));
    const { press, tick, pass, chat, core } = await opened(...many);
    for (const { id } of many) {
      const one = core.papers.get(id);
      if (one !== undefined) await press(one);
    }
    pass(1);
    await tick();
    expect(chat.read).toHaveLength(20);
    await tick();
    expect(new Set(chat.read).size).toBe(30);
    expect(chat.read).toHaveLength(30);
  });

  it('later where the platform asks to wait, and so are all others there', async () => {
    const { press, minutes, chat } = await opened();
    await press(RUNNING);
    const busy: ReadThreadOutcome = { kind: 'rate-limited', retryAfterMs: 150_000 };
    chat.readings.set('message 1', busy).set('message 2', busy);
    await minutes(1);
    expect(chat.read).toHaveLength(1);
    await minutes(2);
    expect(chat.read).toHaveLength(1);
    chat.readings.clear();
    await minutes(1);
    expect(chat.read).toHaveLength(3);
  });

  it.each<ReadThreadOutcome>([
    { kind: 'forbidden', reason: 'missing_scope' },
    { kind: 'unavailable', reason: 'no token' },
    { kind: 'unknown', reason: 'reset' },
    { kind: 'failed', reason: 'invalid_arguments' },
  ])('later where it can not be seen ($kind), without a word in the log, and goes on', async (reading) => {
    const { minutes, chat, rows, records, replied, pass, tick } = await opened();
    chat.readings.set('message 1', reading);
    await minutes(10);
    expect(chat.read.length).toBeLessThanOrEqual(2);
    expect(await rows()).toMatchObject([{ state: 'open' }]);
    expect(records).toEqual([]);
    replied('message 1', 5, 2);
    pass(6 * 60);
    await tick();
    expect(chat.updates).toHaveLength(1);
  });

  it('by a process that is connected: another one gives it back', async () => {
    const { process, tick, pass, chat } = await opened();
    const other = process('process 2');
    pass(1);
    await tick({ ...other, discussions: { ...other.discussions, findPlatform: () => undefined } });
    expect(chat.read).toEqual([]);
    pass(5);
    await tick();
    expect(chat.read).toHaveLength(1);
  });

  it('without keeping others from being looked at by a fault of its own', async () => {
    const { press, minutes, chat, records } = await opened();
    await press(RUNNING);
    const readThread = chat.readThread.bind(chat);
    chat.readThread = (thread) => {
      if (thread.thread === 'message 1') throw new Error('a bug');
      return readThread(thread);
    };
    await minutes(2);
    expect(chat.read).toEqual(['message 2', 'message 2']);
    expect(records).toMatchObject([{ level: 50, discussion: 'talk0001' }]);
  });
});

describe('a discussion has ended', () => {
  it('when its thread was deleted: its card says so and offers a new one', async () => {
    const { minutes, chat, rows, discussions, cardOf } = await opened();
    chat.readings.set('message 1', { kind: 'gone', reason: 'Unknown Channel (10003)' });
    await minutes(1);
    expect(await rows()).toEqual([]);
    const ended = { kind: 'ended', reason: 'deleted' };
    expect(await discussions.get('test', 'team', 'talk0001')).toMatchObject({ state: ended });
    expect(cardOf()).toContain('Its thread was deleted.');
    expect(cardOf()).toContain('Discuss');
    await minutes(5);
    expect(chat.updates).toHaveLength(1);
  });

  it('goes on while its thread is locked, which may be for a while', async () => {
    const { minutes, chat, rows } = await opened();
    chat.readings.set('message 1', { kind: 'read', state: 'locked', replies: 2, people: 1, lastAt: NOON });
    await minutes(1);
    expect(await rows()).toMatchObject([{ state: 'open', replies: 2 }]);
  });

  it('goes on while it is merely archived', async () => {
    const { minutes, chat, rows } = await opened();
    chat.readings.set('message 1', { kind: 'read', state: 'archived', replies: 2, people: 1, lastAt: NOON });
    await minutes(1);
    expect(await rows()).toMatchObject([{ state: 'open', replies: 2 }]);
  });
});
