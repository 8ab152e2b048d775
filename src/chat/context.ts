import type { DiscussionsDesk } from '../discussions/discussions-desk.ts';
import type { HighlightsDesk } from '../highlights/highlights.ts';
import type { Papers } from '../papers/papers.ts';
import type { SearchIndex } from '../search/search-index.ts';
import type { LivePapers } from '../sources/live/live-papers.ts';
import type { ChannelSettings } from './channel-settings.ts';
import type { Command } from './command.ts';
import type { Keepsakes } from './keepsakes.ts';
import type { RecentCards } from './link-cards.ts';
import type { Person, Place } from './place.ts';

/** What every command and action works with. */
export interface Core {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly commands: readonly Command[];
  readonly keepsakes: Keepsakes;
  readonly channelSettings: ChannelSettings;
  readonly recentCards: RecentCards;
  readonly highlights: HighlightsDesk;
  readonly discussions: DiscussionsDesk;
  readonly live: LivePapers;
  /** Deletes everything that belongs to a server or workspace. */
  readonly forgetTenant: (platform: string, tenant: string) => Promise<void>;
  readonly now: () => Date;
}

/** The core, and who calls from where. */
export interface Context extends Core {
  readonly place: Place;
  readonly person: Person;
  /** Whether they may change what everybody in this place gets. */
  readonly manages: boolean;
  /** Why no thread can be opened there for them, where that is known beforehand. */
  readonly cannotOpenThread?: string | undefined;
}
