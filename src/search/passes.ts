import type { Paper } from '../papers/paper.ts';
import { paperDay } from '../papers/paper-day.ts';
import { analyze } from './analyzer.ts';
import type { NumberRange } from './filter-values.ts';
import type { AttributeFilters, Filters, HasValue } from './filters.ts';

/** A test for the papers that pass all of the filters. A paper whose date, authors or numbers nobody knows does not pass a filter on them. */
export function createFilterPredicate(filters: Filters): (paper: Paper) => boolean {
  const { since, until, upvotes, comments, not } = filters;
  const predicates: ((paper: Paper) => boolean)[] = attributePredicates(filters);
  if (since !== undefined) predicates.push((paper) => (paperDay(paper) ?? '') >= since);
  if (until !== undefined) predicates.push((paper) => (paperDay(paper) ?? '~') <= until);
  if (upvotes) predicates.push((paper) => isInRange(paper.upvotes, upvotes));
  if (comments) predicates.push((paper) => isInRange(paper.comments, comments));
  const negatedPredicates = not ? attributePredicates(not) : [];
  return (paper) => predicates.every((test) => test(paper)) && !negatedPredicates.some((test) => test(paper));
}

/** Whether the paper has what `has:` asks for. */
export function hasAttribute(paper: Paper, attribute: HasValue): boolean {
  switch (attribute) {
    case 'code':
    case 'project':
      return paper.links[attribute] !== undefined;
    case 'organization':
    case 'authors':
      return paper[attribute] !== undefined;
    case 'date':
      return paperDay(paper) !== undefined;
    case 'upvotes':
    case 'comments':
      return (paper[attribute] ?? 0) > 0;
    default:
      return attribute satisfies never;
  }
}

function attributePredicates({
  author = [],
  org = [],
  has: attributes = [],
}: AttributeFilters): ((paper: Paper) => boolean)[] {
  return [
    ...author.map((name) => {
      const words = splitName(name);
      return (paper: Paper) => (paper.authors ?? []).some((candidate) => nameContainsWords(candidate, words));
    }),
    ...org.map((name) => {
      const words = splitName(name);
      return ({ organization }: Paper) =>
        organization !== undefined &&
        (nameContainsWords(organization.name, words) || nameContainsWords(organization.slug, words));
    }),
    ...attributes.map((attribute) => (paper: Paper) => hasAttribute(paper, attribute)),
  ];
}

function nameContainsWords(name: string, words: readonly string[]): boolean {
  const nameWords = new Set(splitName(name));
  return words.length > 0 && words.every((word) => nameWords.has(word));
}

function splitName(name: string): string[] {
  return analyze(name).map(({ word }) => word);
}

function isInRange(count: number | undefined, { min, max }: NumberRange): boolean {
  return count !== undefined && count >= (min ?? 0) && count <= (max ?? Number.POSITIVE_INFINITY);
}
