import type { DeliveryState } from '../highlights/delivering/delivery.ts';
import type { Subscription } from '../highlights/subscribing/subscription.ts';

/** What the operator wants to know of the store, for all processes on it. Instants are ISO 8601 in UTC. */
export interface HealthQueries {
  /** Resolves when the store took what was written to it. */
  ping(): Promise<void>;
  /** What waits. It costs what waits, not what was ever sent. */
  backlog(now: string): Promise<Backlog>;
  /** The deliveries that were sent last, newest slot first. */
  recentlySent(limit: number): Promise<readonly SentDelivery[]>;
  /** How many subscriptions can't be posted, and some of them, those that broke last first. */
  broken(limit: number): Promise<{ readonly count: number; readonly examples: readonly Subscription[] }>;
}

export interface Backlog {
  /** Of the states that are not final, and of those that stay unknown. */
  readonly deliveries: Readonly<Record<PendingState, number>>;
  readonly discussions: {
    /** Their thread is being opened. */
    readonly opening: number;
    /** Due to be looked at. */
    readonly refreshes: number;
  };
  readonly brokenSubscriptions: number;
}

export type PendingState = Extract<DeliveryState, 'due' | 'sending' | 'unknown'>;

export interface SentDelivery {
  readonly platform: string;
  readonly slot: string;
  readonly sentAt: string;
}
