import type { Paper } from '../../papers/paper.ts';
import type { PaperComment } from './source.ts';
import type { SourceStatus } from './source-ledger.ts';

/**
 * What commands need of the live sources. Nothing here waits for long: a source gets about two seconds, and one that is known to be down
 * is not asked. All that asks throws a `UserError` that says so, and what to do instead, unless it says otherwise.
 */
export interface PaperLookup {
  /** The sources that are asked, as people know them; none where they are switched off. */
  readonly sourceTitles: readonly string[];
  /** A paper that is not here, by its arXiv id: asked for and kept, so that it is here from then on. None where no source has it. */
  fetchPaper(id: string): Promise<Paper | undefined>;
  /** A paper as its source knows it by now, kept; as it is here where no source answers in time. Never throws. */
  refreshPaper(paper: Paper): Promise<Paper>;
  /** What Hugging Face finds for words, best first. It is not kept. */
  search(query: string, limit: number): Promise<readonly Paper[]>;
  /** The comments on a paper at Hugging Face, oldest first. */
  fetchComments(paper: Paper): Promise<readonly PaperComment[]>;
  /** Makes sure that the papers of a day (`YYYY-MM-DD`) are here, where they can be. Never throws. */
  ensureDay(day: string): Promise<void>;
  /** What is trending, best first, and since when that is known (ISO 8601, UTC); none where nothing is known of the last day. Never throws. */
  getTrending(): Promise<{ readonly papers: readonly Paper[]; readonly at: string } | undefined>;
  getSourceStatuses(): Promise<readonly SourceStatus[]>;
}

/** The live sources where they are switched off. */
export const DISABLED_PAPER_LOOKUP: PaperLookup = {
  sourceTitles: [],
  fetchPaper: async () => undefined,
  refreshPaper: async (paper) => paper,
  search: async () => [],
  fetchComments: async () => [],
  ensureDay: async () => {},
  getTrending: async () => undefined,
  getSourceStatuses: async () => [],
};
