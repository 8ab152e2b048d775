import type { RecentPreviews } from '../features/catalog/link-previews.ts';
import type { DiscussionService } from '../features/discussions/discussion.ts';
import type { HighlightsService } from '../features/highlights/delivery.ts';
import type { Papers } from '../papers/library.ts';
import type { SearchIndex } from '../search/index.ts';
import type { PaperLookup } from '../sources/lookup.ts';
import type { ActionStore } from './action.ts';
import type { Command } from './command.ts';
import type { ChannelSettings, Person, Place } from './place.ts';

/** What every command and action works with. */
export interface AppServices {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly commands: readonly Command[];
  readonly actionStore: ActionStore;
  readonly channelSettings: ChannelSettings;
  readonly recentPreviews: RecentPreviews;
  readonly highlights: HighlightsService;
  readonly discussions: DiscussionService;
  readonly paperLookup: PaperLookup;
  /** Deletes everything that belongs to a server or workspace. */
  readonly forgetTenant: (platform: string, tenant: string) => Promise<void>;
  readonly now: () => Date;
}

/** The core, and who calls from where. */
export interface CallContext extends AppServices {
  readonly place: Place;
  readonly person: Person;
  /** Whether they may change what everybody in this place gets. */
  readonly canManage: boolean;
  /** Why no thread can be opened there for them, where that is known beforehand. */
  readonly threadBlockedReason?: string | undefined;
}
