import { describe, expect, it } from 'vitest';
import type { DeliveryRepository } from '../../../../src/features/highlights/delivery.ts';
import { planSlots } from '../../../../src/features/highlights/delivery-scheduler.ts';
import { dispatchDue } from '../../../../src/features/highlights/dispatcher.ts';
import { textOf, titlesOf } from '../../../fakes/core.ts';
import { DAILY, delivering, SLOT } from './delivery-harness.ts';

describe('a delivery', () => {
  it('is posted at its slot, once, with the best of what is new', async () => {
    const { round, subscribe, posts, latest } = delivering();
    await subscribe();
    await round();
    await round();
    expect(posts()).toHaveLength(1);
    expect(posts()[0]?.place).toEqual(DAILY.place);
    expect(titlesOf(posts()[0]?.document ?? { blocks: [] })).toEqual(['Dancing Robots', 'Walking Robots']);
    expect(await latest()).toMatchObject({ state: 'sent', attempts: 1, posted: { message: 'message 1' } });
  });

  it('never brings a paper that an earlier one has brought', async () => {
    const { round, subscribe, posts, pass } = delivering();
    await subscribe();
    await round();
    pass(24 * 60);
    await round();
    expect(posts().flatMap(({ document }) => titlesOf(document))).toEqual([
      'Dancing Robots',
      'Walking Robots',
      'Juggling Robots',
    ]);
  });

  it('says nothing on a day without anything new, or brings the archive where that is wished, and says so', async () => {
    const { round, subscribe, posts, latest } = delivering({ now: '2026-03-20T08:00:00.000Z' });
    const created = { createdAt: '2026-03-19T10:00:00.000Z', nextSlot: '2026-03-20T08:00:00.000Z' };
    await subscribe(created);
    await subscribe({ ...created, id: 's2', onQuietDay: 'archive' });
    await round();
    expect(await latest('s1')).toMatchObject({ state: 'skipped', reason: expect.stringContaining('new') });
    expect(posts()).toHaveLength(1);
    expect(textOf(posts()[0]?.document ?? { blocks: [] })).toContain('archive');
  });

  it('is late rather than missing up to two hours, then expired, and its owner is told', async () => {
    const late = delivering({ now: '2026-03-02T09:59:00.000Z' });
    await late.subscribe();
    await late.round();
    expect(late.posts()).toHaveLength(1);
    const tooLate = delivering({ now: '2026-03-02T10:01:00.000Z' });
    await tooLate.subscribe();
    await tooLate.round();
    expect(tooLate.posts()).toEqual([]);
    expect(await tooLate.latest()).toMatchObject({ state: 'expired' });
    expect(tooLate.told()).toMatchObject([{ place: { channel: 'user:U1' } }]);
  });

  it('waits where the platform asks for it, and is sent then', async () => {
    const { round, subscribe, posts, platform, latest, clock } = delivering();
    await subscribe();
    platform.script.push({ kind: 'rate-limited', retryAfterMs: 30_000 });
    await round();
    expect(await latest()).toMatchObject({ state: 'due', notBefore: '2026-03-02T08:00:30.000Z' });
    await round();
    expect(posts()).toEqual([]);
    clock.now = '2026-03-02T08:00:30.000Z';
    await round();
    expect(posts()).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it.each(['forbidden', 'gone'] as const)(
    'that is %s breaks its subscription, tells the owner once, and mends it by itself when a slot works again',
    async (kind) => {
      const { round, subscribe, posts, told, platform, latest, state, pass } = delivering();
      await subscribe();
      platform.script.push({ kind, reason: 'not_in_channel' });
      await round();
      expect(await latest()).toMatchObject({ state: 'failed', reason: 'not_in_channel' });
      expect(await state()).toMatchObject({ kind: 'broken', reason: 'not_in_channel', ownerNotified: true });
      expect(told()).toHaveLength(1);
      platform.script.push({ kind, reason: 'not_in_channel' });
      pass(24 * 60);
      await round();
      expect(told()).toHaveLength(1);
      pass(24 * 60);
      await round();
      expect(posts()).toHaveLength(1);
      expect(await state()).toEqual({ kind: 'active' });
    },
  );

  it('whose owner can not be told shows that in the subscription', async () => {
    const { round, subscribe, platform, state } = delivering();
    await subscribe();
    platform.script.push({ kind: 'forbidden', reason: 'x' }, { kind: 'forbidden', reason: 'no DMs' });
    await round();
    expect(await state()).toMatchObject({ kind: 'broken', ownerNotified: false });
  });

  it('that a platform will never take is our fault: it fails, is logged, and the subscription goes on', async () => {
    const { round, subscribe, platform, latest, state, records } = delivering();
    await subscribe();
    platform.script.push({ kind: 'failed', reason: 'invalid_blocks' });
    await round();
    expect(await latest()).toMatchObject({ state: 'failed' });
    expect(await state()).toEqual({ kind: 'active' });
    expect(records).toContainEqual(expect.objectContaining({ level: 50, reason: 'invalid_blocks' }));
  });

  it('of a tenant with many does not keep another tenant waiting', async () => {
    const { round, subscribe, posts } = delivering();
    for (let at = 0; at < 150; at += 1) await subscribe({ id: `many${at}` });
    await subscribe({ id: 'other', place: { ...DAILY.place, tenant: 'T2' } });
    await round();
    expect(posts()).toHaveLength(151);
    expect(posts().findIndex(({ place }) => place.tenant === 'T2')).toBeLessThan(100);
  });

  it('is sent by one of several processes', async () => {
    const { round, subscribe, posts } = delivering();
    for (let at = 0; at < 30; at += 1) await subscribe({ id: `s${at}` });
    await Promise.all(['1', '2', '3', '4'].map((owner) => round(owner)));
    expect(posts()).toHaveLength(30);
    expect(new Set(posts().map(({ key }) => key)).size).toBe(30);
  });

  it('is not begun by a process that is stopping', async () => {
    const { round, subscribe, posts, stopping, latest } = delivering();
    await subscribe();
    stopping.abort();
    await round();
    expect(posts()).toEqual([]);
    expect(await latest()).toMatchObject({ state: 'due', slot: SLOT });
  });

  it('is not sent while the database can not be written, and is when it can', async () => {
    const { round, subscribe, posts, deliveries, process, platform, clock, records } = delivering();
    await subscribe();
    const full = process('process 1');
    const broken = {
      ...full,
      core: {
        ...full.core,
        highlights: {
          ...full.core.highlights,
          deliveries: { ...portOf(deliveries), begin: () => Promise.reject(new Error('database or disk is full')) },
        },
      },
    };
    await planSlots({ ...full.core.highlights, now: full.core.now, log: full.log });
    await dispatchDue(platform, broken);
    expect(posts()).toEqual([]);
    expect(records).toContainEqual(expect.objectContaining({ msg: 'a delivery went wrong' }));
    clock.now = '2026-03-02T08:01:00.000Z';
    await round();
    expect(posts()).toHaveLength(1);
  });
});

/** A port whose methods can be spread. */
function portOf(deliveries: DeliveryRepository): DeliveryRepository {
  const { claim, recordResult, history, shownPaperIds } = deliveries;
  return { ...deliveries, claim, recordResult, history, shownPaperIds };
}
