import { UserError } from '../runtime/errors.ts';
import { type FilterProblem, parseFilters } from './filter-parser.ts';
import type { Filters, SortOrder } from './filters.ts';
import { parseClauses } from './query-clauses.ts';

/** What somebody asked for. */
export interface Query {
  /** As it was typed. */
  readonly text: string;
  /** The words, as typed. A paper may lack some of them; the more it has, the better. */
  readonly words: readonly string[];
  /** What stood within quotes. A paper has to hold all of them. */
  readonly phrases: readonly string[];
  /** Words and phrases that no paper may hold. */
  readonly excluded: readonly string[];
  readonly filters: Filters;
  readonly sort: SortOrder;
  /** The paper that an arXiv id or a link in the query points at. */
  readonly paperId?: string;
}

/** The longest query there may be; the longest titles have about 250 characters. */
export const MAX_QUERY_LENGTH = 500;

const EXAMPLE_QUERY = 'safe rl since:2024';

/** Reads a query. Everything that is wrong with it is said at once, with a corrected query to try. */
export function parseQuery(text: string): Query {
  if (text.length > MAX_QUERY_LENGTH) {
    throw new UserError(
      `A search may have ${MAX_QUERY_LENGTH} characters and this one has ${text.length}: keep to a title or a few words. Try: ${EXAMPLE_QUERY}`,
      { instead: EXAMPLE_QUERY },
    );
  }
  const clauses = parseClauses(text);
  const { filters, sort, problems } = parseFilters(clauses.filter(({ kind }) => kind === 'filter'));
  if (problems.length > 0) {
    const fields = Object.fromEntries(problems.map(({ clause, message }) => [clause.name.toLowerCase(), message]));
    const suggestion = correctQuery(text, problems);
    throw new UserError(`${joinMessages(problems)} Try: ${suggestion}`, { fields, instead: suggestion });
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

function joinMessages(problems: readonly FilterProblem[]): string {
  return [...new Set(problems.map(({ message }) => message))].join(' ');
}

/** The query with every wrong part put right, or left out where nobody can know what was meant. */
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
