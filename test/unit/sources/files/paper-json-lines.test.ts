import { describe, expect, it } from 'vitest';
import { mergeRecords } from '../../../../src/papers/merge.ts';
import { readPaperJsonLines } from '../../../../src/sources/files/paper-json-lines.ts';
import { jsonLineRecord, pageRecord } from '../../../fixtures/source-records.ts';

const read = (text: string) => readPaperJsonLines(text, 'papers.jsonl');

describe('readPaperJsonLines', () => {
  it('requires a title and an abstract, and accepts other fields', () => {
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

  it('accepts papers of a corpus file with all their source records', () => {
    const { papers } = mergeRecords([
      pageRecord({ captured: '2025-11-04', abstract: 'Other words.' }),
      jsonLineRecord({ id: '2401.12345', on: '2024-01-01' }),
    ]);
    const again = read(papers.map((paper) => JSON.stringify(paper)).join('\n'));
    expect(mergeRecords(again).papers).toEqual(papers);
  });

  it.each([
    ['invalid JSON', '{"title":"A","abstract":"B."}\n{"title":', 'papers.jsonl:2: not valid JSON'],
    ['an array', '[\n{"title":"A"}\n]', 'papers.jsonl:1: this is a JSON array'],
    ['no abstract', '{"title":"A"}', 'papers.jsonl:1: invalid paper: abstract is missing'],
    [
      'an unknown field',
      '{"title":"A","abstract":"B.","autors":["x"]}',
      'papers.jsonl:1: invalid paper: has unknown properties: autors',
    ],
    ['a wrong id', '{"id":"x7","title":"A","abstract":"B."}', '"x7" is not an arXiv id such as 2401.12345'],
    [
      'an impossible day',
      '{"title":"A","abstract":"B.","publishedOn":"2024-02-30"}',
      'papers.jsonl:1: invalid paper: publishedOn',
    ],
    [
      'a link that is none',
      '{"title":"A","abstract":"B.","links":{"code":"javascript:alert(1)"}}',
      'papers.jsonl:1: invalid paper: links.code',
    ],
    ['a blank title', '{"title":" \\n ","abstract":"B."}', 'papers.jsonl:1: invalid paper: title is empty'],
    ['a blank abstract', '{"title":"A","abstract":"   "}', 'papers.jsonl:1: invalid paper: abstract is empty'],
    [
      'a long title',
      `{"title":"${'x'.repeat(501)}","abstract":"B."}`,
      'papers.jsonl:1: invalid paper: title must have at most 500 characters',
    ],
    [
      'a long abstract',
      `{"title":"A","abstract":"${'x. '.repeat(300_000)}"}`,
      'papers.jsonl:1: invalid paper: abstract must have at most 20000 characters',
    ],
    ['several problems', '{"title":"","abstract":7,"upvotes":-1}', 'title'],
    ['a broken paper of a corpus', '{"title":"A","seen":[]}', 'papers.jsonl:1: invalid paper'],
    [
      '50 MB of one line',
      `{"title":"${'x'.repeat(50_000_000)}`,
      'papers.jsonl:1: the line has 50 MB, more than the maximum of 1 MB',
    ],
    ['a number', '7', 'papers.jsonl:1: invalid paper'],
  ])('rejects %s with file and line', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).not.toThrow('\n');
  });

  it('accepts a title of 500 characters and an abstract of 20,000, without surrounding white space', () => {
    const [title, abstract] = ['x'.repeat(500), 'x'.repeat(20_000)];
    expect(read(JSON.stringify({ title: `  ${title} `, abstract: `\n${abstract}\n` }))).toMatchObject([
      { title, abstract },
    ]);
  });

  it.each([
    [{ published: '02-29' }, undefined],
    [{ published: '12-31' }, undefined],
    [{ published: '02-30' }, 'seen.0.published is not a date such as 2025-11-04 or 11-04'],
    [{ published: '04-31' }, 'seen.0.published is not a date'],
    [{ published: '2025-02-29' }, 'seen.0.published is not a date'],
    [{ captured: '11-31' }, 'seen.0.captured is not a date'],
    [{ captured: '13-01' }, 'seen.0.captured is not a date'],
    [{ captured: '00-10' }, 'seen.0.captured is not a date'],
    [{ captured: '01-00' }, 'seen.0.captured is not a date'],
    [{ title: ' ' }, 'seen.0.title is empty'],
    [{ abstract: 'x'.repeat(20_001) }, 'seen.0.abstract must have at most 20000 characters'],
  ])('validates the source record %j of a corpus file', (fields, problem) => {
    const { papers } = mergeRecords([jsonLineRecord()]);
    const line = JSON.stringify({ ...papers[0], seen: [{ source: 'page', page: 'aaaaaaaaaaaa', ...fields }] });
    if (problem === undefined) expect(read(line)).toMatchObject([fields]);
    else expect(() => read(line)).toThrow(`papers.jsonl:1: invalid paper: ${problem}`);
  });

  it('reports every problem of a line at once', () => {
    expect(() => read('{"title":"","abstract":7,"upvotes":-1}')).toThrow(
      'invalid paper: title is empty; abstract must be a string; upvotes must be at least 0',
    );
  });
});
