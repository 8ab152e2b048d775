import type { Papers } from '../papers/papers.ts';
import type { SearchIndex } from '../search/search-index.ts';
import type { Command } from './command.ts';
import type { Keepsakes } from './keepsakes.ts';

/** What commands and actions work with. */
export interface Context {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly commands: readonly Command[];
  readonly keepsakes: Keepsakes;
  readonly now: () => Date;
}
