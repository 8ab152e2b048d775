import type { World } from './state.ts';

/** Something that happened, as Slack tells an app. */
export interface Parcel {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: object;
  /** What it is, in words. */
  readonly what: string;
  /** Which repetition it is, of an event that was not acknowledged. */
  readonly retry?: number;
}

/** What an app said to a parcel. */
export interface Ack {
  /** Over Socket Mode always 200. */
  readonly status: number;
  readonly body: unknown;
  readonly afterMs: number;
  /** Whether it asked for no repetitions. */
  readonly noRetry: boolean;
}

export type Answered = (ack: Omit<Ack, 'afterMs'>) => void;

/** A way to an app. */
export interface Carrier {
  carry(parcel: Parcel, answered: Answered): void;
}

export type Deliver = (parcel: Parcel, acknowledged: (ack: Ack) => void) => void;

/** Sends parcels the way that the app is connected, and notes what is answered late, wrongly or never. */
export function createDelivery(world: World, carrier: () => Carrier, ackWithinMs: number): Deliver {
  return (parcel, acknowledged) => {
    const { what } = parcel;
    const sentAt = Date.now();
    const never = setTimeout(() => {
      world.violations.push(`${what}: not acknowledged within ${ackWithinMs} ms`);
      world.watch.notify();
    }, ackWithinMs).unref();
    carrier().carry(parcel, (ack) => {
      clearTimeout(never);
      const afterMs = Date.now() - sentAt;
      if (ack.status !== 200) world.violations.push(`${what}: answered with status ${ack.status}`);
      acknowledged({ ...ack, afterMs });
      world.watch.notify();
    });
  };
}
