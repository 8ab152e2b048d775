import { expect, it } from 'vitest';
import { acquireSourceLease } from '../../../src/sources/source-lease.ts';
import { createClock, openProcess } from './process.ts';

const { signal } = new AbortController();

it('a source lease renews automatically, and is free once it is released', async () => {
  const clock = createClock();
  const { repository, db } = await openProcess({ clock });
  const acquire = (owner: string) =>
    acquireSourceLease('arxiv', {
      repository,
      owner,
      now: clock.now,
      signal,
      timeoutMs: 0,
      renewIntervalMs: 5,
    });
  const lease = await acquire('process 1');
  const leaseUntil = async (): Promise<number> => {
    const row = await db.selectFrom('sources').select('lease_until').executeTakeFirstOrThrow();
    return row.lease_until ?? 0;
  };
  for (let minute = 0; minute < 5; minute += 1) {
    clock.passMinutes(1);
    await expect.poll(leaseUntil).toBe(clock.now().getTime() + 2 * 60_000);
  }
  expect(await acquire('process 2')).toBeUndefined();
  await lease?.release();
  const next = await acquire('process 2');
  expect(next).toBeDefined();
  await next?.release();
});
