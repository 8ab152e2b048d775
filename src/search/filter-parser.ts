import { parseDateRange, suggestDate } from '../papers/dates.ts';
import { unreachable } from '../runtime/errors.ts';
import { closestMatch, formatList } from '../text/format.ts';
import {
  type Filters,
  findFilter,
  HAS_VALUES,
  type HasValue,
  type NumberRange,
  SORT_ORDERS,
  type SortOrder,
  suggestFilter,
} from './filters.ts';
import { parseClauses, type QueryClause } from './query-clauses.ts';

/** What's wrong with a clause. */
export interface FilterProblem {
  readonly clause: QueryClause;
  /** One or two sentences. */
  readonly message: string;
  /** A replacement for the clause, or an empty string. */
  readonly suggestion: string;
}

type ProblemDetail = Omit<FilterProblem, 'clause'>;

interface AttributeLists {
  readonly author: string[];
  readonly org: string[];
  readonly has: HasValue[];
}

interface FilterDraft extends AttributeLists {
  readonly not: AttributeLists;
  since?: string;
  until?: string;
  upvotes?: NumberRange;
  comments?: NumberRange;
  sort?: SortOrder;
}

/** Parses all filter clauses of a query, and collects all problems. */
export function parseFilters(clauses: readonly QueryClause[]): {
  filters: Filters;
  sort: SortOrder;
  problems: FilterProblem[];
} {
  const draft: FilterDraft = { author: [], org: [], has: [], not: { author: [], org: [], has: [] } };
  const problems: FilterProblem[] = [];
  for (const clause of clauses) {
    const problem = parseFilter(clause, draft);
    if (problem === undefined) continue;
    // The suggestion is added to the draft, as it has to agree with the other filters.
    const isValidSuggestion = parseClauses(problem.suggestion).every(
      (clause) => clause.kind !== 'filter' || !parseFilter(clause, draft),
    );
    problems.push({ clause, message: problem.message, suggestion: isValidSuggestion ? problem.suggestion : '' });
  }
  const { sort, not, ...filters } = draft;
  return { filters: omitEmpty({ ...filters, not: omitEmpty(not) }), sort: sort ?? 'relevance', problems };
}

function omitEmpty<T extends object>(filters: T): Partial<T> {
  const entries = Object.entries(filters).filter(
    ([, value]) => typeof value === 'string' || Object.keys(value).length > 0,
  );
  return Object.fromEntries(entries) as Partial<T>;
}

function parseFilter(clause: QueryClause, draft: FilterDraft): ProblemDetail | undefined {
  const filter = findFilter(clause.name);
  if (filter === undefined) return describeUnknownFilter(clause);
  const { name } = filter;
  const value = clause.value.trim();
  if (value === '' || /^\s/.test(clause.value)) {
    return {
      message: `${clause.name}: needs ${filter.valueDescription} right after the colon, as in ${filter.example}.`,
      suggestion: value === '' ? filter.example : formatFilter(name, value, clause.isNegated),
    };
  }
  if (clause.isNegated && !filter.isNegatable) {
    return { message: `${name}: doesn't work with a minus. Use it as in ${filter.example}.`, suggestion: '' };
  }
  const attributes = clause.isNegated ? draft.not : draft;
  switch (name) {
    case 'author':
    case 'org':
      attributes[name].push(clause.value);
      return undefined;
    case 'has':
      return parseChoice(clause, HAS_VALUES, (has) => attributes.has.push(has));
    case 'sort':
      if (draft.sort !== undefined) return { message: 'Use sort: only once.', suggestion: '' };
      return parseChoice(clause, SORT_ORDERS, (sort) => {
        draft.sort = sort;
      });
    case 'since':
    case 'until':
      return parseDay(name, clause, draft);
    case 'upvotes':
    case 'comments':
      return parseCount(name, clause, draft);
    default:
      return unreachable(name);
  }
}

function describeUnknownFilter({ name, value, isNegated }: QueryClause): ProblemDetail {
  const suggestedName = suggestFilter(name.toLowerCase());
  const problem = `${name}: is not a filter.`;
  return suggestedName === undefined
    ? {
        message: `${problem} To search for these words, put a space between them.`,
        suggestion: `${name} ${value}`.replaceAll(':', ' '),
      }
    : {
        message: `${problem} Did you mean ${suggestedName}:?`,
        suggestion: formatFilter(suggestedName, value, isNegated),
      };
}

function parseChoice<Choice extends string>(
  { name, value, isNegated }: QueryClause,
  choices: readonly Choice[],
  onChoice: (choice: Choice) => void,
): ProblemDetail | undefined {
  const choice = choices.find((one) => one === value.toLowerCase());
  if (choice !== undefined) {
    onChoice(choice);
    return undefined;
  }
  const closest = closestMatch(value.toLowerCase(), choices);
  return {
    message: `${name}:${value} is not valid. Use ${formatList(choices, 'or')}.`,
    suggestion: closest === undefined ? '' : formatFilter(name, closest, isNegated),
  };
}

function parseDay(name: 'since' | 'until', { value }: QueryClause, draft: FilterDraft): ProblemDetail | undefined {
  const range = parseDateRange(value);
  if (range === undefined) {
    return {
      message: `${name}:${value} is not a valid date. Use ${name}:2024, ${name}:2024-06 or ${name}:2024-06-03.`,
      suggestion: `${name}:${suggestDate(value) ?? '2024-06'}`,
    };
  }
  // Repeated filters narrow the range. `~` sorts after all dates.
  const { since = '', until = '~' } = draft;
  if (name === 'since' && range.first > since) {
    if (range.first > until) return describeEmptyRange(range.first, until);
    draft.since = range.first;
  }
  if (name === 'until' && range.last < until) {
    if (range.last < since) return describeEmptyRange(since, range.last);
    draft.until = range.last;
  }
  return undefined;
}

function describeEmptyRange(since: string, until: string): ProblemDetail {
  return { message: `since:${since} is after until:${until}.`, suggestion: '' };
}

function parseCount(
  name: 'upvotes' | 'comments',
  { value }: QueryClause,
  draft: FilterDraft,
): ProblemDetail | undefined {
  const requested = parseNumberRange(value);
  if (requested === undefined) {
    return {
      message: `${name}:${value} is not a valid number. Use ${name}:20 (at least), ${name}:>20, ${name}:<=20 or ${name}:5..20.`,
      suggestion: `${name}:${/\d{1,9}/.exec(value)?.[0] ?? '20'}`,
    };
  }
  const { min = 0, max = Number.POSITIVE_INFINITY } = draft[name] ?? {};
  const narrowed = { min: Math.max(min, requested.min ?? 0), max: Math.min(max, requested.max ?? max) };
  if (narrowed.min > narrowed.max) return { message: `${name}:${value} can't match any paper.`, suggestion: '' };
  draft[name] = narrowed.max === Number.POSITIVE_INFINITY ? { min: narrowed.min } : narrowed;
  return undefined;
}

function formatFilter(name: string, value: string, isNegated: boolean): string {
  return `${isNegated ? '-' : ''}${name}:${/\s/.test(value) ? `"${value}"` : value}`;
}

/** Parses `>20`, `<=5`, `=3`, `5..20` and plain numbers, which are a minimum. */
function parseNumberRange(value: string): NumberRange | undefined {
  const [, from, to] = /^(\d{0,9})\.\.(\d{0,9})$/.exec(value) ?? [];
  if (from || to) return { ...(from && { min: Number(from) }), ...(to && { max: Number(to) }) };
  const [, operator, digits] = /^(>=|<=|[><=≥≤]?)(\d{1,9})$/.exec(value) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  switch (operator) {
    case '>':
      return { min: number + 1 };
    case '<':
      return { max: number - 1 };
    case '<=':
    case '≤':
      return { max: number };
    case '=':
      return { min: number, max: number };
    default:
      return { min: number };
  }
}
