import type { ClaimedDelivery, DeliveryRepository, DeliveryResult } from '../highlights/delivering/delivery.ts';
import type { Metrics } from './metrics.ts';

interface InFlightDelivery {
  readonly platform: string;
  readonly slotMs: number;
  readonly wasUnknown: boolean;
}

interface DeliveryMetricsDeps {
  /** The names of those that posts go to. */
  readonly platforms: readonly string[];
  readonly metrics: Pick<Metrics, 'deliveries' | 'deliveryLagSeconds'>;
}

const OUTCOMES = ['sent', 'skipped', 'postponed', 'unknown', 'expired', 'failed'] as const;

/** More than one process ever has in hand; what it lost to another one is forgotten by and by. */
const MAX_IN_FLIGHT = 2000;

/**
 * The same ledger, which counts what becomes of posts, and how late they are sent. One that is looked for again and stays unknown is
 * counted once.
 */
export function withDeliveryMetrics(
  deliveries: DeliveryRepository,
  { platforms, metrics }: DeliveryMetricsDeps,
): DeliveryRepository {
  // Prometheus sees no increase in a counter that begins with 1, and the first post that was missed is one too many.
  for (const platform of platforms) for (const outcome of OUTCOMES) metrics.deliveries.inc({ platform, outcome }, 0);
  const inFlight = new Map<string, InFlightDelivery>();

  const track = (claimed: readonly ClaimedDelivery[]): readonly ClaimedDelivery[] => {
    for (const { delivery, subscription } of claimed) {
      inFlight.delete(delivery.id);
      inFlight.set(delivery.id, {
        platform: subscription.place.platform,
        slotMs: Date.parse(delivery.slot),
        wasUnknown: delivery.state === 'unknown',
      });
    }
    for (const id of inFlight.keys()) {
      if (inFlight.size <= MAX_IN_FLIGHT) break;
      inFlight.delete(id);
    }
    return claimed;
  };

  const count = ({ platform, slotMs, wasUnknown }: InFlightDelivery, now: string, { state }: DeliveryResult): void => {
    if (state === 'unknown' && wasUnknown) return;
    metrics.deliveries.inc({ platform, outcome: outcomeLabel(state) });
    if (state === 'sent') metrics.deliveryLagSeconds.observe({ platform }, (Date.parse(now) - slotMs) / 1000);
  };

  return {
    ...deliveries,
    claim: async (call) => track(await deliveries.claim(call)),
    claimUnknown: async (call) => track(await deliveries.claimUnknown(call)),
    async expireUnroutable(call) {
      const expired = await deliveries.expireUnroutable(call);
      for (const platform of expired) metrics.deliveries.inc({ platform, outcome: 'expired' });
      return expired;
    },
    async recordResult(id, call) {
      const isOurs = await deliveries.recordResult(id, call);
      const one = inFlight.get(id);
      inFlight.delete(id);
      if (isOurs && one !== undefined) count(one, call.now, call.result);
      return isOurs;
    },
  };
}

function outcomeLabel(state: DeliveryResult['state']): (typeof OUTCOMES)[number] {
  return state === 'due' ? 'postponed' : state;
}
