import SearchableMap from 'minisearch/SearchableMap';
import type { Range } from './filter-values.ts';

/** What `has:` can ask for. */
export const HAS = ['code', 'project', 'organization', 'authors', 'date', 'upvotes', 'comments'] as const;
export type Has = (typeof HAS)[number];

/** The orders that `sort:` knows. */
export const SORTS = ['relevance', 'newest', 'upvotes', 'comments'] as const;
export type Sort = (typeof SORTS)[number];

/** A filter of the query language: what help, command options and the README say of it. */
export interface FilterDefinition {
  readonly name: string;
  /** What its value is, in words. */
  readonly takes: string;
  readonly description: string;
  readonly example: string;
  /** The values it may have, where they are few. */
  readonly choices?: readonly string[];
  /** It may stand with a minus in front: `-org:nvidia`. */
  readonly negatable: boolean;
}

const DAY = 'a year, month or day';
const COUNT = 'a number, >20, <=5 or 5..20';

/** Every filter of the query language, in the order in which help names them. */
export const FILTERS = [
  { name: 'author', takes: 'a name', description: 'Papers by this author', example: 'author:hinton', negatable: true },
  {
    name: 'org',
    takes: 'a name',
    description: 'Papers from this organization',
    example: 'org:nvidia',
    negatable: true,
  },
  { name: 'since', takes: DAY, description: 'Papers from this day on', example: 'since:2024-06', negatable: false },
  {
    name: 'until',
    takes: DAY,
    description: 'Papers up to this day, included',
    example: 'until:2025',
    negatable: false,
  },
  {
    name: 'has',
    takes: 'what must be known',
    description: 'Papers that have this',
    example: 'has:code',
    choices: HAS,
    negatable: true,
  },
  {
    name: 'upvotes',
    takes: COUNT,
    description: 'Papers with so many upvotes; a plain number means at least',
    example: 'upvotes:>20',
    negatable: false,
  },
  {
    name: 'comments',
    takes: COUNT,
    description: 'Papers with so many comments; a plain number means at least',
    example: 'comments:5',
    negatable: false,
  },
  {
    name: 'sort',
    takes: 'an order',
    description: 'What comes first',
    example: 'sort:newest',
    choices: SORTS,
    negatable: false,
  },
] as const satisfies readonly FilterDefinition[];

export type FilterName = (typeof FILTERS)[number]['name'];

/** What people write for a filter that has another name. */
const OTHER_NAMES: Readonly<Record<string, FilterName>> = {
  by: 'author',
  authors: 'author',
  organization: 'org',
  organisation: 'org',
  from: 'since',
  after: 'since',
  year: 'since',
  date: 'since',
  to: 'until',
  before: 'until',
  with: 'has',
  likes: 'upvotes',
  votes: 'upvotes',
  order: 'sort',
};

/** The filter of this name, whatever its case. */
export function filterNamed(name: string): (FilterDefinition & { readonly name: FilterName }) | undefined {
  return FILTERS.find((filter) => filter.name === name.toLowerCase());
}

/** The filter that `name` was probably meant to be. */
export function nearestFilter(name: string): FilterName | undefined {
  const other = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
  return (
    other ??
    nearest(
      name,
      FILTERS.map((filter) => filter.name),
    )
  );
}

/** The one of `choices` that is at most two letters from `value`, or starts with it. */
export function nearest<Choice extends string>(value: string, choices: readonly Choice[]): Choice | undefined {
  const byName = SearchableMap.from(choices.map((choice) => [choice, choice] as const));
  const within = [...byName.fuzzyGet(value, value.length < 4 ? 1 : 2).values()];
  within.sort(([, a], [, b]) => a - b);
  return within[0]?.[0] ?? (value.length > 1 ? choices.find((choice) => choice.startsWith(value)) : undefined);
}

/** What a paper has to be, apart from its words. All of it has to hold. */
export interface Filters extends Traits {
  /** The first day, included. */
  readonly since?: string;
  /** The last day, included. */
  readonly until?: string;
  readonly upvotes?: Range;
  readonly comments?: Range;
  /** The filters with a minus in front: a paper may be none of these. */
  readonly not?: Traits;
}

/** What a paper can be said to be, or not to be. */
export interface Traits {
  readonly author?: readonly string[];
  readonly org?: readonly string[];
  readonly has?: readonly Has[];
}
