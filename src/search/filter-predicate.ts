import { type Paper, paperDay } from '../papers/paper.ts';
import { formatList } from '../text/format.ts';
import { analyze } from './analyzer.ts';
import type { AttributeFilters, Filters, HasValue, NumberRange } from './filters.ts';

type PaperPredicate = (paper: Paper) => boolean;

/** Tests papers against all filters. A paper whose date, authors or counts are unknown doesn't pass filters on them. */
export function createFilterPredicate(filters: Filters): PaperPredicate {
  const { since, until, upvotes, comments, not } = filters;
  const predicates = attributePredicates(filters);
  if (since !== undefined) predicates.push((paper) => (paperDay(paper) ?? '') >= since);
  if (until !== undefined) predicates.push((paper) => (paperDay(paper) ?? '~') <= until);
  if (upvotes) predicates.push((paper) => isInRange(paper.upvotes, upvotes));
  if (comments) predicates.push((paper) => isInRange(paper.comments, comments));
  const negatedPredicates = not ? attributePredicates(not) : [];
  return (paper) => predicates.every((test) => test(paper)) && !negatedPredicates.some((test) => test(paper));
}

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

function attributePredicates({ author = [], org = [], has = [] }: AttributeFilters): PaperPredicate[] {
  return [
    ...author.map((name) => {
      const matches = nameMatcher(name);
      return ({ authors = [] }: Paper) => authors.some(matches);
    }),
    ...org.map((name) => {
      const matches = nameMatcher(name);
      return ({ organization }: Paper) =>
        organization !== undefined && (matches(organization.name) || matches(organization.slug));
    }),
    ...has.map((attribute) => (paper: Paper) => hasAttribute(paper, attribute)),
  ];
}

/** Matches names that contain all words of `name`, in any order. */
function nameMatcher(name: string): (candidate: string) => boolean {
  const words = splitName(name);
  return (candidate) => {
    const candidateWords = new Set(splitName(candidate));
    return words.length > 0 && words.every((word) => candidateWords.has(word));
  };
}

function splitName(name: string): string[] {
  return analyze(name).map(({ word }) => word);
}

function isInRange(count: number | undefined, { min = 0, max = Number.POSITIVE_INFINITY }: NumberRange): boolean {
  return count !== undefined && count >= min && count <= max;
}

const REQUIRED_ATTRIBUTES: Readonly<Record<keyof Omit<Filters, 'not' | 'has'>, HasValue>> = {
  author: 'authors',
  org: 'organization',
  since: 'date',
  until: 'date',
  upvotes: 'upvotes',
  comments: 'comments',
};

const ATTRIBUTE_DESCRIPTIONS: Readonly<Record<HasValue, string>> = {
  authors: 'has known authors',
  organization: 'has a known organization',
  date: 'has a date',
  upvotes: 'has upvotes',
  comments: 'has comments',
  code: 'links to its code',
  project: 'links to a project page',
};

/** A sentence if filters match nothing because no paper at all has what they need. */
export function explainUnknownAttributes(filters: Filters, papers: readonly Paper[]): string | undefined {
  const required = new Set<HasValue>(filters.has);
  for (const [name, attribute] of Object.entries(REQUIRED_ATTRIBUTES))
    if (Object.hasOwn(filters, name)) required.add(attribute);
  const missing = [...required].filter((attribute) => !papers.some((paper) => hasAttribute(paper, attribute)));
  if (missing.length === 0) return undefined;
  const descriptions = missing.map((attribute) => ATTRIBUTE_DESCRIPTIONS[attribute]);
  return `No paper here ${formatList(descriptions, 'or')}, so nothing matches that filter.`;
}
