import type { Paper } from '../papers/paper.ts';
import type { Filters, Has } from './filters.ts';
import { has } from './passes.ts';

/** What a filter needs to know of a paper. */
const NEEDS: Readonly<Record<keyof Omit<Filters, 'not' | 'has'>, Has>> = {
  author: 'authors',
  org: 'organization',
  since: 'date',
  until: 'date',
  upvotes: 'upvotes',
  comments: 'comments',
};

const SAID: Readonly<Record<Has, string>> = {
  authors: 'names its authors',
  organization: 'names its organization',
  date: 'has a date',
  upvotes: 'has upvotes',
  comments: 'has comments',
  code: 'links to its code',
  project: 'links to a project page',
};

/** Says so where a filter finds nothing because it asks for what no paper at hand is known to have. */
export function lacking(filters: Filters, papers: readonly Paper[]): string | undefined {
  const needed = new Set<Has>(filters.has);
  for (const [name, need] of Object.entries(NEEDS)) if (Object.hasOwn(filters, name)) needed.add(need);
  const missing = [...needed].filter((what) => !papers.some((paper) => has(paper, what)));
  if (missing.length === 0) return undefined;
  return `No paper here ${missing.map((what) => SAID[what]).join(', or ')}, so no paper passes that filter.`;
}
