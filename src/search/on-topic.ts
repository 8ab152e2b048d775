import { parseQuery } from './query.ts';
import type { Match, SearchIndex } from './search-index.ts';
import { separateWords } from './separate-words.ts';

/** A paper that lacks some of the topic's words is on topic where its score comes this near to the best. */
const NEAR_BEST = 0.6;

/**
 * The matches that are on topic, each with its relevance for a score: its share of the best score, or 1 where there are no scores.
 *
 * A search also finds papers that have one word of several, and who asked for "safe rl" does not wait for every paper on RL. So a paper is
 * on topic when it has all the words that any paper has, or 0.6 of the best score.
 *
 * @param matches all of them, for the best tells how good the others are
 */
export function onTopic(matches: readonly Match[]): Match[] {
  const best = matches.reduce((most, { score }) => Math.max(most, score), 0);
  const words = separateWords(matches.flatMap(({ matched }) => matched)).size;
  return matches
    .filter((one) => one.score >= NEAR_BEST * best || separateWords(one.matched).size === words)
    .map((one) => ({ ...one, score: best > 0 ? one.score / best : 1 }));
}

/**
 * The ids of the papers that are on a topic.
 *
 * @throws UserError as `parseQuery`
 */
export function idsOnTopic(topic: string, search: SearchIndex): ReadonlySet<string> {
  return new Set(onTopic(search.matches(parseQuery(topic))).map(({ paper }) => paper.id));
}
