import { type Paper, paperDay } from '../papers/paper.ts';
import { analyze } from './analyzer.ts';
import type { AttributeFilters, Filters, HasValue, NumberRange } from './filters.ts';

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
function hasAttribute(paper: Paper, attribute: HasValue): boolean {
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

/** What a filter needs to know of a paper. */
const REQUIRED_ATTRIBUTES: Readonly<Record<keyof Omit<Filters, 'not' | 'has'>, HasValue>> = {
  author: 'authors',
  org: 'organization',
  since: 'date',
  until: 'date',
  upvotes: 'upvotes',
  comments: 'comments',
};

const ATTRIBUTE_DESCRIPTIONS: Readonly<Record<HasValue, string>> = {
  authors: 'names its authors',
  organization: 'names its organization',
  date: 'has a date',
  upvotes: 'has upvotes',
  comments: 'has comments',
  code: 'links to its code',
  project: 'links to a project page',
};

/** Says so where a filter finds nothing because it asks for what no paper at hand is known to have. */
export function explainUnknownAttributes(filters: Filters, papers: readonly Paper[]): string | undefined {
  const required = new Set<HasValue>(filters.has);
  for (const [name, attribute] of Object.entries(REQUIRED_ATTRIBUTES))
    if (Object.hasOwn(filters, name)) required.add(attribute);
  const missing = [...required].filter((attribute) => !papers.some((paper) => hasAttribute(paper, attribute)));
  if (missing.length === 0) return undefined;
  return `No paper here ${missing.map((attribute) => ATTRIBUTE_DESCRIPTIONS[attribute]).join(', or ')}, so no paper passes that filter.`;
}
