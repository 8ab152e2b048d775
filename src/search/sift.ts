import type { Paper } from '../papers/paper.ts';
import type { Query } from './query.ts';
import { createSearchIndex } from './search-index.ts';

/**
 * Those of some papers that a query lets through, its words apart: by its filters, by what it has in quotes, and by what it leaves out. They
 * keep their order, unless the query asks for another.
 */
export function filterPapers(papers: readonly Paper[], { paperId: _, ...query }: Query): Paper[] {
  const index = createSearchIndex();
  index.put(papers);
  const matching = index.findAllMatches({ ...query, words: [] }).map(({ paper }) => paper);
  return query.sort === 'relevance' ? papers.filter((paper) => matching.includes(paper)) : matching;
}
