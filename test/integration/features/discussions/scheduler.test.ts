import { afterEach, describe, expect, it } from 'vitest';
import {
  type DiscussionScheduler,
  startDiscussionScheduler,
} from '../../../../src/features/discussions/discussion-scheduler.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { freshSqlite } from '../../store/stores.ts';
import { createWorld, GENERAL, NOON } from './discussions-harness.ts';

let scheduler: DiscussionScheduler | undefined;
afterEach(() => scheduler?.stop());

async function createSchedulerWorld() {
  const world = createWorld(await (await freshSqlite()).open());
  const start = (options: { readonly monotonic?: () => number } = {}): DiscussionScheduler => {
    scheduler = startDiscussionScheduler({ ...world.process, log: createMemoryLog().log, ...options });
    return scheduler;
  };
  return { ...world, start };
}

describe('the discussion scheduler', () => {
  it('finishes interrupted openings when it starts, and counts replies when it is woken', async () => {
    const { discuss, chat, advanceMinutes, rows, setReplies, start } = await createSchedulerWorld();
    chat.threadScript.push({ kind: 'rate-limited', retryAfterMs: 1000 });
    await discuss();
    advanceMinutes(1);
    const { wake } = start();
    await expect.poll(rows).toMatchObject([{ state: 'open' }]);
    setReplies('message 1', 2);
    advanceMinutes(1);
    wake();
    await expect.poll(rows).toMatchObject([{ replies: 2 }]);
  });

  it('counts replies soon after activity in a thread, up to a limit per minute', async () => {
    const { discuss, chat, repository, clock, setReplies, advanceMinutes, start } = await createSchedulerWorld();
    await discuss();
    let at = 0;
    const { refreshSoon } = start({ monotonic: () => at });
    const recordActivity = async (): Promise<void> => {
      await repository.recordThreadActivity({ ...GENERAL, thread: 'message 1' }, clock.now);
      refreshSoon();
    };
    const countReads = async (): Promise<number> => {
      await recordActivity();
      return chat.read.length;
    };
    setReplies('message 1', 1);
    await expect.poll(countReads).toBe(1);
    for (let reads = 2; reads <= 20; reads += 1) {
      advanceMinutes(1);
      await expect.poll(countReads).toBe(reads);
    }
    advanceMinutes(1);
    for (let more = 0; more < 5; more += 1) await recordActivity();
    expect(chat.read).toHaveLength(20);
    at = 60_000;
    await expect.poll(countReads).toBe(21);
  });

  it('reads no thread after it was stopped', async () => {
    const { discuss, chat, advanceMinutes, start } = await createSchedulerWorld();
    await discuss();
    const { wake, stop } = start();
    await stop();
    advanceMinutes(5);
    wake();
    await stop();
    expect(chat.read).toEqual([]);
  });

  it('deletes discussions 90 days after they ended', async () => {
    const { discuss, repository, clock, start } = await createSchedulerWorld();
    await discuss();
    await repository.end('talk0001', { at: NOON, reason: 'deleted' });
    clock.now = '2025-06-02T12:00:00.000Z';
    const { wake } = start();
    wake();
    expect(await repository.get('test', 'team', 'talk0001')).toBeDefined();
    clock.now = '2025-06-04T12:00:00.000Z';
    await expect
      .poll(async () => {
        wake();
        return repository.get('test', 'team', 'talk0001');
      })
      .toBeUndefined();
  });
});
