import { createHash } from 'node:crypto';

/** How a delivery is marked on its message (https://docs.slack.dev/messaging/message-metadata). */
const DELIVERY_EVENT_TYPE = 'paperboy_delivery';

/** What a post carries, so that it can be found again. */
export function createDeliveryMarker(key: string) {
  return { metadata: { event_type: DELIVERY_EVENT_TYPE, event_payload: { key } }, client_msg_id: clientMessageId(key) };
}

/** Whether a message is the post of a delivery. Slack shows an app its own metadata only. */
export function hasDeliveryMarker(
  { metadata }: { readonly metadata?: { readonly event_type?: string; readonly event_payload?: object } },
  key: string,
): boolean {
  const { event_type: type, event_payload: payload = {} } = metadata ?? {};
  return type === DELIVERY_EVENT_TYPE && 'key' in payload && payload.key === key;
}

/** Slack is said to drop a second message with the same id, which is documented nowhere: it can't hurt, and nothing depends on it. */
function clientMessageId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
