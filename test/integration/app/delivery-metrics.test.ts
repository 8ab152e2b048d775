import { describe, expect, it } from 'vitest';
import { createDeliveryRecorder, createMetrics } from '../../../src/app/metrics.ts';
import { ABOUT } from './monitored-process.ts';

function setUp() {
  const metrics = createMetrics(ABOUT);
  const record = createDeliveryRecorder(['discord', 'slack'], metrics);
  const counts = async () =>
    (await metrics.deliveries.get()).values.map(({ labels, value }) => [labels.platform, labels.outcome, value]);
  const lagSum = async () =>
    (await metrics.deliveryLagSeconds.get()).values.find(({ metricName }) => metricName?.endsWith('_sum'))?.value;
  return { record, counts, lagSum };
}

describe('createDeliveryRecorder', () => {
  it.each([
    ['sent', 'sent'],
    ['due', 'postponed'],
    ['failed', 'failed'],
    ['expired', 'expired'],
    ['skipped', 'skipped'],
    ['unknown', 'unknown'],
  ] as const)('counts %s as %s', async (state, outcome) => {
    const { record, counts } = setUp();
    record('discord', state, 120_000);
    expect((await counts()).filter(([, , value]) => value === 1)).toEqual([['discord', outcome, 1]]);
  });

  it('observes the lag of sent posts only', async () => {
    const { record, lagSum } = setUp();
    record('discord', 'failed', 60_000);
    record('discord', 'sent', 120_000);
    expect(await lagSum()).toBe(120);
  });

  it('starts every counter at 0, so that Prometheus sees the first increase', async () => {
    expect(await setUp().counts()).toEqual(
      ['discord', 'slack'].flatMap((platform) =>
        ['sent', 'skipped', 'postponed', 'unknown', 'expired', 'failed'].map((outcome) => [platform, outcome, 0]),
      ),
    );
  });
});
