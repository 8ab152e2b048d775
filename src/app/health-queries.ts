import type { ChatPlatform } from '../chat/platform.ts';
import type { DeliveryState } from '../features/highlights/delivery.ts';
import type { Subscription } from '../features/highlights/subscription.ts';
import type { SourceStatus } from '../sources/source-repository.ts';

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

/** What an operator watches of a process. */
export interface MonitoredProcess {
  /** By name, those of the configuration. */
  readonly platforms: ReadonlyMap<string, Pick<ChatPlatform, 'connected'>>;
  /** Milliseconds since the last full minute that each heard of. */
  readonly schedulers: Readonly<Record<SchedulerName, () => number>>;
  /** How many papers can be searched. */
  readonly papers: () => number;
  readonly health: HealthQueries;
  readonly sources: () => Promise<readonly SourceStatus[]>;
  /** Whether it is about to end. */
  readonly isStopping: () => boolean;
  readonly now: () => Date;
}

/** What is looked after every minute: deliveries of highlights, discussions, and the sources of papers. */
type SchedulerName = 'highlights' | 'discussions' | 'papers';
