import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readCorpus, updateCorpus } from '../../../../src/papers/corpus-file.ts';
import {
  describeImport,
  type ImportReport,
  importFiles as importInto,
} from '../../../../src/sources/files/import-files.ts';
import { DANCING, pageText, SITTING, WALKING } from '../../../fixtures/listing-page.ts';
import { describeWithShared } from '../../../fixtures/shared-data.ts';

const days = { today: '2026-11-21' };
const importFiles = (files: string[], into: string, when: Parameters<typeof importInto>[2]): Promise<ImportReport> =>
  importInto(files, (change) => updateCorpus(into, change), when);
let folder: string;
let corpus: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-import-'));
  corpus = join(folder, 'papers.jsonl');
});

function fileWith(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('importFiles', () => {
  it('merges pages and JSON Lines, and reports how it inferred the year', async () => {
    const page = fileWith('page.txt', pageText([...WALKING, ...DANCING]));
    const lines = fileWith(
      'more.jsonl',
      '{"id":"2401.12345","title":"DANCE: dancing agents","abstract":"They dance.","on":"2020-01-01"}\n',
    );
    const report = await importFiles([page, lines], corpus, days);
    expect(describeImport(report, corpus)).toBe(
      [
        `${page}: 2 listings, captured on 2024-11-04 (year inferred: the page shows 2023 as a past year)`,
        `${lines}: 1 paper`,
        '3 entries of 2 papers: 2 new, 0 changed, 0 unchanged.',
        `${corpus} has 2 papers.`,
        '',
      ].join('\n'),
    );
    expect(readCorpus(corpus).find(({ id }) => id === '2401.12345')).toMatchObject({
      aliases: [expect.any(String)],
      publishedOn: '2024-03-20',
      comments: 23,
    });
  });

  it('changes nothing the second time, whatever the line ends', async () => {
    await importFiles([fileWith('page.txt', pageText(WALKING))], corpus, days);
    const before = readFileSync(corpus);
    const again = await importFiles(
      [fileWith('copy.txt', `\uFEFF${pageText(WALKING).replaceAll('\n', '\r\n')}`)],
      corpus,
      days,
    );
    expect(again).toMatchObject({ added: 0, changed: 0, papers: 1 });
    expect(readFileSync(corpus).equals(before)).toBe(true);
  });

  it('accepts a page of an unknown year, and dates it once another page implies the year', async () => {
    const undated = fileWith('undated.txt', pageText([...SITTING, ...WALKING.slice(0, 2)], 'Jun 6'));
    const first = await importFiles([undated], corpus, days);
    expect(describeImport(first, corpus)).toContain('captured on Jun 6 of an unknown year');
    expect(readCorpus(corpus)[0]?.seen[0]).not.toHaveProperty('on');
    await importFiles([fileWith('page.txt', pageText(WALKING))], corpus, days);
    expect(readCorpus(corpus).every(({ seen }) => seen.every(({ on }) => on !== undefined))).toBe(true);
  });

  it('prefers a --captured date to an inferred one, and a later --captured date to an earlier one', async () => {
    const page = fileWith('page.txt', pageText([...WALKING, ...DANCING]));
    const published = () => readCorpus(corpus).find(({ title }) => title.startsWith('DANCE'))?.publishedOn;
    await importFiles([page], corpus, days);
    expect(published()).toBe('2024-03-20');
    await importFiles([page], corpus, { ...days, stated: '2026-11-04' });
    expect(published()).toBe('2026-03-20');
    await importFiles([page], corpus, days);
    expect(published()).toBe('2026-03-20');
    await importFiles([page], corpus, { ...days, stated: '2025-11-04' });
    expect(published()).toBe('2025-03-20');
  });

  it('reports every invalid file, and writes nothing', async () => {
    const good = fileWith('good.txt', pageText(WALKING));
    const cut = fileWith('cut.txt', pageText([...WALKING, 'Dual RL']));
    const wrong = fileWith('wrong.jsonl', '{"title":"A"}');
    await expect(importFiles([good, cut, wrong], corpus, days)).rejects.toThrow(
      new RegExp(`^${cut}:21: the title "Dual RL" has no abstract\n${wrong}:1: invalid paper: abstract is missing$`),
    );
    expect(readdirSync(folder)).not.toContain('papers.jsonl');
  });
});

describeWithShared('captures', 'the four captured pages', (path) => {
  const pages = readdirSync(path)
    .filter((name) => /^\d.*\.txt$/.test(name))
    .map((name) => join(path, name));

  it('have 258 entries of 231 papers', async () => {
    const report = await importFiles(pages, corpus, days);
    expect(report.files.map(({ entries, capture }) => [entries, capture?.on])).toEqual([
      [68, '2025-11-04'],
      [80, '2025-06-06'],
      [29, '2026-06-26'],
      [81, '2025-11-03'],
    ]);
    expect(report).toMatchObject({ papers: 231, added: 231, total: 231 });
  });

  it('are imported with every field of their bylines', async () => {
    await importFiles(pages, corpus, days);
    const records = readCorpus(corpus).flatMap(({ seen }) => seen);
    const pagesInOrder = ['2025-11-04', '2025-06-06', '2026-06-26', '2025-11-03'].map((on) =>
      records.filter((record) => record.on === on),
    );
    const count = (field: 'published' | 'comments' | 'organization') =>
      pagesInOrder.map((page) => page.filter((record) => record[field] !== undefined).length);
    expect(count('published')).toEqual([62, 0, 28, 76]);
    expect(count('comments')).toEqual([10, 0, 9, 27]);
    expect(count('organization')).toEqual([2, 0, 1, 4]);
  });

  it('result in the newer of two abstracts, and keep the older', async () => {
    await importFiles(pages, corpus, days);
    const versions = readCorpus(corpus).filter(({ seen }) => seen.some(({ abstract }) => abstract !== undefined));
    expect(versions.map(({ title, seen }) => [title, seen[0]?.on])).toEqual([
      ['Multi-Agent Inverse Q-Learning from Demonstrations', '2026-06-26'],
    ]);
  });

  it('result in the included corpus in any order, one by one or together', async () => {
    const included = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'data', 'papers.jsonl'));
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 0, 3, 2],
      [2, 1, 3, 0],
    ]) {
      rmSync(corpus, { force: true });
      for (const at of order) await importFiles([pages[at] ?? ''], corpus, days);
      expect(readFileSync(corpus).equals(included), `order ${order}`).toBe(true);
    }
    await importFiles(pages, corpus, days);
    expect(readFileSync(corpus).equals(included)).toBe(true);
  });
});
