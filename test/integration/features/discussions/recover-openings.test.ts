import { describe, expect, it } from 'vitest';
import { textOf } from '../../../fakes/core.ts';
import { createGate } from '../../../fakes/gate.ts';
import { describeStores, freshSqlite } from '../../store/stores.ts';
import { COOKING, createWorld, linkIn, never, RUNNING, type TestProcess, WALKING } from './discussions-harness.ts';

type World = ReturnType<typeof createWorld>;

/** Points at which a process can crash. `stop` never returns. */
const CRASHES: Readonly<Record<string, (world: World, stop: () => Promise<never>) => TestProcess>> = {
  'before it records the attempt to post the card': ({ createProcess }, stop) =>
    createProcess('crashed', undefined, { recordPostAttempt: stop }),
  'before it posts the card': ({ createProcess, chat }, stop) => {
    chat.script.push(stop);
    return createProcess('crashed');
  },
  'before it records the card': ({ createProcess }, stop) => createProcess('crashed', undefined, { recordCard: stop }),
  'before it opens the thread': ({ createProcess, chat }, stop) => {
    chat.threadScript.push(stop);
    return createProcess('crashed');
  },
  'before it records the thread': ({ createProcess }, stop) => createProcess('crashed', undefined, { markOpen: stop }),
  'after it shows on the card that the thread was refused': ({ createProcess, chat }, stop) => {
    chat.threadScript.push({ kind: 'forbidden', reason: 'not allowed' });
    return createProcess('crashed', undefined, { deleteOpening: stop });
  },
};

/** Lets a process crash while it opens a discussion. */
async function crash(point: string, world: World): Promise<World> {
  const reached = createGate();
  const process = CRASHES[point]?.(world, () => {
    reached.open();
    return never();
  });
  if (process === undefined) throw new Error(point);
  void world.discuss(WALKING, { process });
  await reached.opened;
  return world;
}

/** Another process runs for some minutes. */
async function runMinutes({ createProcess, tick, advanceMinutes }: World, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    advanceMinutes(1);
    await tick(createProcess('process 2'));
  }
}

async function createSqliteWorld(): Promise<World> {
  return createWorld(await (await freshSqlite()).open());
}

const RATE_LIMITED = { kind: 'rate-limited', retryAfterMs: 1000 } as const;

describeStores('recovering the opening of a process that crashed', (fresh) => {
  it.each(Object.keys(CRASHES))('%s, opens the discussion with one card and one thread', async (point) => {
    const world = await crash(point, createWorld(await (await fresh()).open()));
    await runMinutes(world, 1);
    const reply = await world.discuss(WALKING, { process: world.createProcess('process 2') });
    expect(textOf(reply)).toContain('is being opened');
    await runMinutes(world, 5);
    expect(await world.rows()).toMatchObject([{ id: 'talk0001', state: 'open', thread: 'message 1' }]);
    expect(world.cardKeys()).toEqual(['talk0001']);
    expect(world.chat.threads.size).toBe(1);
    expect(linkIn(await world.discuss())).toBe('https://chat.test/message-1');
  });
});

describe('recoverOpenings', () => {
  it('removes an earlier refusal from the card once the thread is open', async () => {
    const world = await crash('after it shows on the card that the thread was refused', await createSqliteWorld());
    expect(world.updatedText()).toContain("The thread couldn't be opened");
    await runMinutes(world, 5);
    expect(world.updatedText()).toContain('No replies yet');
  });

  it('gives up if no card was posted within 15 minutes', async () => {
    const world = await crash('before it posts the card', await createSqliteWorld());
    world.advanceMinutes(16);
    await runMinutes(world, 1);
    expect(await world.rows()).toEqual([]);
    expect(world.cardKeys()).toEqual([]);
    expect(world.records).toMatchObject([
      { discussion: 'talk0001', msg: 'giving up opening discussion', reason: expect.stringContaining('too late') },
    ]);
  });

  it('opens the thread late if the card is found late', async () => {
    const world = await crash('before it records the card', await createSqliteWorld());
    world.advanceMinutes(60);
    await runMinutes(world, 1);
    expect(await world.rows()).toMatchObject([{ state: 'open', thread: 'message 1' }]);
  });

  it('waits two minutes for a card whose outcome is unknown, before it posts the card again', async () => {
    const world = await createSqliteWorld();
    world.chat.script.push({ kind: 'unknown', reason: 'connection lost' });
    await world.discuss();
    await runMinutes(world, 1);
    expect(world.cardKeys()).toEqual([]);
    await runMinutes(world, 2);
    expect(world.cardKeys()).toEqual(['talk0001']);
    expect(await world.rows()).toMatchObject([{ state: 'open' }]);
  });

  it('waits two minutes again after every unknown outcome', async () => {
    const world = await createSqliteWorld();
    world.chat.script.push({ kind: 'unknown', reason: 'connection lost' }, { kind: 'unknown', reason: 'again' });
    await world.discuss();
    await runMinutes(world, 2);
    expect(world.chat.script).toEqual([]);
    const { looks } = world.chat;
    await runMinutes(world, 1);
    expect(world.chat.looks).toBe(looks);
    await runMinutes(world, 1);
    expect(world.cardKeys()).toEqual(['talk0001']);
  });

  it('never posts a card again while the search for it fails, and gives up after a day', async () => {
    const world = await createSqliteWorld();
    world.chat.mayLook = false;
    world.chat.script.push('lost');
    await world.discuss();
    await runMinutes(world, 20);
    expect(world.cardKeys()).toEqual(['talk0001']);
    expect(await world.rows()).toMatchObject([{ state: 'opening' }]);
    world.advanceMinutes(24 * 60);
    await runMinutes(world, 1);
    expect(world.cardKeys()).toEqual(['talk0001']);
    expect(await world.rows()).toEqual([]);
  });

  it.each([
    [{ kind: 'rate-limited', retryAfterMs: 30_000 } as const, 'open'],
    [{ kind: 'unavailable', reason: 'no token' } as const, 'open'],
    [{ kind: 'forbidden', reason: 'not allowed' } as const, undefined],
  ])('retries a refused card (%j) only if that can help', async (outcome, state) => {
    const world = await crash('before it records the attempt to post the card', await createSqliteWorld());
    world.chat.script.push(outcome);
    await runMinutes(world, 8);
    expect((await world.rows()).map((row) => row.state)).toEqual(state === undefined ? [] : [state]);
    expect(world.cardKeys()).toHaveLength(state === undefined ? 0 : 1);
  });

  it('gives up on the thread after a day, and shows why on the card', async () => {
    const world = await createSqliteWorld();
    world.chat.threadScript.push(RATE_LIMITED, RATE_LIMITED);
    await world.discuss();
    world.advanceMinutes(24 * 60);
    await runMinutes(world, 1);
    expect(await world.rows()).toEqual([]);
    expect(world.updatedText()).toContain("The thread couldn't be opened");
  });

  it('waits for a process that is connected to the platform and has loaded the paper', async () => {
    const world = await crash('before it opens the thread', await createSqliteWorld());
    const other = world.createProcess('process 3');
    const { tick, advanceMinutes } = world;
    const unconnected = { ...other, discussions: { ...other.discussions, findPlatform: () => undefined } };
    const withoutPaper = { ...other, papers: { ...other.papers, get: () => undefined } };
    for (const process of [unconnected, withoutPaper]) {
      advanceMinutes(5);
      await tick(process);
      expect(await world.rows()).toMatchObject([{ state: 'opening' }]);
    }
    await runMinutes(world, 2);
    expect(await world.rows()).toMatchObject([{ state: 'open' }]);
  });

  it('logs an unexpected error, and goes on with the other openings', async () => {
    const world = await createSqliteWorld();
    world.chat.threadScript.push(RATE_LIMITED, RATE_LIMITED, RATE_LIMITED);
    for (const subject of [WALKING, RUNNING, COOKING]) await world.discuss(subject);
    const faulty = world.createProcess('process 2', undefined, {
      markOpen: (id, opened) =>
        id === 'talk0002' ? Promise.reject(new Error('disk full')) : world.repository.markOpen(id, opened),
    });
    world.advanceMinutes(1);
    await world.tick(faulty);
    expect((await world.rows()).map(({ id, state }) => [id, state]).toSorted()).toEqual([
      ['talk0001', 'open'],
      ['talk0002', 'opening'],
      ['talk0003', 'open'],
    ]);
    expect(world.records).toContainEqual(
      expect.objectContaining({ level: 50, discussion: 'talk0002', msg: 'failed to recover discussion opening' }),
    );
  });
});
