import type { Paper } from '../../papers/paper.ts';
import type { PaperComment } from './source.ts';
import type { SourceStanding } from './source-ledger.ts';

/**
 * What commands need of the live sources. Nothing here waits for long: a source gets about two seconds, and one that is known to be down
 * is not asked. All that asks throws a `UserError` that says so, and what to do instead, unless it says otherwise.
 */
export interface LivePapers {
  /** The sources that are asked, as people know them; none where they are switched off. */
  readonly sources: readonly string[];
  /** A paper that is not here, by its arXiv id: asked for and kept, so that it is here from then on. None where no source has it. */
  find(id: string): Promise<Paper | undefined>;
  /** A paper as its source knows it by now, kept; as it is here where no source answers in time. Never throws. */
  fresh(paper: Paper): Promise<Paper>;
  /** What Hugging Face finds for words, best first. It is not kept. */
  search(words: string, limit: number): Promise<readonly Paper[]>;
  /** The comments on a paper at Hugging Face, oldest first. */
  comments(paper: Paper): Promise<readonly PaperComment[]>;
  /** Makes sure that the papers of a day (`YYYY-MM-DD`) are here, where they can be. Never throws. */
  day(day: string): Promise<void>;
  /** What is trending, best first, and since when that is known (ISO 8601, UTC); none where nothing is known of the last day. Never throws. */
  trending(): Promise<{ readonly papers: readonly Paper[]; readonly at: string } | undefined>;
  standings(): Promise<readonly SourceStanding[]>;
}

/** The live sources where they are switched off. */
export const NO_LIVE_PAPERS: LivePapers = {
  sources: [],
  find: async () => undefined,
  fresh: async (paper) => paper,
  search: async () => [],
  comments: async () => [],
  day: async () => {},
  trending: async () => undefined,
  standings: async () => [],
};
