import type { Paper } from '../papers/paper.ts';
import type { Filters, HasValue } from './filters.ts';
import { hasAttribute } from './passes.ts';

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
