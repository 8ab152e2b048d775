import { describe, expect, it } from 'vitest';
import { createMetrics, withDeliveryMetrics } from '../../../src/app/metrics.ts';
import type { DeliveryRepository, DeliveryResult } from '../../../src/features/highlights/delivery.ts';
import { createDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { at, subscribe } from '../store/records.ts';
import { freshSqlite } from '../store/stores.ts';
import { ABOUT } from './monitored-process.ts';

const LEASE = { owner: 'me', until: at('23:00') };

/** A ledger on a database with a post that is due at 08:00, counted. */
async function counting() {
  const store = await (await freshSqlite()).open();
  await subscribe(store, { id: 's1' }, '08:00');
  const metrics = createMetrics(ABOUT);
  const deliveries = withDeliveryMetrics(createDeliveryRepository(store), { platforms: ['discord', 'slack'], metrics });
  const counted = async () =>
    (await metrics.deliveries.get()).values
      .filter(({ value }) => value > 0)
      .map(({ labels, value }) => [labels.platform, labels.outcome, value]);
  const lag = async () =>
    (await metrics.deliveryLagSeconds.get()).values.find(({ metricName }) => metricName?.endsWith('_sum'))?.value;
  return { deliveries, counted, lag };
}

const claim = (deliveries: DeliveryRepository) =>
  deliveries.claim({ lease: LEASE, now: at('08:00'), limit: 10, platforms: ['discord', 'slack'] });
const settle = (deliveries: DeliveryRepository, result: DeliveryResult, owner = 'me', now = at('08:02')) =>
  deliveries.recordResult('s1@08:00', { owner, now, result });

describe('what becomes of posts is counted', () => {
  it.each<[DeliveryResult, string]>([
    [{ state: 'sent' }, 'sent'],
    [{ state: 'due', notBefore: at('08:10'), reason: 'wait' }, 'postponed'],
    [{ state: 'failed', reason: 'no' }, 'failed'],
    [{ state: 'expired', reason: 'late' }, 'expired'],
    [{ state: 'skipped', reason: 'nothing' }, 'skipped'],
    [{ state: 'unknown', reason: 'hm' }, 'unknown'],
  ])('%j', async (as, outcome) => {
    const { deliveries, counted } = await counting();
    await claim(deliveries);
    expect(await settle(deliveries, as)).toBe(true);
    expect(await counted()).toEqual([['discord', outcome, 1]]);
  });

  it('with how late they were sent', async () => {
    const { deliveries, lag } = await counting();
    await claim(deliveries);
    await settle(deliveries, { state: 'sent' });
    expect(await lag()).toBe(120);
  });

  it('but not what another process has taken over', async () => {
    const { deliveries, counted } = await counting();
    await claim(deliveries);
    expect(await settle(deliveries, { state: 'sent' }, 'somebody else')).toBe(false);
    expect(await counted()).toEqual([]);
  });

  it('also where nobody was there to send it', async () => {
    const { deliveries, counted } = await counting();
    await deliveries.expireUnroutable({ platforms: ['slack'], unchangedSince: at('12:00'), now: at('12:00') });
    expect(await counted()).toEqual([['discord', 'expired', 1]]);
  });

  it('once, however often an unknown one is looked for', async () => {
    const { deliveries, counted, lag } = await counting();
    await claim(deliveries);
    await settle(deliveries, { state: 'unknown', reason: 'no answer' });
    for (const [minute, as] of [
      ['10', { state: 'unknown', reason: 'not there yet' }],
      ['12', { state: 'unknown', reason: 'not there yet' }],
      ['14', { state: 'sent' }],
    ] as const) {
      const now = at(`08:${minute}`);
      await deliveries.claimUnknown({
        ...{ lease: LEASE, now, checkedBefore: now, limit: 10 },
        ...{ attemptedAfter: at('00:00'), platforms: ['discord', 'slack'] },
      });
      await settle(deliveries, as, 'me', now);
    }
    expect(await counted()).toEqual([
      ['discord', 'sent', 1],
      ['discord', 'unknown', 1],
    ]);
    expect(await lag()).toBe(14 * 60);
  });
});
