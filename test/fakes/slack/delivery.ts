import type { World } from './state.ts';

/** A request from Slack to the app. */
export interface AppRequest {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: object;
  /** For violations and errors. */
  readonly label: string;
  /** The retry number of an event. */
  readonly retry?: number;
}

/** The app's acknowledgement of a request. */
export interface Ack {
  /** Always 200 over Socket Mode. */
  readonly status: number;
  readonly body: unknown;
  readonly afterMs: number;
  /** Whether it asked for no retries. */
  readonly noRetry: boolean;
}

export type AckCallback = (ack: Omit<Ack, 'afterMs'>) => void;

export interface Transport {
  send(request: AppRequest, onAck: AckCallback): void;
}

export type Deliver = (request: AppRequest, onAck: (ack: Ack) => void) => void;

/** Sends requests over the app's transport, and records late, failed and missing acknowledgements. */
export function createDelivery(world: World, transport: () => Transport, ackTimeoutMs: number): Deliver {
  return (request, onAck) => {
    const { label } = request;
    const sentAt = Date.now();
    const timer = setTimeout(() => {
      world.violations.push(`${label}: not acknowledged within ${ackTimeoutMs} ms`);
      world.watch.notify();
    }, ackTimeoutMs).unref();
    transport().send(request, (ack) => {
      clearTimeout(timer);
      const afterMs = Date.now() - sentAt;
      if (ack.status !== 200) world.violations.push(`${label}: answered with status ${ack.status}`);
      onAck({ ...ack, afterMs });
      world.watch.notify();
    });
  };
}
