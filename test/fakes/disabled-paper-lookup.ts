import type { PaperLookup } from '../../src/sources/lookup.ts';

/** The lookup of a Paperboy without sources. */
export const DISABLED_PAPER_LOOKUP: PaperLookup = {
  sourceTitles: [],
  sourceOffering: () => undefined,
  newestDay: (now) => now.toISOString().slice(0, 10),
  fetchPaper: async () => undefined,
  refreshPaper: async (paper) => paper,
  search: async () => [],
  fetchComments: async () => [],
  ensureDay: async () => {},
  getTrending: async () => undefined,
  getSourceStatuses: async () => [],
};
