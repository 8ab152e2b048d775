import { expect, it } from 'vitest';
import { describePostgres } from '../../store/stores.ts';
import { BOB, COOKING, discussing, linkIn, RUNNING, WALKING } from './discussions-harness.ts';

describePostgres('several processes on one database', (fresh) => {
  it('open one discussion where somebody presses in each of them at the same moment', async () => {
    const database = await fresh();
    const stores = await Promise.all([1, 2, 3].map(() => database.open()));
    const [first] = stores;
    if (first === undefined) throw new Error('no store');
    const { process, press, chat, rows, cards } = discussing(first);
    const processes = stores.map((store, at) => process(`process ${at}`, store));
    for (const [round, subject] of [WALKING, RUNNING, COOKING].entries()) {
      const answers = await Promise.all(
        processes.flatMap((core) => [press(subject, { core }), press(subject, { core, person: BOB })]),
      );
      expect(new Set(answers.map(linkIn))).toEqual(new Set([`https://chat.test/message-${round + 1}`]));
    }
    expect(cards()).toHaveLength(3);
    expect(chat.threads.size).toBe(3);
    expect(await rows()).toHaveLength(3);
  });

  it('look at each thread once, and finish each opening once', async () => {
    const database = await fresh();
    const stores = await Promise.all([1, 2].map(() => database.open()));
    const [first] = stores;
    if (first === undefined) throw new Error('no store');
    const { process, press, chat, rows, tick, pass, replied } = discussing(first);
    const processes = stores.map((store, at) => process(`process ${at}`, store));
    chat.threadScript.push({ kind: 'rate-limited', retryAfterMs: 1000 });
    await press(WALKING);
    await press(RUNNING);
    pass(1);
    replied('message 2', 7, 3);
    await Promise.all(processes.map((core) => tick(core)));
    expect(chat.read).toEqual(['message 2']);
    expect(chat.updates.filter(({ posted }) => posted.message === 'message 2')).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'open' }, { state: 'open' }]);
    expect(chat.threads.size).toBe(2);
  });
});
