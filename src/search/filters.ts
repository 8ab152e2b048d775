import { closestMatch } from '../text/format.ts';

/** What `has:` can ask for. */
export const HAS_VALUES = ['code', 'project', 'organization', 'authors', 'date', 'upvotes', 'comments'] as const;
export type HasValue = (typeof HAS_VALUES)[number];

/** The orders that `sort:` knows. */
export const SORT_ORDERS = ['relevance', 'newest', 'upvotes', 'comments'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** A filter of the query language: what help, command options and the README say of it. */
export interface FilterDefinition {
  readonly name: string;
  /** What its value is, in words. */
  readonly valueDescription: string;
  readonly description: string;
  readonly example: string;
  /** The values it may have, where they are few. */
  readonly choices?: readonly string[];
  /** It may stand with a minus in front: `-org:nvidia`. */
  readonly isNegatable: boolean;
}

const DAY_VALUE = 'a year, month or day';
const COUNT_VALUE = 'a number, >20, <=5 or 5..20';

/** Every filter of the query language, in the order in which help names them. */
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
    description: 'Papers from this day on',
    example: 'since:2024-06',
    isNegatable: false,
  },
  {
    name: 'until',
    valueDescription: DAY_VALUE,
    description: 'Papers up to this day, included',
    example: 'until:2025',
    isNegatable: false,
  },
  {
    name: 'has',
    valueDescription: 'what must be known',
    description: 'Papers that have this',
    example: 'has:code',
    choices: HAS_VALUES,
    isNegatable: true,
  },
  {
    name: 'upvotes',
    valueDescription: COUNT_VALUE,
    description: 'Papers with so many upvotes; a plain number means at least',
    example: 'upvotes:>20',
    isNegatable: false,
  },
  {
    name: 'comments',
    valueDescription: COUNT_VALUE,
    description: 'Papers with so many comments; a plain number means at least',
    example: 'comments:5',
    isNegatable: false,
  },
  {
    name: 'sort',
    valueDescription: 'an order',
    description: 'What comes first',
    example: 'sort:newest',
    choices: SORT_ORDERS,
    isNegatable: false,
  },
] as const satisfies readonly FilterDefinition[];

export type FilterName = (typeof FILTERS)[number]['name'];

/** What people write for a filter that has another name. */
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

/** The filter of this name, whatever its case. */
export function findFilter(name: string): (FilterDefinition & { readonly name: FilterName }) | undefined {
  return FILTERS.find((filter) => filter.name === name.toLowerCase());
}

/** The filter that `name` was probably meant to be. */
export function suggestFilter(name: string): FilterName | undefined {
  const alias = Object.hasOwn(FILTER_ALIASES, name) ? FILTER_ALIASES[name] : undefined;
  return (
    alias ??
    closestMatch(
      name,
      FILTERS.map((filter) => filter.name),
    )
  );
}

/** What a paper has to be, apart from its words. All of it has to hold. */
export interface Filters extends AttributeFilters {
  /** The first day, included. */
  readonly since?: string;
  /** The last day, included. */
  readonly until?: string;
  readonly upvotes?: NumberRange;
  readonly comments?: NumberRange;
  /** The filters with a minus in front: a paper may be none of these. */
  readonly not?: AttributeFilters;
}

/** What a paper can be said to be, or not to be. */
export interface AttributeFilters {
  readonly author?: readonly string[];
  readonly org?: readonly string[];
  readonly has?: readonly HasValue[];
}

/** A number of upvotes or comments, both ends included. */
export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
}
