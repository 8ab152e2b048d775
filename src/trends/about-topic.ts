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
export function papersAbout({ words, phrases, excluded, filters, paperId }: Query, search: SearchIndex): Paper[] {
  if (paperId !== undefined) return [];
  const { since: _, until: __, ...others } = filters;
  const telling = words.filter(saysSomething);
  // A phrase of one word is a word that a paper has to have.
  const wanted = [...phrases, ...(telling.length > 0 || phrases.length > 0 ? telling : words)];
  return search.having({ phrases: wanted, excluded, filters: others });
}

function saysSomething(word: string): boolean {
  return analyze(word).some(({ stop }) => !stop);
}
