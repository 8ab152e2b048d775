import { expect, it } from 'vitest';
import { acquireSourceLease } from '../../../src/sources/source-lease.ts';
import { createClock, openProcess } from './process.ts';

const { signal } = new AbortController();

it('is held by itself for as long as a list takes, and is free once it ends', async () => {
  const clock = createClock();
  const one = await openProcess({ clock });
  const take = (owner: string) =>
    acquireSourceLease('arxiv', {
      repository: one.repository,
      owner,
      now: clock.now,
      signal,
      timeoutMs: 0,
      renewIntervalMs: 5,
    });
  const turn = await take('process 1');
  const isHeldUntil = async (): Promise<number> => {
    const row = await one.db.selectFrom('sources').select('lease_until').executeTakeFirstOrThrow();
    return row.lease_until ?? 0;
  };
  for (let minute = 0; minute < 5; minute += 1) {
    clock.passMinutes(1);
    await expect.poll(isHeldUntil).toBe(clock.now().getTime() + 2 * 60_000);
  }
  expect(await take('process 2')).toBeUndefined();
  await turn?.release();
  const next = await take('process 2');
  expect(next).toBeDefined();
  await next?.release();
});
