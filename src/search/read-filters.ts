import { unreachable } from '../errors.ts';
import { nearestPeriod, period } from '../papers/period.ts';
import { type Range, range } from './filter-values.ts';
import { type Filters, filterNamed, HAS, type Has, nearest, nearestFilter, SORTS, type Sort } from './filters.ts';
import { type Piece, queryPieces } from './query-pieces.ts';

/** Something wrong with a part of a query. */
export interface Problem {
  readonly piece: Piece;
  /** One sentence. */
  readonly message: string;
  /** What could stand in its place; empty where nothing can. */
  readonly instead: string;
}

type Complaint = Omit<Problem, 'piece'>;

interface Traits {
  readonly author: string[];
  readonly org: string[];
  readonly has: Has[];
}

interface Draft extends Traits {
  readonly not: Traits;
  since?: string;
  until?: string;
  upvotes?: Range;
  comments?: Range;
  sort?: Sort;
}

/** The filters of a query, from those of its parts that are filters, and everything that is wrong with them. */
export function readFilters(pieces: readonly Piece[]): { filters: Filters; sort: Sort; problems: Problem[] } {
  const draft: Draft = { author: [], org: [], has: [], not: { author: [], org: [], has: [] } };
  const problems: Problem[] = [];
  for (const piece of pieces) {
    const complaint = read(piece, draft);
    if (complaint === undefined) continue;
    // What is offered instead is read too: it has to agree with the rest of the query.
    const fits = queryPieces(complaint.instead).every((part) => part.kind !== 'filter' || !read(part, draft));
    problems.push({ piece, message: complaint.message, instead: fits ? complaint.instead : '' });
  }
  const { sort, not, ...filters } = draft;
  return { filters: said({ ...filters, not: said(not) }), sort: sort ?? 'relevance', problems };
}

/** Without the lists and records that are empty. */
function said<T extends object>(filters: T): Partial<T> {
  const entries = Object.entries(filters).filter(
    ([, value]) => typeof value === 'string' || Object.keys(value).length > 0,
  );
  return Object.fromEntries(entries) as Partial<T>;
}

function read(piece: Piece, draft: Draft): Complaint | undefined {
  const filter = filterNamed(piece.name);
  if (filter === undefined) return unknownFilter(piece);
  const { name } = filter;
  const value = piece.value.trim();
  if (value === '' || /^\s/.test(piece.value)) {
    return {
      message: `${piece.name}: needs ${filter.takes} right after the colon, as in ${filter.example}.`,
      instead: value === '' ? filter.example : filterText(name, value, piece.negated),
    };
  }
  if (piece.negated && !filter.negatable) {
    return { message: `${name}: cannot be turned round with a minus; say it as in ${filter.example}.`, instead: '' };
  }
  const traits = piece.negated ? draft.not : draft;
  switch (name) {
    case 'author':
    case 'org':
      traits[name].push(piece.value);
      return undefined;
    case 'has':
      return readChoice(piece, HAS, (has) => traits.has.push(has));
    case 'sort':
      if (draft.sort !== undefined) return { message: 'sort: can stand once only.', instead: '' };
      return readChoice(piece, SORTS, (sort) => {
        draft.sort = sort;
      });
    case 'since':
    case 'until':
      return readDay(name, piece, draft);
    case 'upvotes':
    case 'comments':
      return readCount(name, piece, draft);
    default:
      return unreachable(name);
  }
}

function unknownFilter({ name, value, negated }: Piece): Complaint {
  const meant = nearestFilter(name.toLowerCase());
  const words = `${name} ${value}`.replaceAll(':', ' ');
  return meant === undefined
    ? { message: `${name}: is not a filter; to search for these words, put a space between them.`, instead: words }
    : { message: `${name}: is not a filter, did you mean ${meant}:?`, instead: filterText(meant, value, negated) };
}

function readChoice<Choice extends string>(
  { name, value, negated }: Piece,
  choices: readonly Choice[],
  take: (choice: Choice) => void,
): Complaint | undefined {
  const choice = choices.find((one) => one === value.toLowerCase());
  if (choice !== undefined) {
    take(choice);
    return undefined;
  }
  const meant = nearest(value.toLowerCase(), choices);
  return {
    message: `${name}:${value} is not known; ${name}: takes ${listed(choices)}.`,
    instead: meant === undefined ? '' : filterText(name, meant, negated),
  };
}

function readDay(name: 'since' | 'until', { value }: Piece, draft: Draft): Complaint | undefined {
  const days = period(value);
  if (days === undefined) {
    return {
      message: `${name}:${value} is not a date; write ${name}:2024, ${name}:2024-06 or ${name}:2024-06-03.`,
      instead: `${name}:${nearestPeriod(value) ?? '2024-06'}`,
    };
  }
  const since = name === 'since' ? latest(draft.since, days.first) : draft.since;
  const until = name === 'until' ? earliest(draft.until, days.last) : draft.until;
  if (since !== undefined && until !== undefined && since > until) {
    return { message: `since:${since} comes after until:${until}.`, instead: '' };
  }
  if (since !== undefined) draft.since = since;
  if (until !== undefined) draft.until = until;
  return undefined;
}

function readCount(name: 'upvotes' | 'comments', { value }: Piece, draft: Draft): Complaint | undefined {
  const given = range(value);
  if (given === undefined) {
    const number = /\d{1,9}/.exec(value)?.[0] ?? '20';
    return {
      message: `${name}:${value} is not a number; write ${name}:20 (at least), ${name}:>20, ${name}:<=20 or ${name}:5..20.`,
      instead: `${name}:${number}`,
    };
  }
  const both = overlap(draft[name] ?? {}, given);
  if ((both.min ?? 0) > (both.max ?? Number.POSITIVE_INFINITY)) {
    return { message: `${name}:${value} leaves no number of ${name} that a paper could have.`, instead: '' };
  }
  draft[name] = both;
  return undefined;
}

function overlap(a: Range, b: Range): Range {
  const min = Math.max(a.min ?? 0, b.min ?? 0);
  const max = Math.min(a.max ?? Number.POSITIVE_INFINITY, b.max ?? Number.POSITIVE_INFINITY);
  return { min, ...(max === Number.POSITIVE_INFINITY ? {} : { max }) };
}

function latest(a: string | undefined, b: string): string {
  return a !== undefined && a > b ? a : b;
}

function earliest(a: string | undefined, b: string): string {
  return a !== undefined && a < b ? a : b;
}

function filterText(name: string, value: string, negated: boolean): string {
  return `${negated ? '-' : ''}${name}:${/\s/.test(value) ? `"${value}"` : value}`;
}

function listed(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}
