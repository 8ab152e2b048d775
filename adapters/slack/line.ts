import type { Receiver } from '@slack/bolt';

/** One of the two ways in which Slack reaches us (`Way`). */
export interface Transport {
  readonly receiver: Receiver;
  /** Rejects with a `UserError` for what only the host can mend. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Where it listens, once it does; with Socket Mode nowhere. */
  port(): number | undefined;
  /** Whether Slack reaches it by now, as far as it knows. */
  isConnected(): boolean;
}
