import type { DiscussionService } from '../features/discussions/discussion.ts';
import type { HighlightsService } from '../features/highlights/delivery.ts';
import type { Papers } from '../papers/library.ts';
import type { SearchIndex } from '../search/index.ts';
import type { PaperLookup } from '../sources/lookup.ts';
import type { CallContext as Call } from './place.ts';

/** Transitional: features declare their own deps instead. */
export interface AppServices {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly highlights: HighlightsService;
  readonly discussions: DiscussionService;
  readonly paperLookup: PaperLookup;
  readonly now: () => Date;
}

/** Transitional: features take their deps and `CallContext` of place.ts as two parameters. */
export interface CallContext extends AppServices, Call {}
