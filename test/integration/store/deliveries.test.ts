import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heading } from '../../../src/chat/document.ts';
import type { DeliveryRepository, DeliveryResult } from '../../../src/features/highlights/delivery.ts';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { SqlSubscriptionRepository } from '../../../src/store/repositories/subscription-repository.ts';
import { anyDelivery, at, delivery, showPapers, subscribe, subscription } from './records.ts';
import { describeStores } from './stores.ts';

const DOCUMENT = { blocks: [heading('Highlights')] };
const POSTED = { place: { platform: 'discord', tenant: 'T1', channel: 'C1' }, message: 'M1' };
const LEASE = { owner: 'me', until: at('08:05') };
const CLAIM = { lease: LEASE, now: at('08:00'), limit: 10, platforms: ['discord'] };
const UNKNOWN_CLAIM = {
  ...CLAIM,
  now: at('09:00'),
  lease: { owner: 'me', until: at('09:05') },
  attemptedAfter: at('00:00'),
  checkedBefore: at('08:50'),
};

const SENT: DeliveryResult = { state: 'sent', posted: POSTED };
const UNKNOWN: DeliveryResult = { state: 'unknown', reason: 'no answer' };
const NOT_FOUND: DeliveryResult = { state: 'due', notBefore: at('09:00'), reason: 'the message was not found' };

function startSending(deliveries: DeliveryRepository, id: string, ...paperIds: readonly string[]): Promise<boolean> {
  return deliveries.markSending(id, { lease: LEASE, now: at('08:01'), document: DOCUMENT, paperIds });
}

function record(deliveries: DeliveryRepository, id: string, result: DeliveryResult, owner = 'me'): Promise<boolean> {
  return deliveries.recordResult(id, { owner, now: at('08:02'), result });
}

/** Claims and sends a delivery with papers, and records the result. */
async function send(
  deliveries: DeliveryRepository,
  id: string,
  result: DeliveryResult,
  ...paperIds: readonly string[]
): Promise<void> {
  await deliveries.claim(CLAIM);
  expect(await startSending(deliveries, id, ...paperIds)).toBe(true);
  expect(await record(deliveries, id, result)).toBe(true);
}

async function claimed(deliveries: DeliveryRepository, call = CLAIM): Promise<string[]> {
  return (await deliveries.claim(call)).map(({ delivery: { id } }) => id);
}

describeStores('SqlDeliveryRepository', (fresh) => {
  /** A store with the subscription `s1` and a due delivery for each of the slots. */
  async function open(...slots: readonly string[]) {
    const store = await (await fresh()).open();
    await subscribe(store, { id: 's1' }, ...slots);
    return { store, deliveries: new SqlDeliveryRepository(store), subscriptions: new SqlSubscriptionRepository(store) };
  }

  describe('plan', () => {
    it('stores any delivery unchanged', async () => {
      const { deliveries, subscriptions } = await open();
      await fc.assert(
        fc.asyncProperty(anyDelivery, async (fields) => {
          const one = { ...fields, subscriptionId: 's2' };
          await subscriptions.add(subscription({ id: 's2' }));
          expect(await deliveries.plan(one, { tzdataVersion: '2025b' })).toBe(true);
          expect(await deliveries.history('s2', 1)).toStrictEqual([one]);
          await subscriptions.remove('discord', 'T1', 's2');
        }),
        { numRuns: 50 },
      );
    });

    it('moves the subscription to its next slot', async () => {
      const { deliveries, subscriptions } = await open();
      const next = { nextSlot: at('20:00'), tzdataVersion: '2026a' };
      expect(await deliveries.plan(delivery({ id: 'd1' }), next)).toBe(true);
      expect(await subscriptions.get('discord', 'T1', 's1')).toEqual(subscription({ id: 's1', ...next }));
      await deliveries.plan(delivery({ id: 'd2', slot: at('20:00') }), { tzdataVersion: '2026a' });
      expect(await subscriptions.get('discord', 'T1', 's1')).not.toHaveProperty('nextSlot');
    });

    it('plans one delivery per slot, and moves the subscription in any case', async () => {
      const { deliveries, subscriptions } = await open();
      await deliveries.plan(delivery({ id: 'd1' }), { nextSlot: at('08:00'), tzdataVersion: '2025b' });
      const again = delivery({ id: 'd2', slot: '2026-03-01T08:00:00Z' });
      expect(await deliveries.plan(again, { nextSlot: at('20:00'), tzdataVersion: '2025b' })).toBe(false);
      expect((await deliveries.history('s1', 10)).map(({ id }) => id)).toEqual(['d1']);
      expect(await subscriptions.get('discord', 'T1', 's1')).toMatchObject({ nextSlot: at('20:00') });
    });

    it('plans nothing if the subscription was deleted', async () => {
      const { deliveries, subscriptions } = await open();
      await subscriptions.remove('discord', 'T1', 's1');
      expect(await deliveries.plan(delivery({ id: 'd1' }), { tzdataVersion: '2025b' })).toBe(false);
    });

    it('stores deliveries that are deleted with their subscription', async () => {
      const { deliveries, subscriptions, store } = await open('08:00');
      await send(deliveries, 's1@08:00', SENT, 'p1');
      await subscriptions.remove('discord', 'T1', 's1');
      expect(await deliveries.history('s1', 10)).toEqual([]);
      expect(await store.db.selectFrom('shown_papers').selectAll().execute()).toEqual([]);
    });
  });

  describe('claim', () => {
    it('returns due deliveries with their subscription and lease, earliest slot first', async () => {
      const { deliveries } = await open('07:30', '07:00', '08:00');
      const claimedDeliveries = await deliveries.claim({ ...CLAIM, limit: 2 });
      expect(claimedDeliveries.map(({ delivery: { slot } }) => slot)).toEqual([at('07:00'), at('07:30')]);
      expect(claimedDeliveries[0]).toMatchObject({
        delivery: { state: 'due', lease: LEASE },
        subscription: { id: 's1' },
      });
    });

    it('gives a delivery to nobody else until the lease ends', async () => {
      const { deliveries } = await open('08:00');
      expect(await claimed(deliveries)).toEqual(['s1@08:00']);
      const other = { ...CLAIM, lease: { owner: 'other', until: at('08:20') } };
      expect(await claimed(deliveries, { ...other, now: at('08:04') })).toEqual([]);
      expect(await claimed(deliveries, { ...other, now: at('08:05') })).toEqual(['s1@08:00']);
    });

    it('returns a postponed delivery only when it is due again', async () => {
      const { deliveries } = await open('08:00');
      await send(deliveries, 's1@08:00', NOT_FOUND);
      expect(await claimed(deliveries, { ...CLAIM, now: at('08:59') })).toEqual([]);
      expect(await claimed(deliveries, { ...CLAIM, now: at('09:00') })).toEqual(['s1@08:00']);
    });

    it('returns deliveries of subscriptions that are active, broken or past their pause', async () => {
      const { deliveries, store } = await open();
      const broken = { kind: 'broken', since: at('07:00'), reason: 'gone', ownerNotified: false } as const;
      await subscribe(store, { id: 'broken', state: broken }, '08:00');
      await subscribe(store, { id: 'paused', state: { kind: 'paused' } }, '08:00');
      await subscribe(store, { id: 'pausing', state: { kind: 'paused', until: at('08:01') } }, '08:00');
      await subscribe(store, { id: 'resumed', state: { kind: 'paused', until: at('08:00') } }, '08:00');
      await subscribe(store, { id: 'ended', state: { kind: 'ended', at: at('07:00'), by: 'U1' } }, '08:00');
      expect(await claimed(deliveries)).toEqual(['broken@08:00', 'resumed@08:00']);
    });

    it('returns no deliveries that are being sent, unknown or finished', async () => {
      const { deliveries } = await open('07:00', '07:10', '07:20', '07:30', '07:40', '07:50');
      await deliveries.claim(CLAIM);
      await startSending(deliveries, 's1@07:00');
      await record(deliveries, 's1@07:10', UNKNOWN);
      await record(deliveries, 's1@07:20', SENT);
      for (const [slot, state] of [
        ['07:30', 'failed'],
        ['07:40', 'expired'],
        ['07:50', 'skipped'],
      ] as const) {
        await record(deliveries, `s1@${slot}`, { state, reason: 'why' });
      }
      expect(await claimed(deliveries, { ...CLAIM, now: at('23:00') })).toEqual([]);
    });

    it('returns deliveries that their owner released, except those being sent', async () => {
      const { deliveries } = await open('07:00', '07:10');
      await deliveries.claim(CLAIM);
      await startSending(deliveries, 's1@07:00');
      await deliveries.release('other');
      const other = { ...CLAIM, lease: { owner: 'other', until: at('08:20') } };
      expect(await claimed(deliveries, other)).toEqual([]);
      await deliveries.release('me');
      expect(await claimed(deliveries, other)).toEqual(['s1@07:10']);
    });
  });

  describe('markSending', () => {
    it('stores the document and the papers', async () => {
      const { deliveries } = await open('08:00');
      await deliveries.claim(CLAIM);
      expect(await startSending(deliveries, 's1@08:00', 'p1', 'p2')).toBe(true);
      expect(await deliveries.history('s1', 1)).toEqual([
        delivery({
          id: 's1@08:00',
          state: 'sending',
          attempts: 1,
          attemptedAt: at('08:01'),
          changedAt: at('08:01'),
          lease: LEASE,
          document: DOCUMENT,
          paperIds: ['p1', 'p2'],
        }),
      ]);
    });

    it('counts attempts', async () => {
      const { deliveries } = await open('08:00');
      await send(deliveries, 's1@08:00', { state: 'due', notBefore: at('08:00'), reason: 'rate-limited' });
      expect(await deliveries.history('s1', 1)).toMatchObject([{ attempts: 1, reason: 'rate-limited' }]);
      await send(deliveries, 's1@08:00', SENT);
      expect(await deliveries.history('s1', 1)).toMatchObject([{ attempts: 2, state: 'sent', posted: POSTED }]);
      expect((await deliveries.history('s1', 1))[0]).not.toHaveProperty('reason');
    });

    it('returns false without a lease, the second time, and after the lease was lost', async () => {
      const { deliveries } = await open('08:00');
      expect(await startSending(deliveries, 's1@08:00')).toBe(false);
      await deliveries.claim(CLAIM);
      const other = { owner: 'other', until: at('08:20') };
      await deliveries.claim({ ...CLAIM, now: at('08:05'), lease: other });
      const before = await deliveries.history('s1', 1);
      expect(await startSending(deliveries, 's1@08:00')).toBe(false);
      expect(await deliveries.history('s1', 1)).toEqual(before);
      const call = { lease: other, now: at('08:06'), document: DOCUMENT, paperIds: [] };
      expect(await deliveries.markSending('s1@08:00', call)).toBe(true);
      expect(await deliveries.markSending('s1@08:00', call)).toBe(false);
    });
  });

  describe('recordResult', () => {
    it.each<DeliveryResult>([
      SENT,
      { state: 'sent', reason: 'the message was found' },
      NOT_FOUND,
      UNKNOWN,
      { state: 'failed', reason: 'it is too long' },
      { state: 'expired', reason: 'it is too late' },
      { state: 'skipped', reason: 'nothing new' },
    ])('records %j and releases the lease', async (result) => {
      const { deliveries } = await open('08:00');
      await send(deliveries, 's1@08:00', result);
      const [ended] = await deliveries.history('s1', 1);
      expect(ended).toMatchObject({ ...result, changedAt: at('08:02') });
      expect(ended).not.toHaveProperty('lease');
    });

    it('returns false the second time, and after the lease was lost', async () => {
      const { deliveries } = await open('08:00');
      await deliveries.claim(CLAIM);
      const other = { owner: 'other', until: at('08:20') };
      await deliveries.claim({ ...CLAIM, now: at('08:05'), lease: other });
      const before = await deliveries.history('s1', 1);
      expect(await record(deliveries, 's1@08:00', SENT)).toBe(false);
      expect(await deliveries.history('s1', 1)).toEqual(before);
      expect(await record(deliveries, 's1@08:00', SENT, 'other')).toBe(true);
      expect(await record(deliveries, 's1@08:00', UNKNOWN, 'other')).toBe(false);
      expect(await record(deliveries, 'no such delivery', SENT)).toBe(false);
    });
  });

  describe('markStaleAsUnknown', () => {
    it('marks deliveries whose lease has expired while they were being sent', async () => {
      const { deliveries } = await open('07:00', '08:00');
      await deliveries.claim(CLAIM);
      await startSending(deliveries, 's1@08:00', 'p1');
      expect(await deliveries.markStaleAsUnknown(at('08:04'))).toBe(0);
      expect(await deliveries.markStaleAsUnknown(at('08:05'))).toBe(1);
      expect(await deliveries.markStaleAsUnknown(at('08:05'))).toBe(0);
      const [abandoned, due] = await deliveries.history('s1', 2);
      expect(abandoned).toMatchObject({ state: 'unknown', attemptedAt: at('08:01'), changedAt: at('08:05') });
      expect(abandoned?.reason).toMatch(/stopped/);
      expect(due).toMatchObject({ state: 'due' });
      expect(await deliveries.shownPaperIds('s1')).toEqual(new Set(['p1']));
    });

    it('lets the owner record a late result, unless somebody else has claimed the delivery', async () => {
      const { deliveries } = await open('07:00', '08:00');
      await deliveries.claim(CLAIM);
      await startSending(deliveries, 's1@07:00');
      await startSending(deliveries, 's1@08:00');
      await deliveries.markStaleAsUnknown(at('08:05'));
      expect(await record(deliveries, 's1@07:00', SENT)).toBe(true);
      await deliveries.claimUnknown({ ...UNKNOWN_CLAIM, lease: { owner: 'other', until: at('09:05') } });
      expect(await record(deliveries, 's1@08:00', SENT)).toBe(false);
      expect(await deliveries.history('s1', 2)).toMatchObject([{ state: 'unknown' }, { state: 'sent' }]);
    });
  });

  describe('claimUnknown', () => {
    it('gives a delivery to one caller at a time, and not again for a while', async () => {
      const { deliveries } = await open('08:00');
      await send(deliveries, 's1@08:00', UNKNOWN);
      const [claimedDelivery] = await deliveries.claimUnknown(UNKNOWN_CLAIM);
      expect(claimedDelivery).toMatchObject({
        delivery: { id: 's1@08:00', lease: UNKNOWN_CLAIM.lease },
        subscription: { id: 's1' },
      });
      expect(await deliveries.claimUnknown({ ...UNKNOWN_CLAIM, checkedBefore: at('09:01') })).toEqual([]);
      expect(await record(deliveries, 's1@08:00', UNKNOWN)).toBe(true);
      expect(await deliveries.claimUnknown({ ...UNKNOWN_CLAIM, checkedBefore: at('09:00') })).toEqual([]);
      expect(await deliveries.claimUnknown({ ...UNKNOWN_CLAIM, checkedBefore: at('09:01') })).toHaveLength(1);
    });

    it('returns deliveries of paused and broken subscriptions', async () => {
      const { deliveries, subscriptions } = await open('08:00');
      await send(deliveries, 's1@08:00', UNKNOWN);
      await subscriptions.update(subscription({ id: 's1', state: { kind: 'paused' } }));
      expect(await deliveries.claimUnknown(UNKNOWN_CLAIM)).toHaveLength(1);
    });

    it('returns released deliveries at once', async () => {
      const { deliveries } = await open('08:00');
      await send(deliveries, 's1@08:00', UNKNOWN);
      await deliveries.claimUnknown(UNKNOWN_CLAIM);
      await deliveries.release('me');
      expect(await deliveries.claimUnknown(UNKNOWN_CLAIM)).toHaveLength(1);
    });
  });

  describe('shownPaperIds', () => {
    it.each([SENT, UNKNOWN])('includes the papers of a delivery that ends as %j', async (result) => {
      const { deliveries } = await open('08:00');
      await send(deliveries, 's1@08:00', result, 'p1', 'p2', 'p1');
      expect(await deliveries.shownPaperIds('s1')).toEqual(new Set(['p1', 'p2']));
    });

    it.each<DeliveryResult>([NOT_FOUND, { state: 'failed', reason: 'refused' }])(
      'excludes the papers of a delivery that ends as %j',
      async (result) => {
        const { deliveries } = await open('08:00');
        await send(deliveries, 's1@08:00', result, 'p1');
        expect(await deliveries.shownPaperIds('s1')).toEqual(new Set());
      },
    );

    it.each<DeliveryResult>([NOT_FOUND, { state: 'expired', reason: 'the message was not found, and it is too late' }])(
      'excludes the papers of an unknown delivery once it ends as %j, except those shown by others',
      async (result) => {
        const { deliveries, store } = await open('07:00', '08:00');
        await showPapers(store, 's1', ['marked']);
        await deliveries.claim(CLAIM);
        await startSending(deliveries, 's1@07:00', 'both');
        await record(deliveries, 's1@07:00', SENT);
        await startSending(deliveries, 's1@08:00', 'both', 'marked', 'only');
        await record(deliveries, 's1@08:00', UNKNOWN);
        expect(await deliveries.shownPaperIds('s1')).toEqual(new Set(['both', 'marked', 'only']));
        await deliveries.claimUnknown(UNKNOWN_CLAIM);
        await record(deliveries, 's1@08:00', result);
        expect(await deliveries.shownPaperIds('s1')).toEqual(new Set(['both', 'marked']));
      },
    );

    it('includes only papers of the subscription', async () => {
      const { deliveries, store } = await open('08:00');
      await subscribe(store, { id: 's2' });
      await send(deliveries, 's1@08:00', SENT, 'p1');
      await showPapers(store, 's2', ['p2', 'p2']);
      await showPapers(store, 's2', ['p2']);
      await showPapers(store, 's2', []);
      expect(await deliveries.shownPaperIds('s1')).toEqual(new Set(['p1']));
      expect(await deliveries.shownPaperIds('s2')).toEqual(new Set(['p2']));
    });
  });

  it('keeps the result of a search from overwriting that of a new attempt', async () => {
    const { deliveries } = await open('08:00');
    await send(deliveries, 's1@08:00', UNKNOWN, 'p1');
    await deliveries.claimUnknown(UNKNOWN_CLAIM);
    await record(deliveries, 's1@08:00', NOT_FOUND);
    await deliveries.claim({ ...UNKNOWN_CLAIM, now: at('09:00') });
    await startSending(deliveries, 's1@08:00', 'p1');
    const searchResult = { owner: 'me', now: at('09:02'), result: NOT_FOUND, onlyIfUnknown: true };
    expect(await deliveries.recordResult('s1@08:00', searchResult)).toBe(false);
    expect(await record(deliveries, 's1@08:00', SENT)).toBe(true);
  });

  describe('expireUnroutable', () => {
    const served = { platforms: ['slack'], now: at('12:00') };

    it('expires old deliveries to platforms that no process is connected to', async () => {
      const { deliveries } = await open('08:00');
      expect(await deliveries.expireUnroutable({ ...served, unchangedSince: at('08:00') })).toEqual([]);
      expect(
        await deliveries.expireUnroutable({ platforms: ['discord'], unchangedSince: at('09:00'), now: at('12:00') }),
      ).toEqual([]);
      expect(await deliveries.expireUnroutable({ ...served, unchangedSince: at('09:00') })).toEqual(['discord']);
      expect(await deliveries.history('s1', 1)).toMatchObject([{ state: 'expired', changedAt: at('12:00') }]);
    });

    it('works for a process that is connected to no platform', async () => {
      const { deliveries } = await open('08:00');
      expect(await deliveries.expireUnroutable({ ...served, platforms: [], unchangedSince: at('09:00') })).toEqual([
        'discord',
      ]);
    });

    it('leaves leased deliveries alone', async () => {
      const { deliveries } = await open('08:00');
      await deliveries.claim(CLAIM);
      const call = { ...served, now: at('08:04'), unchangedSince: at('09:00') };
      expect(await deliveries.expireUnroutable(call)).toEqual([]);
    });
  });

  it('returns the history newest first', async () => {
    const { deliveries } = await open('07:00', '08:00');
    expect((await deliveries.history('s1', 10)).map(({ id }) => id)).toEqual(['s1@08:00', 's1@07:00']);
    expect(await deliveries.history('s1', 1)).toHaveLength(1);
  });

  it('counts deliveries by state', async () => {
    const { deliveries } = await open('07:00', '07:10', '07:20', '07:30');
    await send(deliveries, 's1@07:00', UNKNOWN);
    await startSending(deliveries, 's1@07:10');
    await record(deliveries, 's1@07:20', SENT);
    expect(await deliveries.countByState()).toEqual({
      due: 1,
      sending: 1,
      unknown: 1,
      sent: 1,
      failed: 0,
      expired: 0,
      skipped: 0,
    });
  });

  it('deletes finished deliveries, and keeps what they showed', async () => {
    const store = await (await fresh()).open();
    await subscribe(store, { id: 's1' }, '08:00', '09:00');
    const deliveries = new SqlDeliveryRepository(store);
    const lease = { owner: 'P1', until: at('11:00') };
    const [first] = await deliveries.claim({ ...CLAIM, lease, now: at('10:00'), limit: 1 });
    const id = first?.delivery.id ?? '';
    await deliveries.markSending(id, { lease, now: at('10:00'), document: { blocks: [] }, paperIds: ['paper 1'] });
    await deliveries.recordResult(id, { owner: 'P1', now: at('10:00'), result: { state: 'sent' } });
    expect(await deliveries.deleteFinished(at('10:00'))).toBe(1);
    expect(await deliveries.history('s1', 9)).toMatchObject([{ state: 'due' }]);
    expect(await deliveries.shownPaperIds('s1')).toEqual(new Set(['paper 1']));
  });
});
