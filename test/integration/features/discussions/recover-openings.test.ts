import { describe, expect, it } from 'vitest';
import type { AppServices } from '../../../../src/chat/context.ts';
import { textOf } from '../../../fakes/core.ts';
import { createGate } from '../../../fakes/gate.ts';
import { describeStores, freshSqlite } from '../../store/stores.ts';
import { COOKING, discussing, linkIn, never, RUNNING, WALKING } from './discussions-harness.ts';

type World = ReturnType<typeof discussing>;

/** Where a process is stopped for good, as a crash stops it: `stop` never comes back. */
const CRASHES: Readonly<Record<string, (world: World, stop: () => Promise<never>) => AppServices>> = {
  'before it notes that it posts the card': ({ process }, stop) =>
    process('dead', undefined, { recordPostAttempt: stop }),
  'before the card is there': ({ process, chat }, stop) => {
    chat.script.push(stop);
    return process('dead');
  },
  'before it notes the card': ({ process }, stop) => process('dead', undefined, { recordCard: stop }),
  'before the thread is there': ({ process, chat }, stop) => {
    chat.threadScript.push(stop);
    return process('dead');
  },
  'before it notes the thread': ({ process }, stop) => process('dead', undefined, { markOpen: stop }),
  'after the card says that it gets no thread': ({ process, chat }, stop) => {
    chat.threadScript.push({ kind: 'forbidden', reason: 'nobody may' });
    return process('dead', undefined, { deleteOpening: stop });
  },
};

/** A world in which a process crashed while it opened a discussion. */
async function crashed(at: string, make: () => World | Promise<World>): Promise<World> {
  const world = await make();
  const reached = createGate();
  const core = CRASHES[at]?.(world, () => {
    reached.open();
    return never();
  });
  if (core === undefined) throw new Error(at);
  void world.press(WALKING, { core });
  await reached.opened;
  return world;
}

/** Ticks of another process, a minute apart. */
async function ticks({ process, tick, pass }: World, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    pass(1);
    await tick(process('process 2'));
  }
}

async function onSqlite(): Promise<World> {
  return discussing(await (await freshSqlite()).open());
}

describeStores('a discussion whose process stopped', (fresh) => {
  it.each(Object.keys(CRASHES))('%s is opened by another one, with one card and one thread', async (at) => {
    const store = await (await fresh()).open();
    const world = await crashed(at, () => discussing(store));
    await ticks(world, 1);
    expect(textOf(await world.press(WALKING, { core: world.process('process 2') }))).toContain('is being opened');
    await ticks(world, 5);
    expect(await world.rows()).toMatchObject([{ id: 'talk0001', state: 'open', thread: 'message 1' }]);
    expect(world.cards()).toEqual(['talk0001']);
    expect(world.chat.threads.size).toBe(1);
    expect(linkIn(await world.press())).toBe('https://chat.test/message-1');
  });
});

describe('a discussion that nobody has in hand', () => {
  it('has a card that says nothing of a failure that is over', async () => {
    const world = await crashed('after the card says that it gets no thread', onSqlite);
    expect(textOf(world.chat.updates.at(-1)?.document ?? { blocks: [] })).toContain('No thread could be opened');
    await ticks(world, 5);
    expect(textOf(world.chat.updates.at(-1)?.document ?? { blocks: [] })).toContain('No reply yet');
  });

  it('gets no card when everybody has gone: it is given up', async () => {
    const world = await crashed('before the card is there', onSqlite);
    world.pass(16);
    await ticks(world, 1);
    expect(await world.rows()).toEqual([]);
    expect(world.cards()).toEqual([]);
    expect(world.records).toMatchObject([{ discussion: 'talk0001', reason: expect.stringContaining('too late') }]);
  });

  it('is opened late where its card is found late', async () => {
    const world = await crashed('before it notes the card', onSqlite);
    world.pass(60);
    await ticks(world, 1);
    expect(await world.rows()).toMatchObject([{ state: 'open', thread: 'message 1' }]);
  });

  it('waits two minutes for a card of which no answer came, before it is posted again', async () => {
    const world = await onSqlite();
    world.chat.script.push({ kind: 'unknown', reason: 'the line broke' });
    await world.press();
    await ticks(world, 1);
    expect(world.cards()).toEqual([]);
    await ticks(world, 2);
    expect(world.cards()).toEqual(['talk0001']);
    expect(await world.rows()).toMatchObject([{ state: 'open' }]);
  });

  it('waits as long after every attempt', async () => {
    const world = await onSqlite();
    world.chat.script.push({ kind: 'unknown', reason: 'the line broke' }, { kind: 'unknown', reason: 'again' });
    await world.press();
    await ticks(world, 2);
    expect(world.chat.script).toEqual([]);
    const { looks } = world.chat;
    await ticks(world, 1);
    expect(world.chat.looks).toBe(looks);
    await ticks(world, 1);
    expect(world.cards()).toEqual(['talk0001']);
  });

  it('is never posted again while nothing can be looked for, and given up after a day', async () => {
    const world = await onSqlite();
    world.chat.mayLook = false;
    world.chat.script.push('lost');
    await world.press();
    await ticks(world, 20);
    expect(world.cards()).toEqual(['talk0001']);
    expect(await world.rows()).toMatchObject([{ state: 'opening' }]);
    world.pass(24 * 60);
    await ticks(world, 1);
    expect(world.cards()).toEqual(['talk0001']);
    expect(await world.rows()).toEqual([]);
  });

  it.each([
    [{ kind: 'rate-limited', retryAfterMs: 30_000 } as const, 'open'],
    [{ kind: 'unavailable', reason: 'no token' } as const, 'open'],
    [{ kind: 'forbidden', reason: 'nobody may' } as const, undefined],
  ])('whose card is refused then (%j) is tried again only where that may help', async (outcome, state) => {
    const world = await crashed('before it notes that it posts the card', onSqlite);
    world.chat.script.push(outcome);
    await ticks(world, 8);
    expect((await world.rows()).map((row) => row.state)).toEqual(state === undefined ? [] : [state]);
    expect(world.cards()).toHaveLength(state === undefined ? 0 : 1);
  });

  it('without a thread for a day is given up, and its card says so', async () => {
    const world = await onSqlite();
    const busy = { kind: 'rate-limited', retryAfterMs: 1000 } as const;
    world.chat.threadScript.push(busy, busy);
    await world.press();
    world.pass(24 * 60);
    await ticks(world, 1);
    expect(await world.rows()).toEqual([]);
    expect(textOf(world.chat.updates.at(-1)?.document ?? { blocks: [] })).toContain('No thread could be opened');
  });

  it('waits for a process that is connected to its platform, and for its paper', async () => {
    const world = await crashed('before the thread is there', onSqlite);
    const elsewhere = world.process('process 3');
    const { tick, pass } = world;
    const unconnected = { ...elsewhere, discussions: { ...elsewhere.discussions, findPlatform: () => undefined } };
    const unknowing = { ...elsewhere, papers: { ...elsewhere.papers, get: () => undefined } };
    for (const core of [unconnected, unknowing]) {
      pass(5);
      await tick(core);
      expect(await world.rows()).toMatchObject([{ state: 'opening' }]);
    }
    await ticks(world, 2);
    expect(await world.rows()).toMatchObject([{ state: 'open' }]);
  });

  it('keeps no others from being opened by a fault of its own', async () => {
    const world = await onSqlite();
    const busy = { kind: 'rate-limited', retryAfterMs: 1000 } as const;
    world.chat.threadScript.push(busy, busy, busy);
    for (const one of [WALKING, RUNNING, COOKING]) await world.press(one);
    const faulty = world.process('process 2', undefined, {
      markOpen: (id, call) =>
        id === 'talk0002' ? Promise.reject(new Error('disk full')) : world.discussions.markOpen(id, call),
    });
    world.pass(1);
    await world.tick(faulty);
    expect((await world.rows()).map(({ id, state }) => [id, state]).toSorted()).toEqual([
      ['talk0001', 'open'],
      ['talk0002', 'opening'],
      ['talk0003', 'open'],
    ]);
    expect(world.records).toContainEqual(expect.objectContaining({ level: 50, discussion: 'talk0002' }));
  });
});
