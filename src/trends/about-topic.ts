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
export function papersAbout(query: Query, search: SearchIndex): Paper[] {
  const { since: _, until: __, ...filters } = query.filters;
  const words = query.words.filter(saysSomething);
  // A phrase of one word is a word that a paper has to have.
  const phrases = [...query.phrases, ...(words.length > 0 || query.phrases.length > 0 ? words : query.words)];
  // Any other order leaves out what has fewer of the words' spellings.
  const matches = search.matches({ ...query, words: [], phrases, filters, sort: 'relevance' });
  return matches.map(({ paper }) => paper);
}

function saysSomething(word: string): boolean {
  return analyze(word).some(({ stop }) => !stop);
}
