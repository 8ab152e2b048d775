import { time } from '../../chat/document.ts';
import { unreachable } from '../../errors.ts';
import { counted } from '../../text/counted.ts';
import type { Span } from '../../text/span.ts';
import type { Delivery, DeliveryState } from './delivery.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What became of a delivery, after its slot: "Mar 5 at 09:00: sent, 2 s after its time". */
export function deliverySpans(delivery: Delivery): Span[] {
  return [
    time(delivery.slot),
    { kind: 'text', text: `: ${[stateInWords(delivery.state), ...details(delivery)].join(', ')}` },
  ];
}

function stateInWords(state: DeliveryState): string {
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

function details({ state, slot, attempts, attemptedAt, reason }: Delivery): string[] {
  const lag = state === 'sent' && attemptedAt !== undefined ? Date.parse(attemptedAt) - Date.parse(slot) : undefined;
  return [
    ...(lag === undefined ? [] : [lag < SECOND ? 'on time' : `${duration(lag)} after its time`]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(reason === undefined ? [] : [reason]),
  ];
}

/** "3 seconds", "12 minutes", "2 hours" */
function duration(ms: number): string {
  if (ms >= HOUR) return counted(Math.round(ms / HOUR), 'hour');
  if (ms >= MINUTE) return counted(Math.round(ms / MINUTE), 'minute');
  return counted(Math.round(ms / SECOND), 'second');
}
