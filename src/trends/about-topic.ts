import type { Paper } from '../papers/paper.ts';
import { analyze } from '../search/analyzer.ts';
import type { Query } from '../search/query.ts';
import type { SearchIndex } from '../search/search-index.ts';

/**
 * The papers that are about a topic, to be counted: those that have each of its words, in whatever form ("model" is in "models",
 * "off policy" in "off-policy"), in their title, abstract, keywords, authors or organization, have what it has in quotes, and pass its
 * filters. Words that say nothing by themselves ("of", "the") are passed over, and what is misspelt is not guessed.
 *
 * A search and a subscription are wider: they rank, so a paper that lacks a word may still come, only later. A number has no place for
 * that, and would change with what else is here.
 *
 * @param query of its days nothing is asked: those are of the chart
 */
export function findPapersOnTopic({ words, phrases, excluded, filters, paperId }: Query, search: SearchIndex): Paper[] {
  if (paperId !== undefined) return [];
  const { since: _, until: __, ...others } = filters;
  const informativeWords = words.filter(isInformative);
  // A phrase of one word is a word that a paper has to have.
  const requiredTerms = [...phrases, ...(informativeWords.length > 0 || phrases.length > 0 ? informativeWords : words)];
  return search.findByConstraints({ phrases: requiredTerms, excluded, filters: others });
}

function isInformative(word: string): boolean {
  return analyze(word).some(({ isStopWord }) => !isStopWord);
}
