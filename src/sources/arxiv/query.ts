import { parseArxivId } from '../../papers/identity.ts';

const MAX_QUERY_WORDS = 20;

/** What arXiv's query API is asked for: papers by their ids, or by a query. */
export type ArxivQuery = { readonly id_list: string } | { readonly search_query: string };

/** A query for papers that were submitted on a day, in UTC. */
export function submittedOnQuery(query: string, day: string): ArxivQuery {
  const date = day.replaceAll('-', '');
  return { search_query: `(${query}) AND submittedDate:[${date}0000 TO ${date}2359]` };
}

/** A query for papers with all of the words; one for a paper where the words are its id. Nothing where there are no words. */
export function wordsQuery(text: string): ArxivQuery | undefined {
  const id = parseArxivId(text);
  if (id !== undefined) return { id_list: id };
  // In quotes nothing is an operator, a field or a bracket.
  const words = (text.match(/[\p{L}\p{N}]+(?:[-.'’][\p{L}\p{N}]+)*/gu) ?? []).slice(0, MAX_QUERY_WORDS);
  return words.length === 0 ? undefined : { search_query: words.map((word) => `all:"${word}"`).join(' AND ') };
}
