import type { ChatPlatform } from '../chat/platform.ts';
import type { SourceStanding } from '../sources/live/source-ledger.ts';
import type { Vitals } from './vitals.ts';

/** What an operator watches of a process. */
export interface Watched {
  /** By name, those of the configuration. */
  readonly platforms: ReadonlyMap<string, Pick<ChatPlatform, 'connected'>>;
  /** Milliseconds since the last full minute that each heard of. */
  readonly ticks: Readonly<Record<TickName, () => number>>;
  /** How many papers can be searched. */
  readonly papers: () => number;
  readonly vitals: Vitals;
  readonly sources: () => Promise<readonly SourceStanding[]>;
  /** Whether it is about to end. */
  readonly isStopping: () => boolean;
  readonly now: () => Date;
}

/** What is looked after every minute: deliveries of highlights, discussions, and the sources of papers. */
type TickName = 'highlights' | 'discussions' | 'papers';
