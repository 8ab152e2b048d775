import { describe, expect, it } from 'vitest';
import { createDeliveryHarness } from './delivery-harness.ts';

describe('reconcileUnknown', () => {
  it('marks a delivery as sent if its message is found, and does not resend it', async () => {
    const { runOnce, subscribe, posts, platform, latest, passMinutes } = createDeliveryHarness();
    await subscribe();
    platform.script.push('lost');
    await runOnce();
    expect(await latest()).toMatchObject({ state: 'sent', posted: { message: 'message 1' } });
    passMinutes(10);
    await runOnce();
    expect(posts()).toHaveLength(1);
  });

  it('resends the same papers if the message is missing after two minutes', async () => {
    const { runOnce, subscribe, posts, platform, latest, passMinutes } = createDeliveryHarness();
    await subscribe();
    platform.script.push({ kind: 'unknown', reason: 'reset' });
    await runOnce();
    expect(await latest()).toMatchObject({ state: 'unknown' });
    passMinutes(1);
    await runOnce();
    expect(await latest()).toMatchObject({ state: 'unknown' });
    passMinutes(1.5);
    await runOnce();
    expect(await latest()).toMatchObject({ state: 'due' });
    const { paperIds } = (await latest()) ?? {};
    await runOnce();
    expect(posts()).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'sent', attempts: 2, paperIds });
  });

  it("never resends a delivery that can't be searched for, and notifies the owner once", async () => {
    const { runOnce, subscribe, posts, notices, platform, latest, passMinutes } = createDeliveryHarness();
    await subscribe();
    platform.mayLook = false;
    platform.script.push('lost');
    await runOnce();
    for (let minutes = 0; minutes < 30; minutes += 1) {
      passMinutes(1);
      await runOnce();
    }
    expect(await latest()).toMatchObject({ state: 'unknown', reason: expect.stringContaining('missing_scope') });
    expect(posts()).toHaveLength(1);
    expect(notices()).toHaveLength(1);
  });

  it('expires a delivery that turns out to be missing after the crashedline', async () => {
    const { runOnce, subscribe, posts, platform, latest, passMinutes } = createDeliveryHarness();
    await subscribe();
    platform.mayLook = false;
    platform.script.push({ kind: 'unknown', reason: 'reset' });
    await runOnce();
    passMinutes(121);
    platform.mayLook = true;
    await runOnce();
    expect(posts()).toEqual([]);
    expect(await latest()).toMatchObject({ state: 'expired' });
  });

  it('stops searching after a day', async () => {
    const { runOnce, subscribe, platform, passMinutes } = createDeliveryHarness();
    await subscribe();
    platform.mayLook = false;
    platform.script.push('lost');
    await runOnce();
    passMinutes(23 * 60);
    await runOnce();
    const { looks } = platform;
    passMinutes(2 * 60);
    platform.mayLook = true;
    await runOnce();
    expect(platform.looks).toBe(looks);
  });

  it('notifies the owner once if nobody searched within a day', async () => {
    const { runOnce, subscribe, notices, platform, passMinutes } = createDeliveryHarness();
    await subscribe();
    platform.script.push('lost');
    platform.mayLook = false;
    await runOnce();
    const { looks } = platform;
    passMinutes(24 * 60 + 5);
    for (const _ of [1, 2, 3]) {
      await runOnce();
      passMinutes(2);
    }
    expect(notices()).toHaveLength(1);
    expect(platform.looks).toBe(looks);
  });

  it('checks those first that were checked longest ago', async () => {
    const { runOnce, subscribe, platform, deliveries, passMinutes } = createDeliveryHarness();
    const COUNT = 45;
    platform.mayLook = false;
    for (let at = 0; at < COUNT; at += 1) {
      await subscribe({ id: `s${at}`, place: { platform: 'test', tenant: `T${at % 3}`, channel: `C${at}` } });
      platform.script.push('lost');
    }
    await runOnce();
    for (const _ of [1, 2]) {
      passMinutes(2);
      await runOnce();
    }
    const reasons = await Promise.all(
      Array.from({ length: COUNT }, async (_, at) => (await deliveries.history(`s${at}`, 1))[0]?.reason),
    );
    expect(reasons.filter((reason) => reason?.includes('missing_scope'))).toHaveLength(COUNT);
  });

  it('reconciles the deliveries of a crashed process', async () => {
    const { runOnce, subscribe, posts, platform, createProcess, deliveries, latest, passMinutes } =
      createDeliveryHarness();
    await subscribe();
    let fail = (): void => {};
    const crashed = new Promise<never>((_, reject) => {
      fail = () => reject(new Error('the process is gone'));
    });
    platform.script.push(() => crashed);
    const first = runOnce('process 1').catch(() => undefined);
    await expect.poll(async () => (await latest())?.state).toBe('sending');
    passMinutes(1.1);
    await runOnce('process 2');
    expect(await latest()).toMatchObject({ state: 'unknown' });
    passMinutes(3);
    await runOnce('process 2');
    await runOnce('process 2');
    expect(posts()).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'sent' });
    fail();
    await first;
    expect(await latest()).toMatchObject({ state: 'sent' });
    expect(createProcess('process 1').leaseOwner).toBe('process 1');
    expect(await deliveries.countByState()).toMatchObject({ sent: 1, unknown: 0, due: 0 });
  });

  it('records an unknown outcome once, however often it is checked, and what it turns into', async () => {
    const { runOnce, subscribe, platform, passMinutes, recorded } = createDeliveryHarness();
    await subscribe();
    platform.mayLook = false;
    platform.script.push('lost');
    await runOnce();
    for (const _ of [1, 2]) {
      passMinutes(2);
      await runOnce();
    }
    platform.mayLook = true;
    passMinutes(10);
    await runOnce();
    expect(recorded).toEqual([
      ['test', 'unknown', 0],
      ['test', 'sent', 14 * 60_000],
    ]);
  });
});
