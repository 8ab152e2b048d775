import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Subscription } from '../../../src/features/highlights/subscription.ts';
import { SqlSubscriptionRepository } from '../../../src/store/repositories/subscription-repository.ts';
import { anySubscription, at, subscription } from './records.ts';
import { describeStores } from './stores.ts';

function ids(subscriptions: readonly Subscription[]): string[] {
  return subscriptions.map(({ id }) => id);
}

describeStores('SqlSubscriptionRepository', (fresh) => {
  async function open() {
    return new SqlSubscriptionRepository(await (await fresh()).open());
  }

  it('stores any subscription unchanged', async () => {
    const subscriptions = await open();
    await fc.assert(
      fc.asyncProperty(anySubscription, async (one) => {
        const { platform, tenant } = one.place;
        await subscriptions.add(one);
        expect(await subscriptions.get(platform, tenant, one.id)).toStrictEqual(one);
        await subscriptions.remove(platform, tenant, one.id);
      }),
    );
  });

  it('replaces a subscription as a whole', async () => {
    const subscriptions = await open();
    await fc.assert(
      fc.asyncProperty(anySubscription, anySubscription, async (before, { id: _, ...after }) => {
        const { platform, tenant } = before.place;
        const changed = { ...after, id: before.id, place: { ...after.place, platform, tenant } };
        await subscriptions.add(before);
        await subscriptions.update(changed);
        expect(await subscriptions.get(platform, tenant, before.id)).toStrictEqual(changed);
        await subscriptions.remove(platform, tenant, before.id);
      }),
      { numRuns: 30 },
    );
  });

  it('accepts timestamps in any ISO 8601 form, and returns them in one', async () => {
    const subscriptions = await open();
    await subscriptions.add(
      subscription({ id: 's1', nextSlot: '2026-03-01T09:00:00Z', createdAt: '2026-03-01T10:00:00+01:00' }),
    );
    expect(await subscriptions.get('discord', 'T1', 's1')).toMatchObject({
      nextSlot: at('09:00'),
      createdAt: at('09:00'),
    });
  });

  it('rejects an invalid timestamp', async () => {
    const subscriptions = await open();
    await expect(subscriptions.add(subscription({ id: 's1', nextSlot: 'tomorrow' }))).rejects.toThrow(
      'not a valid timestamp: tomorrow',
    );
  });

  it('lists the subscriptions of a tenant, channel or owner that have not ended, oldest first', async () => {
    const subscriptions = await open();
    const elsewhere = { platform: 'discord', tenant: 'T1', channel: 'C2' };
    await subscriptions.add(subscription({ id: 'newest', createdAt: at('07:03'), place: elsewhere }));
    await subscriptions.add(subscription({ id: 'oldest', createdAt: at('07:01') }));
    await subscriptions.add(subscription({ id: 'bobs', createdAt: at('07:02'), owner: { id: 'U2', name: 'Bob' } }));
    await subscriptions.add(subscription({ id: 'ended', state: { kind: 'ended', at: at('08:00'), by: 'U1' } }));
    expect(ids(await subscriptions.list('discord', 'T1'))).toEqual(['oldest', 'bobs', 'newest']);
    expect(ids(await subscriptions.list('discord', 'T1', { channel: 'C1' }))).toEqual(['oldest', 'bobs']);
    expect(ids(await subscriptions.list('discord', 'T1', { ownerId: 'U1' }))).toEqual(['oldest', 'newest']);
    expect(ids(await subscriptions.list('discord', 'T1', { ownerId: 'U1', channel: 'C1' }))).toEqual(['oldest']);
  });

  it('finds ended subscriptions until they are deleted, so that ending can be undone', async () => {
    const subscriptions = await open();
    await subscriptions.add(subscription({ id: 'early', state: { kind: 'ended', at: at('07:59'), by: 'U1' } }));
    await subscriptions.add(subscription({ id: 'late', state: { kind: 'ended', at: at('08:00'), by: 'U1' } }));
    await subscriptions.add(subscription({ id: 'on' }));
    expect(await subscriptions.deleteEnded(at('08:00'))).toBe(1);
    expect(await subscriptions.get('discord', 'T1', 'early')).toBeUndefined();
    expect(await subscriptions.get('discord', 'T1', 'late')).toMatchObject({ state: { kind: 'ended' } });
    expect(await subscriptions.get('discord', 'T1', 'on')).toBeDefined();
  });

  it('keeps tenants apart', async () => {
    const subscriptions = await open();
    const one = subscription({ id: 's1' });
    await subscriptions.add(one);
    const others = [
      { platform: 'discord', tenant: 'T2' },
      { platform: 'slack', tenant: 'T1' },
    ];
    for (const { platform, tenant } of others) {
      expect(await subscriptions.get(platform, tenant, 's1')).toBeUndefined();
      expect(await subscriptions.list(platform, tenant)).toEqual([]);
      await subscriptions.update({ ...one, topic: 'theirs', place: { platform, tenant, channel: 'C9' } });
      expect(await subscriptions.remove(platform, tenant, 's1')).toBe(false);
    }
    expect(await subscriptions.get('discord', 'T1', 's1')).toEqual(one);
  });

  it('removes a subscription once, and does not bring it back with a late update', async () => {
    const subscriptions = await open();
    const one = subscription({ id: 's1' });
    await subscriptions.add(one);
    expect(await subscriptions.remove('discord', 'T1', 's1')).toBe(true);
    expect(await subscriptions.remove('discord', 'T1', 's1')).toBe(false);
    await subscriptions.update(one);
    expect(await subscriptions.get('discord', 'T1', 's1')).toBeUndefined();
  });

  it('finds due subscriptions of all tenants, earliest first, except ended ones', async () => {
    const subscriptions = await open();
    await subscriptions.add(subscription({ id: 'later', nextSlot: at('08:30') }));
    await subscriptions.add(
      subscription({ id: 'first', nextSlot: at('08:00'), place: { platform: 'slack', tenant: 'T2', channel: 'C' } }),
    );
    await subscriptions.add(subscription({ id: 'not-yet', nextSlot: at('08:31') }));
    const { nextSlot: _, ...paused } = subscription({ id: 'paused', state: { kind: 'paused' } });
    await subscriptions.add(paused);
    await subscriptions.add(subscription({ id: 'ended', state: { kind: 'ended', at: at('07:00'), by: 'U1' } }));
    expect(ids(await subscriptions.findDue(at('08:30'), 10))).toEqual(['first', 'later']);
    expect(ids(await subscriptions.findDue(at('08:30'), 1))).toEqual(['first']);
  });

  it('finds subscriptions whose slot was computed with other time zone data', async () => {
    const subscriptions = await open();
    await subscriptions.add(subscription({ id: 'old', tzdataVersion: '2025a' }));
    await subscriptions.add(subscription({ id: 'new', tzdataVersion: '2025b' }));
    const { nextSlot: _, ...none } = subscription({
      id: 'without-slot',
      tzdataVersion: '2025a',
      state: { kind: 'paused' },
    });
    await subscriptions.add(none);
    expect(ids(await subscriptions.findWithOutdatedTzdata('2025b', 10))).toEqual(['old']);
    expect(await subscriptions.findWithOutdatedTzdata('2025b', 0)).toEqual([]);
  });

  it('changes the state only if it has not changed since it was read', async () => {
    const subscriptions = new SqlSubscriptionRepository(await (await fresh()).open());
    const one = subscription({ id: 's1' });
    const broken = { kind: 'broken', since: at('08:00'), reason: 'gone', ownerNotified: false } as const;
    await subscriptions.add(one);
    expect(await subscriptions.updateState(one, broken)).toBe(true);
    expect(await subscriptions.get('discord', 'T1', 's1')).toEqual({ ...one, state: broken });
    const ended = { kind: 'ended', at: at('08:01'), by: 'Ada' } as const;
    await subscriptions.update({ ...one, state: ended });
    expect(await subscriptions.updateState({ ...one, state: broken }, { kind: 'active' })).toBe(false);
    expect(await subscriptions.get('discord', 'T1', 's1')).toMatchObject({ state: ended });
  });

  it('changes the next slot only if it has not changed since it was read', async () => {
    const subscriptions = new SqlSubscriptionRepository(await (await fresh()).open());
    const one = subscription({ id: 's1', nextSlot: at('09:00') });
    await subscriptions.add(one);
    expect(await subscriptions.updateNextSlot(one, { nextSlot: at('10:00'), tzdataVersion: '2026a' })).toBe(true);
    expect(await subscriptions.updateNextSlot(one, { nextSlot: at('11:00'), tzdataVersion: '2026b' })).toBe(false);
    expect(await subscriptions.get('discord', 'T1', 's1')).toEqual({
      ...one,
      nextSlot: at('10:00'),
      tzdataVersion: '2026a',
    });
  });
});
