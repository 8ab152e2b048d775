import { titleId } from './identity.ts';
import type { Paper } from './paper.ts';

/** The papers at hand. A paper is found by any id it ever had. */
export interface Papers {
  get(id: string): Paper | undefined;
  byTitle(title: string): Paper | undefined;
  all(): readonly Paper[];
}

export function createPapers(papers: readonly Paper[]): Papers {
  const byId = new Map(papers.flatMap((paper) => [...paper.aliases, paper.id].map((id) => [id, paper])));
  return {
    get: (id) => byId.get(id),
    byTitle: (title) => byId.get(titleId(title)),
    all: () => papers,
  };
}
