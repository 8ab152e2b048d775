import type { Deliveries, DeliveryInHand, Settlement } from '../highlights/delivering/delivery.ts';
import type { Metrics } from './metrics.ts';

interface InHand {
  readonly platform: string;
  readonly slotMs: number;
  readonly wasUnknown: boolean;
}

interface Dependencies {
  /** The names of those that posts go to. */
  readonly platforms: readonly string[];
  readonly metrics: Pick<Metrics, 'deliveries' | 'deliveryLagSeconds'>;
}

const OUTCOMES = ['sent', 'skipped', 'postponed', 'unknown', 'expired', 'failed'] as const;

/** More than one process ever has in hand; what it lost to another one is forgotten by and by. */
const MOST_IN_HAND = 2000;

/**
 * The same ledger, which counts what becomes of posts, and how late they are sent. One that is looked for again and stays unknown is
 * counted once.
 */
export function measureDeliveries(deliveries: Deliveries, { platforms, metrics }: Dependencies): Deliveries {
  // Prometheus sees no increase in a counter that begins with 1, and the first post that was missed is one too many.
  for (const platform of platforms) for (const outcome of OUTCOMES) metrics.deliveries.inc({ platform, outcome }, 0);
  const inHand = new Map<string, InHand>();

  const take = (claimed: readonly DeliveryInHand[]): readonly DeliveryInHand[] => {
    for (const { delivery, subscription } of claimed) {
      inHand.delete(delivery.id);
      inHand.set(delivery.id, {
        platform: subscription.place.platform,
        slotMs: Date.parse(delivery.slot),
        wasUnknown: delivery.state === 'unknown',
      });
    }
    for (const id of inHand.keys()) {
      if (inHand.size <= MOST_IN_HAND) break;
      inHand.delete(id);
    }
    return claimed;
  };

  const count = ({ platform, slotMs, wasUnknown }: InHand, now: string, { state }: Settlement): void => {
    if (state === 'unknown' && wasUnknown) return;
    metrics.deliveries.inc({ platform, outcome: outcomeOf(state) });
    if (state === 'sent') metrics.deliveryLagSeconds.observe({ platform }, (Date.parse(now) - slotMs) / 1000);
  };

  return {
    ...deliveries,
    claim: async (call) => take(await deliveries.claim(call)),
    claimUnknown: async (call) => take(await deliveries.claimUnknown(call)),
    async expireUnserved(call) {
      const expired = await deliveries.expireUnserved(call);
      for (const platform of expired) metrics.deliveries.inc({ platform, outcome: 'expired' });
      return expired;
    },
    async settle(id, call) {
      const isOurs = await deliveries.settle(id, call);
      const one = inHand.get(id);
      inHand.delete(id);
      if (isOurs && one !== undefined) count(one, call.now, call.as);
      return isOurs;
    },
  };
}

function outcomeOf(state: Settlement['state']): (typeof OUTCOMES)[number] {
  return state === 'due' ? 'postponed' : state;
}
