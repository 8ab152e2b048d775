import type { CommandDefinition } from '../src/chat/command.ts';
import type { ChannelSettings } from '../src/chat/place.ts';
import type { PlatformTraits } from '../src/chat/platform-traits.ts';
import type { PaperFinder } from '../src/features/catalog/find-paper.ts';
import type { PaperCards } from '../src/features/catalog/paper-cards.ts';
import type { DiscussionService } from '../src/features/discussions/discussion.ts';
import type { HighlightsService } from '../src/features/highlights/index.ts';
import type { ReadingListRepository } from '../src/features/reading-list/reading-list.ts';
import type { Papers } from '../src/papers/library.ts';
import type { SearchIndex } from '../src/search/index.ts';
import type { PaperLookup } from '../src/sources/lookup.ts';

/** What commands can ask for. Each takes what it needs. */
export interface CommandServices {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly paperLookup: PaperLookup;
  readonly finder: PaperFinder;
  readonly cards: PaperCards;
  readonly channelSettings: ChannelSettings;
  readonly highlights: HighlightsService;
  readonly discussions: DiscussionService;
  readonly readingLists: ReadingListRepository;
  readonly now: () => Date;
}

/** What `createCommands` adds to them. */
export interface PlatformCommands {
  readonly platform: PlatformTraits;
  /** The commands of the platform. */
  readonly commands: readonly CommandDefinition[];
}
