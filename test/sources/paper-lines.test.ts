import { describe, expect, it } from 'vitest';
import { settle } from '../../src/papers/settle.ts';
import { readPaperLines } from '../../src/sources/paper-lines.ts';
import { lineSighting, pageSighting } from '../fixtures/sightings.ts';

const read = (text: string) => readPaperLines(text, 'papers.jsonl');

describe('papers in JSON lines', () => {
  it('need a title and an abstract, and may say more', () => {
    const text = `
      {"title":"Dual\\n  RL","abstract":"We show it."}

      {"id":"arXiv:2401.12345v2","title":"A","abstract":"B.","authors":["Ada"],"publishedOn":"2024-01-02","upvotes":3,"on":"2024-01-05"}`;
    expect(read(text)).toEqual([
      { source: 'lines', title: 'Dual RL', abstract: 'We show it.' },
      {
        source: 'lines',
        id: '2401.12345',
        title: 'A',
        abstract: 'B.',
        authors: ['Ada'],
        published: '2024-01-02',
        upvotes: 3,
        on: '2024-01-05',
      },
    ]);
  });

  it('may be papers of a corpus, with all their sightings', () => {
    const { papers } = settle([
      pageSighting({ captured: '2025-11-04', abstract: 'Other words.' }),
      lineSighting({ id: '2401.12345', on: '2024-01-01' }),
    ]);
    const again = read(papers.map((paper) => JSON.stringify(paper)).join('\n'));
    expect(settle(again).papers).toEqual(papers);
  });

  it.each([
    ['no JSON', '{"title":"A","abstract":"B."}\n{"title":', 'papers.jsonl:2: no JSON object on this line'],
    ['an array', '[\n{"title":"A"}\n]', 'papers.jsonl:1: this is a JSON array'],
    ['no abstract', '{"title":"A"}', 'papers.jsonl:1: not a paper: abstract is missing'],
    [
      'an unknown field',
      '{"title":"A","abstract":"B.","autors":["x"]}',
      'papers.jsonl:1: not a paper: has no place for autors',
    ],
    ['a wrong id', '{"id":"x7","title":"A","abstract":"B."}', '"x7" is no arXiv id such as 2401.12345'],
    [
      'an impossible day',
      '{"title":"A","abstract":"B.","publishedOn":"2024-02-30"}',
      'papers.jsonl:1: not a paper: publishedOn',
    ],
    [
      'a link that is none',
      '{"title":"A","abstract":"B.","links":{"code":"javascript:alert(1)"}}',
      'papers.jsonl:1: not a paper: links.code',
    ],
    ['several mistakes, all said', '{"title":"","abstract":7,"upvotes":-1}', 'title'],
    ['a broken paper of a corpus', '{"title":"A","seen":[]}', 'papers.jsonl:1: not a paper'],
    ['50 MB of one line', `{"title":"${'x'.repeat(50_000_000)}`, 'papers.jsonl:1: the line is 50 MB long'],
    ['a number', '7', 'papers.jsonl:1: not a paper'],
  ])('are refused with file and line: %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).not.toThrow('\n');
  });

  it('say all that is wrong with a line at once', () => {
    expect(() => read('{"title":"","abstract":7,"upvotes":-1}')).toThrow(
      'not a paper: title is empty; abstract is no string; upvotes takes 0 at least',
    );
  });
});
