import type { Paper } from '../papers/paper.ts';
import { dayOf } from '../papers/paper-day.ts';
import { analyze } from './analyzer.ts';
import type { Range } from './filter-values.ts';
import type { Filters, Has, Traits } from './filters.ts';

/** A test for the papers that pass all of the filters. A paper whose date, authors or numbers nobody knows does not pass a filter on them. */
export function passes(filters: Filters): (paper: Paper) => boolean {
  const { since, until, upvotes, comments, not } = filters;
  const tests: ((paper: Paper) => boolean)[] = traits(filters);
  if (since !== undefined) tests.push((paper) => (dayOf(paper) ?? '') >= since);
  if (until !== undefined) tests.push((paper) => (dayOf(paper) ?? '~') <= until);
  if (upvotes) tests.push((paper) => within(paper.upvotes, upvotes));
  if (comments) tests.push((paper) => within(paper.comments, comments));
  const refused = not ? traits(not) : [];
  return (paper) => tests.every((test) => test(paper)) && !refused.some((test) => test(paper));
}

/** Whether the paper has what `has:` asks for. */
export function has(paper: Paper, what: Has): boolean {
  switch (what) {
    case 'code':
    case 'project':
      return paper.links[what] !== undefined;
    case 'organization':
    case 'authors':
      return paper[what] !== undefined;
    case 'date':
      return dayOf(paper) !== undefined;
    case 'upvotes':
    case 'comments':
      return (paper[what] ?? 0) > 0;
    default:
      return what satisfies never;
  }
}

function traits({ author = [], org = [], has: wanted = [] }: Traits): ((paper: Paper) => boolean)[] {
  return [
    ...author.map((name) => {
      const words = wordsOf(name);
      return (paper: Paper) => (paper.authors ?? []).some((one) => names(one, words));
    }),
    ...org.map((name) => {
      const words = wordsOf(name);
      return ({ organization }: Paper) =>
        organization !== undefined && (names(organization.name, words) || names(organization.slug, words));
    }),
    ...wanted.map((what) => (paper: Paper) => has(paper, what)),
  ];
}

function names(name: string, words: readonly string[]): boolean {
  const own = new Set(wordsOf(name));
  return words.length > 0 && words.every((word) => own.has(word));
}

function wordsOf(name: string): string[] {
  return analyze(name).map(({ word }) => word);
}

function within(count: number | undefined, { min, max }: Range): boolean {
  return count !== undefined && count >= (min ?? 0) && count <= (max ?? Number.POSITIVE_INFINITY);
}
