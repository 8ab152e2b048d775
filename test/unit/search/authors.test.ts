import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/search/query.ts';
import { indexOf, paper } from './some-papers.ts';

const index = indexOf(
  paper('both', 'Nets', { authors: ['Yann LeCun', 'Geoffrey E. Hinton'] }),
  paper('yann', 'Energy', { authors: ['Yann LeCun'] }),
  paper('accents', 'Attention', { authors: ['Łukasz Kaiser', 'Søren Kierkegård', 'José Ñandú', 'Ægir Strauß'] }),
  paper('hyphen', 'Topics', { authors: ["Jean-Baptiste O'Brien", '李 飞飞'] }),
  paper('capitals', 'Letters', { authors: ['DUYGU IŞIK'] }),
  paper('nobody', 'LeCun, Hinton and Kaiser in conversation'),
);

const found = (query: string): string[] => {
  const { hits, nearest } = index.search(parseQuery(query), { offset: 0, limit: 9 });
  return nearest ? [] : hits.map((hit) => hit.paper.id).toSorted();
};

describe('the author filter', () => {
  it.each([
    ['author:lecun', ['both', 'yann']],
    ['author:LeCun', ['both', 'yann']],
    ['author:yann', ['both', 'yann']],
    ['author:"Yann LeCun"', ['both', 'yann']],
    ['author:“yann lecun”', ['both', 'yann']],
    ['author:"LeCun, Yann"', ['both', 'yann']],
    ['author:"geoffrey hinton"', ['both']],
    ['author:"Geoffrey E. Hinton"', ['both']],
    ['author:lecun author:hinton', ['both']],
    ['author:lecun -author:hinton', ['yann']],
    ['author:"Yann Hinton"', []],
    ['author:lec', []],
    ['author:lukasz', ['accents']],
    ['author:ŁUKASZ', ['accents']],
    ['author:"soren kierkegard"', ['accents']],
    ['author:"Jose Nandu"', ['accents']],
    ['author:"aegir strauss"', ['accents']],
    ['author:"jean baptiste"', ['hyphen']],
    ['author:jean-baptiste', ['hyphen']],
    ["author:o'brien", ['hyphen']],
    ['author:李', ['hyphen']],
    ['author:"Duygu Işık"', ['capitals']],
    ['author:isik', ['capitals']],
    ['author:"?!"', []],
  ])('finds people with %s', (query, ids) => {
    expect(found(query)).toEqual(ids);
  });

  it('combines with words, and finds names without the filter', () => {
    expect(found('energy author:lecun')).toEqual(['yann']);
    expect(found('lukasz kaiser')).toContain('accents');
  });
});
