import { closestMatch } from '../text/format.ts';

/** What `has:` accepts. */
export const HAS_VALUES = ['code', 'project', 'organization', 'authors', 'date', 'upvotes', 'comments'] as const;
export type HasValue = (typeof HAS_VALUES)[number];

/** What `sort:` accepts. */
export const SORT_ORDERS = ['relevance', 'newest', 'upvotes', 'comments'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** A filter of the query language, from which help, command options and docs are generated. */
export interface FilterDefinition {
  readonly name: string;
  readonly valueDescription: string;
  readonly description: string;
  readonly example: string;
  /** All valid values, if there are few. */
  readonly choices?: readonly string[];
  /** Whether a minus excludes matches: `-org:nvidia`. */
  readonly isNegatable?: boolean;
}

const DAY_VALUE = 'a year, month or day';
const COUNT_VALUE = 'a number, >20, <=5 or 5..20';

/** In the order that help shows them. */
export const FILTERS = [
  {
    name: 'author',
    valueDescription: 'a name',
    description: 'Papers by this author',
    example: 'author:hinton',
    isNegatable: true,
  },
  {
    name: 'org',
    valueDescription: 'a name',
    description: 'Papers from this organization',
    example: 'org:nvidia',
    isNegatable: true,
  },
  {
    name: 'since',
    valueDescription: DAY_VALUE,
    description: 'Papers from this date on',
    example: 'since:2024-06',
  },
  {
    name: 'until',
    valueDescription: DAY_VALUE,
    description: 'Papers up to and including this date',
    example: 'until:2025',
  },
  {
    name: 'has',
    valueDescription: 'a property',
    description: 'Papers that have this',
    example: 'has:code',
    choices: HAS_VALUES,
    isNegatable: true,
  },
  {
    name: 'upvotes',
    valueDescription: COUNT_VALUE,
    description: 'Papers with this many upvotes (a plain number is a minimum)',
    example: 'upvotes:>20',
  },
  {
    name: 'comments',
    valueDescription: COUNT_VALUE,
    description: 'Papers with this many comments (a plain number is a minimum)',
    example: 'comments:5',
  },
  {
    name: 'sort',
    valueDescription: 'an order',
    description: 'Sort order',
    example: 'sort:newest',
    choices: SORT_ORDERS,
  },
] as const satisfies readonly FilterDefinition[];

export type FilterName = (typeof FILTERS)[number]['name'];

/** Other names that people type for filters. */
const FILTER_ALIASES: Readonly<Record<string, FilterName>> = {
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

/** Finds a filter by name, in any case. */
export function findFilter(name: string): (FilterDefinition & { readonly name: FilterName }) | undefined {
  return FILTERS.find((filter) => filter.name === name.toLowerCase());
}

/** The filter that was probably meant. */
export function suggestFilter(name: string): FilterName | undefined {
  const names = FILTERS.map((filter) => filter.name);
  return Object.hasOwn(FILTER_ALIASES, name) ? FILTER_ALIASES[name] : closestMatch(name, names);
}

/** Conditions that a paper must meet. Dates are `YYYY-MM-DD` and inclusive. */
export interface Filters extends AttributeFilters {
  readonly since?: string;
  readonly until?: string;
  readonly upvotes?: NumberRange;
  readonly comments?: NumberRange;
  /** Conditions that a paper must not meet. */
  readonly not?: AttributeFilters;
}

/** Filters that can be negated. */
export interface AttributeFilters {
  readonly author?: readonly string[];
  readonly org?: readonly string[];
  readonly has?: readonly HasValue[];
}

/** Inclusive at both ends. */
export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
}
