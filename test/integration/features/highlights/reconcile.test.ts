import { describe, expect, it } from 'vitest';
import { delivering } from './delivery-harness.ts';

describe('a delivery whose outcome is unknown', () => {
  it('was sent, where its message is found: it is not sent again', async () => {
    const { round, subscribe, posts, platform, latest, pass } = delivering();
    await subscribe();
    platform.script.push('lost');
    await round();
    expect(await latest()).toMatchObject({ state: 'sent', posted: { message: 'message 1' } });
    pass(10);
    await round();
    expect(posts()).toHaveLength(1);
  });

  it('is due again when its message is not there after two minutes, with the same papers', async () => {
    const { round, subscribe, posts, platform, latest, pass } = delivering();
    await subscribe();
    platform.script.push({ kind: 'unknown', reason: 'reset' });
    await round();
    expect(await latest()).toMatchObject({ state: 'unknown' });
    pass(1);
    await round();
    expect(await latest()).toMatchObject({ state: 'unknown' });
    pass(1.5);
    await round();
    expect(await latest()).toMatchObject({ state: 'due' });
    const { paperIds } = (await latest()) ?? {};
    await round();
    expect(posts()).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'sent', attempts: 2, paperIds });
  });

  it('stays unknown where it can not be looked for, is never sent again, and its owner is told once', async () => {
    const { round, subscribe, posts, told, platform, latest, pass } = delivering();
    await subscribe();
    platform.mayLook = false;
    platform.script.push('lost');
    await round();
    for (let minutes = 0; minutes < 30; minutes += 1) {
      pass(1);
      await round();
    }
    expect(await latest()).toMatchObject({ state: 'unknown', reason: expect.stringContaining('missing_scope') });
    expect(posts()).toHaveLength(1);
    expect(told()).toHaveLength(1);
  });

  it('has expired when it turns out too late that it is not there', async () => {
    const { round, subscribe, posts, platform, latest, pass } = delivering();
    await subscribe();
    platform.mayLook = false;
    platform.script.push({ kind: 'unknown', reason: 'reset' });
    await round();
    pass(121);
    platform.mayLook = true;
    await round();
    expect(posts()).toEqual([]);
    expect(await latest()).toMatchObject({ state: 'expired' });
  });

  it('is not looked for any more after a day', async () => {
    const { round, subscribe, platform, pass } = delivering();
    await subscribe();
    platform.mayLook = false;
    platform.script.push('lost');
    await round();
    pass(23 * 60);
    await round();
    const { looks } = platform;
    pass(2 * 60);
    platform.mayLook = true;
    await round();
    expect(platform.looks).toBe(looks);
  });

  it('is told to its owner, once, where nobody looked for it in time', async () => {
    const { round, subscribe, told, platform, pass } = delivering();
    await subscribe();
    platform.script.push('lost');
    platform.mayLook = false;
    await round();
    const { looks } = platform;
    pass(24 * 60 + 5);
    for (const _ of [1, 2, 3]) {
      await round();
      pass(2);
    }
    expect(told()).toHaveLength(1);
    expect(platform.looks).toBe(looks);
  });

  it('waits for its turn behind those that were looked for longer ago', async () => {
    const { round, subscribe, platform, deliveries, pass } = delivering();
    const MANY = 45;
    platform.mayLook = false;
    for (let at = 0; at < MANY; at += 1) {
      await subscribe({ id: `s${at}`, place: { platform: 'test', tenant: `T${at % 3}`, channel: `C${at}` } });
      platform.script.push('lost');
    }
    await round();
    for (const _ of [1, 2]) {
      pass(2);
      await round();
    }
    const reasons = await Promise.all(
      Array.from({ length: MANY }, async (_, at) => (await deliveries.history(`s${at}`, 1))[0]?.reason),
    );
    expect(reasons.filter((reason) => reason?.includes('missing_scope'))).toHaveLength(MANY);
  });

  it('is looked for by another process when the one that sent it died', async () => {
    const { round, subscribe, posts, platform, process, deliveries, latest, pass } = delivering();
    await subscribe();
    let died = (): void => {};
    const dead = new Promise<never>((_, reject) => {
      died = () => reject(new Error('the process is gone'));
    });
    platform.script.push(() => dead);
    const first = round('process 1').catch(() => undefined);
    await expect.poll(async () => (await latest())?.state).toBe('sending');
    pass(1.1);
    await round('process 2');
    expect(await latest()).toMatchObject({ state: 'unknown' });
    pass(3);
    await round('process 2');
    await round('process 2');
    expect(posts()).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'sent' });
    died();
    await first;
    expect(await latest()).toMatchObject({ state: 'sent' });
    expect(process('process 1').leaseOwner).toBe('process 1');
    expect(await deliveries.countByState()).toMatchObject({ sent: 1, unknown: 0, due: 0 });
  });
});
