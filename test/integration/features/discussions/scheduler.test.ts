import { afterEach, describe, expect, it } from 'vitest';
import {
  type DiscussionScheduler,
  startDiscussionScheduler,
} from '../../../../src/features/discussions/discussion-scheduler.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { freshSqlite } from '../../store/stores.ts';
import { discussing, NOON } from './discussions-harness.ts';

let engine: DiscussionScheduler | undefined;
afterEach(() => engine?.stop());

async function world() {
  const made = discussing(await (await freshSqlite()).open());
  const start = (): DiscussionScheduler => {
    engine = startDiscussionScheduler({ core: made.core, log: createMemoryLog().log });
    return engine;
  };
  return { ...made, start };
}

describe('what looks after the discussions', () => {
  it('finishes at its start what was cut off, and counts replies when it is woken', async () => {
    const { press, chat, pass, rows, replied, start } = await world();
    chat.threadScript.push({ kind: 'rate-limited', retryAfterMs: 1000 });
    await press();
    pass(1);
    const { wake } = start();
    await expect.poll(rows).toMatchObject([{ state: 'open' }]);
    replied('message 1', 2);
    pass(1);
    wake();
    await expect.poll(rows).toMatchObject([{ replies: 2 }]);
  });

  it('counts replies as soon as their thread has stirred, but only so many a minute', async () => {
    const made = await world();
    const { press, chat, discussions, clock, replied } = made;
    await press();
    let at = 0;
    engine = startDiscussionScheduler({ core: made.core, log: createMemoryLog().log, monotonic: () => at });
    const { refreshSoon } = engine;
    const thread = { platform: 'test', tenant: 'team', channel: 'general', thread: 'message 1' };
    const stir = async (): Promise<void> => {
      await discussions.recordThreadActivity(thread, clock.now);
      refreshSoon();
    };
    const readings = async (): Promise<number> => {
      await stir();
      return chat.read.length;
    };
    replied('message 1', 1);
    await expect.poll(readings).toBe(1);
    for (let looks = 2; looks <= 20; looks += 1) {
      made.pass(1);
      await expect.poll(readings).toBe(looks);
    }
    made.pass(1);
    for (let more = 0; more < 5; more += 1) await stir();
    expect(chat.read).toHaveLength(20);
    at = 60_000;
    await expect.poll(readings).toBe(21);
  });

  it('looks at nothing any more once it was stopped', async () => {
    const { press, chat, pass, start } = await world();
    await press();
    const { wake, stop } = start();
    await stop();
    pass(5);
    wake();
    await stop();
    expect(chat.read).toEqual([]);
  });

  it('forgets what ended a season ago', async () => {
    const { press, discussions, clock, start } = await world();
    await press();
    await discussions.end('talk0001', { at: NOON, reason: 'deleted' });
    clock.now = '2025-06-02T12:00:00.000Z';
    const { wake } = start();
    wake();
    expect(await discussions.get('test', 'team', 'talk0001')).toBeDefined();
    clock.now = '2025-06-04T12:00:00.000Z';
    await expect
      .poll(async () => {
        wake();
        return discussions.get('test', 'team', 'talk0001');
      })
      .toBeUndefined();
  });
});
