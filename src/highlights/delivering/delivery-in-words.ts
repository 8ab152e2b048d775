import { time } from '../../chat/document.ts';
import { unreachable } from '../../errors.ts';
import { pluralize } from '../../text/counted.ts';
import type { Span } from '../../text/span.ts';
import type { Delivery, DeliveryState } from './delivery.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What became of a delivery, after its slot: "Mar 5 at 09:00: sent, 2 s after its time". */
export function describeDelivery(delivery: Delivery): Span[] {
  return [
    time(delivery.slot),
    { kind: 'text', text: `: ${[describeDeliveryState(delivery.state), ...deliveryDetails(delivery)].join(', ')}` },
  ];
}

function describeDeliveryState(state: DeliveryState): string {
  switch (state) {
    case 'due':
      return 'waits to be sent';
    case 'sending':
      return 'is being sent';
    case 'sent':
      return 'sent';
    case 'unknown':
      return 'nobody knows whether it was sent';
    case 'failed':
      return 'refused';
    case 'expired':
      return 'not sent, it was too late';
    case 'skipped':
      return 'nothing to post';
    default:
      return unreachable(state);
  }
}

function deliveryDetails({ state, slot, attempts, attemptedAt, reason }: Delivery): string[] {
  const delayMs =
    state === 'sent' && attemptedAt !== undefined ? Date.parse(attemptedAt) - Date.parse(slot) : undefined;
  return [
    ...(delayMs === undefined ? [] : [delayMs < SECOND_MS ? 'on time' : `${formatDuration(delayMs)} after its time`]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(reason === undefined ? [] : [reason]),
  ];
}

/** "3 seconds", "12 minutes", "2 hours" */
function formatDuration(ms: number): string {
  if (ms >= HOUR_MS) return pluralize(Math.round(ms / HOUR_MS), 'hour');
  if (ms >= MINUTE_MS) return pluralize(Math.round(ms / MINUTE_MS), 'minute');
  return pluralize(Math.round(ms / SECOND_MS), 'second');
}
