import { describe, expect, it } from 'vitest';
import { filterPapers } from '../../../src/search/index.ts';
import { parseQuery } from '../../../src/search/query.ts';
import { paper } from './some-papers.ts';

const PAPERS = [
  paper('c', 'Reward models', { upvotes: 5, listedOn: '2025-01-03', abstract: 'A model of reward.' }),
  paper('a', 'A reward model', { upvotes: 50, listedOn: '2025-01-02' }),
  paper('b', 'Diffusion', { listedOn: '2025-01-04', links: { code: 'https://github.com/a/b' } }),
];

const filtered = (query: string): string[] => filterPapers(PAPERS, parseQuery(query)).map(({ id }) => id);

describe('filterPapers', () => {
  it.each([
    ['words that none of them has', ['c', 'a', 'b']],
    ['', ['c', 'a', 'b']],
    ['words -diffusion', ['c', 'a']],
    ['words -"reward model"', ['b']],
    ['"reward model"', ['c', 'a']],
    ['"model of reward"', ['c']],
    ['"nothing of the kind"', []],
    ['words has:code', ['b']],
    ['words upvotes:>5', ['a']],
    ['words since:2025-01-03', ['c', 'b']],
    ['words author:nobody', []],
    ['words sort:newest', ['b', 'c', 'a']],
    ['words sort:upvotes', ['a', 'c', 'b']],
    ['2401.12345 words', ['c', 'a', 'b']],
  ])('applies everything in %j except the words', (query, ids) => {
    expect(filtered(query)).toEqual(ids);
  });

  it('returns nothing for no papers', () => {
    expect(filterPapers([], parseQuery('words -diffusion'))).toEqual([]);
  });
});
