import { parseQuery } from './query.ts';
import type { Match, SearchIndex } from './search-index.ts';
import { splitMatchedWords } from './separate-words.ts';

/** A paper that lacks some of the topic's words is on topic where its score comes this near to the best. */
const MIN_RELATIVE_SCORE = 0.6;

/**
 * The matches that are on topic, each with its relevance for a score: its share of the best score, or 1 where there are no scores.
 *
 * A search also finds papers that have one word of several, and who asked for "safe rl" does not wait for every paper on RL. So a paper is
 * on topic when it has all the words that any paper has, or 0.6 of the best score.
 *
 * @param matches all of them, for the best tells how good the others are
 */
export function filterOnTopic(matches: readonly Match[]): Match[] {
  const best = matches.reduce((highest, { score }) => Math.max(highest, score), 0);
  const wordCount = splitMatchedWords(matches.flatMap(({ matched }) => matched)).size;
  return matches
    .filter((match) => match.score >= MIN_RELATIVE_SCORE * best || splitMatchedWords(match.matched).size === wordCount)
    .map((match) => ({ ...match, score: best > 0 ? match.score / best : 1 }));
}

/**
 * The ids of the papers that are on a topic.
 *
 * @throws UserError as `parseQuery`
 */
export function findOnTopicIds(topic: string, search: SearchIndex): ReadonlySet<string> {
  return new Set(filterOnTopic(search.findAllMatches(parseQuery(topic))).map(({ paper }) => paper.id));
}
