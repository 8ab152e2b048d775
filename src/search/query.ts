import { UserError } from '../errors.ts';
import type { Filters, Sort } from './filters.ts';
import { queryPieces } from './query-pieces.ts';
import { type Problem, readFilters } from './read-filters.ts';

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
  readonly sort: Sort;
  /** The paper that an arXiv id or a link in the query points at. */
  readonly paperId?: string;
}

/** The longest query there may be; the longest titles have about 250 characters. */
export const MAX_QUERY_LENGTH = 500;

const EXAMPLE = 'safe rl since:2024';

/** Reads a query. Everything that is wrong with it is said at once, with a corrected query to try. */
export function parseQuery(text: string): Query {
  if (text.length > MAX_QUERY_LENGTH) {
    throw new UserError(
      `A search may have ${MAX_QUERY_LENGTH} characters and this one has ${text.length}: keep to a title or a few words. Try: ${EXAMPLE}`,
      { instead: EXAMPLE },
    );
  }
  const pieces = queryPieces(text);
  const { filters, sort, problems } = readFilters(pieces.filter(({ kind }) => kind === 'filter'));
  if (problems.length > 0) {
    const fields = Object.fromEntries(problems.map(({ piece, message }) => [piece.name.toLowerCase(), message]));
    const instead = corrected(text, problems);
    throw new UserError(`${saidOf(problems)} Try: ${instead}`, { fields, instead });
  }

  const paper = pieces.find(({ kind }) => kind === 'paper');
  const plain = pieces.filter(({ negated }) => !negated);
  return {
    text,
    words: plain.filter(({ kind }) => kind === 'word').map(({ value }) => value),
    phrases: plain.filter(({ kind }) => kind === 'phrase').map(({ value }) => value),
    excluded: pieces.filter(({ kind, negated }) => negated && kind !== 'filter').map(({ value }) => value),
    filters,
    sort,
    ...(paper && { paperId: paper.value }),
  };
}

function saidOf(problems: readonly Problem[]): string {
  return [...new Set(problems.map(({ message }) => message))].join(' ');
}

/** The query with every wrong part put right, or left out where nobody can know what was meant. */
function corrected(text: string, problems: readonly Problem[]): string {
  let at = 0;
  let result = '';
  for (const { piece, instead } of [...problems].sort((a, b) => a.piece.start - b.piece.start)) {
    result += `${text.slice(at, piece.start)} ${instead} `;
    at = piece.end;
  }
  result = (result + text.slice(at)).replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim();
  const wrongStill = readFilters(queryPieces(result).filter(({ kind }) => kind === 'filter')).problems.length > 0;
  return result === '' || wrongStill ? EXAMPLE : result;
}
