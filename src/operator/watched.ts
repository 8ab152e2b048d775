import type { ChatPlatform } from '../chat/platform.ts';
import type { SourceStatus } from '../sources/live/source-ledger.ts';
import type { HealthQueries } from './vitals.ts';

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
