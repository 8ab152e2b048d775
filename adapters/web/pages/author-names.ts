import type { Paper } from '../../../src/papers/paper.ts';
import { sanitizeLine } from '../../../src/text/visible.ts';

/** The authors who are known, as people read their names. A source may have one of which nothing can be seen. */
export function authorNames({ authors = [] }: Pick<Paper, 'authors'>): string[] {
  return authors.map((name) => sanitizeLine(name).trim()).filter((name) => name !== '');
}
