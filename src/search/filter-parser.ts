import { parseDateRange, suggestDate } from '../papers/dates.ts';
import { unreachable } from '../runtime/errors.ts';
import { closestMatch } from '../text/format.ts';
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

/** Something wrong with a part of a query. */
export interface FilterProblem {
  readonly clause: QueryClause;
  /** One sentence. */
  readonly message: string;
  /** What could stand in its place; empty where nothing can. */
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

/** The filters of a query, from those of its parts that are filters, and everything that is wrong with them. */
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
    // What is offered instead is read too: it has to agree with the rest of the query.
    const isValidSuggestion = parseClauses(problem.suggestion).every(
      (clause) => clause.kind !== 'filter' || !parseFilter(clause, draft),
    );
    problems.push({ clause, message: problem.message, suggestion: isValidSuggestion ? problem.suggestion : '' });
  }
  const { sort, not, ...filters } = draft;
  return { filters: omitEmpty({ ...filters, not: omitEmpty(not) }), sort: sort ?? 'relevance', problems };
}

/** Without the lists and records that are empty. */
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
    return { message: `${name}: cannot be turned round with a minus; say it as in ${filter.example}.`, suggestion: '' };
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
      if (draft.sort !== undefined) return { message: 'sort: can stand once only.', suggestion: '' };
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
  const words = `${name} ${value}`.replaceAll(':', ' ');
  return suggestedName === undefined
    ? { message: `${name}: is not a filter; to search for these words, put a space between them.`, suggestion: words }
    : {
        message: `${name}: is not a filter, did you mean ${suggestedName}:?`,
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
    message: `${name}:${value} is not known; ${name}: takes ${joinChoices(choices)}.`,
    suggestion: closest === undefined ? '' : formatFilter(name, closest, isNegated),
  };
}

function parseDay(name: 'since' | 'until', { value }: QueryClause, draft: FilterDraft): ProblemDetail | undefined {
  const range = parseDateRange(value);
  if (range === undefined) {
    return {
      message: `${name}:${value} is not a date; write ${name}:2024, ${name}:2024-06 or ${name}:2024-06-03.`,
      suggestion: `${name}:${suggestDate(value) ?? '2024-06'}`,
    };
  }
  const since = name === 'since' ? laterOf(draft.since, range.first) : draft.since;
  const until = name === 'until' ? earlierOf(draft.until, range.last) : draft.until;
  if (since !== undefined && until !== undefined && since > until) {
    return { message: `since:${since} comes after until:${until}.`, suggestion: '' };
  }
  if (since !== undefined) draft.since = since;
  if (until !== undefined) draft.until = until;
  return undefined;
}

function parseCount(
  name: 'upvotes' | 'comments',
  { value }: QueryClause,
  draft: FilterDraft,
): ProblemDetail | undefined {
  const requested = parseNumberRange(value);
  if (requested === undefined) {
    const number = /\d{1,9}/.exec(value)?.[0] ?? '20';
    return {
      message: `${name}:${value} is not a number; write ${name}:20 (at least), ${name}:>20, ${name}:<=20 or ${name}:5..20.`,
      suggestion: `${name}:${number}`,
    };
  }
  const intersection = intersectRanges(draft[name] ?? {}, requested);
  if ((intersection.min ?? 0) > (intersection.max ?? Number.POSITIVE_INFINITY)) {
    return { message: `${name}:${value} leaves no number of ${name} that a paper could have.`, suggestion: '' };
  }
  draft[name] = intersection;
  return undefined;
}

function intersectRanges(a: NumberRange, b: NumberRange): NumberRange {
  const min = Math.max(a.min ?? 0, b.min ?? 0);
  const max = Math.min(a.max ?? Number.POSITIVE_INFINITY, b.max ?? Number.POSITIVE_INFINITY);
  return { min, ...(max === Number.POSITIVE_INFINITY ? {} : { max }) };
}

function laterOf(a: string | undefined, b: string): string {
  return a !== undefined && a > b ? a : b;
}

function earlierOf(a: string | undefined, b: string): string {
  return a !== undefined && a < b ? a : b;
}

function formatFilter(name: string, value: string, negated: boolean): string {
  return `${negated ? '-' : ''}${name}:${/\s/.test(value) ? `"${value}"` : value}`;
}

function joinChoices(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

/** A range of numbers from `>20`, `<=5`, `=3`, `5..20` or a plain number, which means at least; nothing when it is none of these. */
function parseNumberRange(value: string): NumberRange | undefined {
  const [, operator, number] = /^(>=|<=|[><=≥≤]?)(\d{1,9})$/.exec(value) ?? [];
  if (number !== undefined) return rangeFromOperator(operator ?? '', Number(number));
  const [, from, to] = /^(\d{0,9})\.\.(\d{0,9})$/.exec(value) ?? [];
  if (!from && !to) return undefined;
  return { ...(from ? { min: Number(from) } : {}), ...(to ? { max: Number(to) } : {}) };
}

function rangeFromOperator(operator: string, number: number): NumberRange {
  if (operator === '>') return { min: number + 1 };
  if (operator === '<') return { max: number - 1 };
  if (operator === '<=' || operator === '≤') return { max: number };
  if (operator === '=') return { min: number, max: number };
  return { min: number };
}
