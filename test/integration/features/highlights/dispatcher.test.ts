import { describe, expect, it } from 'vitest';
import { dispatchDue } from '../../../../src/features/highlights/dispatcher.ts';
import { planSlots } from '../../../../src/features/highlights/planner.ts';
import { reconcileUnknown } from '../../../../src/features/highlights/reconcile.ts';
import { textOf, titlesOf } from '../../../fakes/core.ts';
import { createDeliveryHarness, DAILY, SLOT, withOverrides } from './delivery-harness.ts';

describe('dispatchDue', () => {
  it('posts a delivery once at its slot, with the best new papers', async () => {
    const { runOnce, subscribe, posts, latest } = createDeliveryHarness();
    await subscribe();
    await runOnce();
    await runOnce();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]?.place).toEqual(DAILY.place);
    expect(titlesOf(posts()[0]?.document ?? { blocks: [] })).toEqual(['Dancing Robots', 'Walking Robots']);
    expect(await latest()).toMatchObject({ state: 'sent', attempts: 1, posted: { message: 'message 1' } });
  });

  it('never posts a paper that was posted before', async () => {
    const { runOnce, subscribe, posts, passMinutes } = createDeliveryHarness();
    await subscribe();
    await runOnce();
    passMinutes(24 * 60);
    await runOnce();
    expect(posts().flatMap(({ document }) => titlesOf(document))).toEqual([
      'Dancing Robots',
      'Walking Robots',
      'Juggling Robots',
    ]);
  });

  it('posts nothing or labeled archive papers on a day without new papers, by onQuietDay', async () => {
    const { runOnce, subscribe, posts, latest } = createDeliveryHarness({ now: '2026-03-20T08:00:00.000Z' });
    const created = { createdAt: '2026-03-19T10:00:00.000Z', nextSlot: '2026-03-20T08:00:00.000Z' };
    await subscribe(created);
    await subscribe({ ...created, id: 's2', onQuietDay: 'archive' });
    await runOnce();
    expect(await latest('s1')).toMatchObject({ state: 'skipped', reason: expect.stringContaining('new') });
    expect(posts()).toHaveLength(1);
    expect(textOf(posts()[0]?.document ?? { blocks: [] })).toContain('archive');
  });

  it('posts up to two hours late, then expires the delivery and notifies the owner', async () => {
    const late = createDeliveryHarness({ now: '2026-03-02T09:59:00.000Z' });
    await late.subscribe();
    await late.runOnce();
    expect(late.posts()).toHaveLength(1);
    const tooLate = createDeliveryHarness({ now: '2026-03-02T10:01:00.000Z' });
    await tooLate.subscribe();
    await tooLate.runOnce();
    expect(tooLate.posts()).toEqual([]);
    expect(await tooLate.latest()).toMatchObject({ state: 'expired' });
    expect(tooLate.notices()).toMatchObject([{ place: { channel: 'user:U1' } }]);
  });

  it('retries after the delay that the platform asks for', async () => {
    const { runOnce, subscribe, posts, platform, latest, clock } = createDeliveryHarness();
    await subscribe();
    platform.script.push({ kind: 'rate-limited', retryAfterMs: 30_000 });
    await runOnce();
    expect(await latest()).toMatchObject({ state: 'due', notBefore: '2026-03-02T08:00:30.000Z' });
    await runOnce();
    expect(posts()).toEqual([]);
    clock.now = '2026-03-02T08:00:30.000Z';
    await runOnce();
    expect(posts()).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it.each(['forbidden', 'gone'] as const)(
    'marks the subscription broken if the post is %s, notifies the owner once, and recovers with a later slot',
    async (kind) => {
      const { runOnce, subscribe, posts, notices, platform, latest, state, passMinutes } = createDeliveryHarness();
      await subscribe();
      platform.script.push({ kind, reason: 'not_in_channel' });
      await runOnce();
      expect(await latest()).toMatchObject({ state: 'failed', reason: 'not_in_channel' });
      expect(await state()).toMatchObject({ kind: 'broken', reason: 'not_in_channel', ownerNotified: true });
      expect(notices()).toHaveLength(1);
      platform.script.push({ kind, reason: 'not_in_channel' });
      passMinutes(24 * 60);
      await runOnce();
      expect(notices()).toHaveLength(1);
      passMinutes(24 * 60);
      await runOnce();
      expect(posts()).toHaveLength(1);
      expect(await state()).toEqual({ kind: 'active' });
    },
  );

  it('records whether the owner could be notified', async () => {
    const { runOnce, subscribe, platform, state } = createDeliveryHarness();
    await subscribe();
    platform.script.push({ kind: 'forbidden', reason: 'x' }, { kind: 'forbidden', reason: 'no DMs' });
    await runOnce();
    expect(await state()).toMatchObject({ kind: 'broken', ownerNotified: false });
  });

  it('logs a post that the platform rejects, and keeps the subscription active', async () => {
    const { runOnce, subscribe, platform, latest, state, records } = createDeliveryHarness();
    await subscribe();
    platform.script.push({ kind: 'failed', reason: 'invalid_blocks' });
    await runOnce();
    expect(await latest()).toMatchObject({ state: 'failed' });
    expect(await state()).toEqual({ kind: 'active' });
    expect(records).toContainEqual(expect.objectContaining({ level: 50, reason: 'invalid_blocks' }));
  });

  it('alternates between tenants, so that one with many deliveries does not delay others', async () => {
    const { runOnce, subscribe, posts } = createDeliveryHarness();
    for (let at = 0; at < 150; at += 1) await subscribe({ id: `many${at}` });
    await subscribe({ id: 'other', place: { ...DAILY.place, tenant: 'T2' } });
    await runOnce();
    expect(posts()).toHaveLength(151);
    expect(posts().findIndex(({ place }) => place.tenant === 'T2')).toBeLessThan(100);
  });

  it('sends each delivery from one of several processes', async () => {
    const { runOnce, subscribe, posts } = createDeliveryHarness();
    for (let at = 0; at < 30; at += 1) await subscribe({ id: `s${at}` });
    await Promise.all(['1', '2', '3', '4'].map((owner) => runOnce(owner)));
    expect(posts()).toHaveLength(30);
    expect(new Set(posts().map(({ key }) => key)).size).toBe(30);
  });

  it('starts no delivery in a process that is stopping', async () => {
    const { runOnce, subscribe, posts, stopController, latest } = createDeliveryHarness();
    await subscribe();
    stopController.abort();
    await runOnce();
    expect(posts()).toEqual([]);
    expect(await latest()).toMatchObject({ state: 'due', slot: SLOT });
  });

  it("sends nothing while the database can't be written, and retries once it can", async () => {
    const { runOnce, subscribe, posts, deliveries, createProcess, platform, clock, records } = createDeliveryHarness();
    await subscribe();
    const process = createProcess('process 1');
    const markSending = () => Promise.reject(new Error('database or disk is full'));
    await planSlots(process);
    await dispatchDue(platform, { ...process, deliveries: withOverrides(deliveries, { markSending }) });
    expect(posts()).toEqual([]);
    expect(records).toMatchObject([{ msg: 'failed to send delivery', err: { message: 'database or disk is full' } }]);
    clock.now = '2026-03-02T08:01:00.000Z';
    await runOnce();
    expect(posts()).toHaveLength(1);
  });

  it.each([
    ['sent', undefined],
    ['due', { kind: 'rate-limited', retryAfterMs: 1000 }],
    ['failed', { kind: 'forbidden', reason: 'not_in_channel' }],
    ['unknown', { kind: 'unknown', reason: 'reset' }],
  ] as const)('records the state %s with the lag since the slot', async (state, outcome) => {
    const { subscribe, platform, createProcess, passMinutes, recorded } = createDeliveryHarness();
    await subscribe();
    passMinutes(2);
    if (outcome !== undefined) platform.script.push(outcome);
    const process = createProcess('process 1');
    await planSlots(process);
    await dispatchDue(platform, process);
    expect(recorded).toEqual([['test', state, 120_000]]);
  });

  it('records skipped and expired deliveries', async () => {
    const skipped = createDeliveryHarness({ papers: [] });
    await skipped.subscribe();
    await skipped.runOnce();
    expect(skipped.recorded).toEqual([['test', 'skipped', 0]]);
    const expired = createDeliveryHarness({ now: '2026-03-02T10:01:00.000Z' });
    await expired.subscribe();
    await expired.runOnce();
    expect(expired.recorded).toEqual([['test', 'expired', 121 * 60_000]]);
  });

  it('logs and does not record a result if another process has taken over the delivery', async () => {
    const { subscribe, platform, createProcess, passMinutes, deliveries, clock, recorded, records, stopController } =
      createDeliveryHarness();
    await subscribe();
    platform.script.push(async () => {
      passMinutes(2);
      await deliveries.markStaleAsUnknown(clock.now);
      await reconcileUnknown(platform, createProcess('process 2'));
      stopController.abort();
      return { kind: 'unknown', reason: 'reset' };
    });
    const process = createProcess('process 1');
    await planSlots(process);
    await dispatchDue(platform, process);
    expect(recorded).toEqual([['test', 'due', 120_000]]);
    expect(records).toContainEqual(
      expect.objectContaining({ level: 40, state: 'unknown', msg: 'lost the lease of a delivery' }),
    );
  });
});
