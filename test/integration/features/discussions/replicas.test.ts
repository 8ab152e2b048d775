import { expect, it } from 'vitest';
import type { Store } from '../../../../src/store/database.ts';
import { describePostgres, type TestDatabase } from '../../store/stores.ts';
import { BOB, COOKING, createWorld, linkIn, RUNNING, WALKING } from './discussions-harness.ts';

async function createReplicas(database: TestDatabase, count: number) {
  const stores = await Promise.all(Array.from({ length: count }, () => database.open()));
  const world = createWorld(stores[0] as Store);
  return { ...world, processes: stores.map((store, at) => world.createProcess(`process ${at}`, store)) };
}

describePostgres('several processes on one database', (fresh) => {
  it('open one discussion when people open it in each process at the same moment', async () => {
    const { processes, discuss, chat, rows, cardKeys } = await createReplicas(await fresh(), 3);
    for (const [round, subject] of [WALKING, RUNNING, COOKING].entries()) {
      const replies = await Promise.all(
        processes.flatMap((process) => [discuss(subject, { process }), discuss(subject, { process, person: BOB })]),
      );
      expect(new Set(replies.map(linkIn))).toEqual(new Set([`https://chat.test/message-${round + 1}`]));
    }
    expect(cardKeys()).toHaveLength(3);
    expect(chat.threads.size).toBe(3);
    expect(await rows()).toHaveLength(3);
  });

  it('refresh each thread once, and finish each opening once', async () => {
    const { processes, discuss, chat, rows, tick, advanceMinutes, setReplies } = await createReplicas(await fresh(), 2);
    chat.threadScript.push({ kind: 'rate-limited', retryAfterMs: 1000 });
    await discuss(WALKING);
    await discuss(RUNNING);
    advanceMinutes(1);
    setReplies('message 2', 7, 3);
    await Promise.all(processes.map((process) => tick(process)));
    expect(chat.read).toEqual(['message 2']);
    expect(chat.updates.filter(({ posted }) => posted.message === 'message 2')).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'open' }, { state: 'open' }]);
    expect(chat.threads.size).toBe(2);
  });
});
