import { UserError } from '../runtime/errors.ts';
import { type FilterProblem, parseFilters } from './filter-parser.ts';
import type { Filters, SortOrder } from './filters.ts';
import { parseClauses } from './query-clauses.ts';

export interface Query {
  /** As typed. */
  readonly text: string;
  /** As typed. Papers with more of the words rank higher. */
  readonly words: readonly string[];
  /** Quoted phrases, all of which a paper must have. */
  readonly phrases: readonly string[];
  /** Words and phrases that a paper must not have. */
  readonly excluded: readonly string[];
  readonly filters: Filters;
  readonly sort: SortOrder;
  /** From an arXiv id or link in the query. */
  readonly paperId?: string;
}

/** In characters. The longest titles have about 250. */
export const MAX_QUERY_LENGTH = 500;

const EXAMPLE_QUERY = 'safe rl since:2024';

/** @throws UserError with everything that is wrong, and a corrected query */
export function parseQuery(text: string): Query {
  if (text.length > MAX_QUERY_LENGTH) {
    throw new UserError(
      `A search can have up to ${MAX_QUERY_LENGTH} characters, and this one has ${text.length}. Shorten it to a title or a few words. Try: ${EXAMPLE_QUERY}`,
      { instead: EXAMPLE_QUERY },
    );
  }
  const clauses = parseClauses(text);
  const { filters, sort, problems } = parseFilters(clauses.filter(({ kind }) => kind === 'filter'));
  if (problems.length > 0) {
    const fields = Object.fromEntries(problems.map(({ clause, message }) => [clause.name.toLowerCase(), message]));
    const suggestion = correctQuery(text, problems);
    const messages = [...new Set(problems.map(({ message }) => message))].join(' ');
    throw new UserError(`${messages} Try: ${suggestion}`, { fields, instead: suggestion });
  }

  const paper = clauses.find(({ kind }) => kind === 'paper');
  const included = clauses.filter(({ isNegated }) => !isNegated);
  return {
    text,
    words: included.filter(({ kind }) => kind === 'word').map(({ value }) => value),
    phrases: included.filter(({ kind }) => kind === 'phrase').map(({ value }) => value),
    excluded: clauses.filter(({ kind, isNegated }) => isNegated && kind !== 'filter').map(({ value }) => value),
    filters,
    sort,
    ...(paper && { paperId: paper.value }),
  };
}

/** Replaces wrong clauses with suggestions, and removes those without one. */
function correctQuery(text: string, problems: readonly FilterProblem[]): string {
  let at = 0;
  let result = '';
  for (const { clause, suggestion } of [...problems].sort((a, b) => a.clause.start - b.clause.start)) {
    result += `${text.slice(at, clause.start)} ${suggestion} `;
    at = clause.end;
  }
  result = (result + text.slice(at)).replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim();
  const isStillInvalid = parseFilters(parseClauses(result).filter(({ kind }) => kind === 'filter')).problems.length > 0;
  return result === '' || isStillInvalid ? EXAMPLE_QUERY : result;
}
