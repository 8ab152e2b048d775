import { describe, expect, it } from 'vitest';
import { formatByline, type Paper } from '../../../src/papers/paper.ts';
import { paper } from '../../fixtures/chat/papers.ts';

const names = ['Ada Lovelace', 'Alan Turing', 'Grace Hopper', 'Edsger Dijkstra', 'Barbara Liskov'];

describe('formatByline', () => {
  const cases: readonly (readonly [Partial<Paper>, string])[] = [
    [{}, ''],
    [{ authors: names.slice(0, 1) }, 'Ada Lovelace'],
    [{ authors: names.slice(0, 2) }, 'Ada Lovelace and Alan Turing'],
    [{ authors: names.slice(0, 3) }, 'Ada Lovelace, Alan Turing and Grace Hopper'],
    [{ authors: names.slice(0, 4) }, 'Ada Lovelace, Alan Turing, Grace Hopper and Edsger Dijkstra'],
    [{ authors: names }, 'Ada Lovelace, Alan Turing, Grace Hopper and 2 more'],
    [{ authors: names.slice(0, 1), authorCount: 9 }, 'Ada Lovelace and 8 more'],
    [{ authors: names, authorCount: 3 }, 'Ada Lovelace, Alan Turing, Grace Hopper and 2 more'],
    [{ authorCount: 1 }, '1 author'],
    [{ authorCount: 12 }, '12 authors'],
    [{ organization: { slug: 'nvidia', name: 'NVIDIA' } }, 'NVIDIA'],
    [
      { authorCount: 2, organization: { slug: 'x', name: 'X' }, publishedOn: '2025-03-01' },
      '2 authors · X · Mar 1, 2025',
    ],
    [{ listedOn: '2025-03-01' }, ''],
  ];
  it.each(cases)('formats %j as %j', (fields, line) => {
    expect(formatByline(paper({ title: 'A Title', ...fields }))).toBe(line);
  });
});
