import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceRecord } from '../../../../src/papers/paper.ts';
import { parseEntry } from '../../../../src/sources/huggingface/schema.ts';
import { rawEntry } from '../../../fakes/huggingface/entries.ts';
import { readRealDays } from '../../../fakes/huggingface/real-days.ts';
import { describeWithShared } from '../../../fixtures/shared-data.ts';

const now = new Date('2026-08-21T12:00:00.000Z');
const parse = (entry: unknown) => parseEntry(entry, { now, day: '2026-08-20', rank: 7 });
const recordOf = (entry: unknown): SourceRecord => {
  const result = parse(entry);
  if (result.kind === 'skipped') throw new Error(result.reason);
  return result.record;
};
const skipReasonOf = (entry: unknown): string | undefined => {
  const result = parse(entry);
  return result.kind === 'skipped' ? result.reason : undefined;
};
const id = '2608.19880';

describe('parseEntry', () => {
  it('parses every field', () => {
    const entry = rawEntry(
      {
        id,
        title: 'LLMtimesMapReduce',
        summary: 'We show\nit.\n',
        authors: [{ name: 'Ada  Lovelace', hidden: false }, { name: 'Gone', hidden: true }, { name: 'Alan Turing' }],
        upvotes: 163,
        projectPage: 'https://envharness.com/',
        githubRepo: 'https://github.com/google-research/envharness',
        githubStars: 8,
        ai_summary: 'It reshapes\nworlds.',
        ai_keywords: ['LLM agents', 'EnvHarness', 'LLM agents'],
        organization: { _id: 'x', name: 'google', fullname: 'Google', avatar: '/avatars/x.svg' },
        submittedOnDailyAt: '2026-08-19T00:00:00.000Z',
      },
      { title: 'LLM$\\times$\n  MapReduce', numComments: 2 },
    );
    expect(recordOf(entry)).toEqual({
      source: 'huggingface',
      at: '2026-08-21T12:00:00.000Z',
      on: '2026-08-21',
      id,
      rank: 7,
      title: 'LLM$\\times$ MapReduce',
      abstract: 'We show it.',
      published: '2026-08-18',
      listedOn: '2026-08-19',
      authors: ['Ada Lovelace', 'Alan Turing'],
      authorCount: 2,
      organization: { slug: 'google', name: 'Google' },
      upvotes: 163,
      comments: 2,
      codeStars: 8,
      keywords: ['LLM agents', 'EnvHarness'],
      summary: 'It reshapes worlds.',
      links: { code: 'https://github.com/google-research/envharness', project: 'https://envharness.com/' },
      thumbnail: `https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/${id}.png`,
    });
  });

  it('requires only an id, a title and an abstract', () => {
    expect(recordOf({ paper: { id, title: 'A', summary: 'B.' } })).toEqual({
      source: 'huggingface',
      at: '2026-08-21T12:00:00.000Z',
      on: '2026-08-21',
      id,
      rank: 7,
      title: 'A',
      abstract: 'B.',
      listedOn: '2026-08-20',
    });
  });

  it('accepts a bare paper', () => {
    expect(recordOf({ id, title: 'A', summary: 'B.', upvotes: 3, numComments: 1 })).toMatchObject({
      title: 'A',
      upvotes: 3,
      comments: 1,
    });
  });

  it('falls back to the outer abstract and the inner title', () => {
    expect(recordOf({ paper: { id, title: 'A' }, title: ' ', summary: 'B.' })).toMatchObject({
      title: 'A',
      abstract: 'B.',
    });
  });

  it('skips an invalid entry and names the paper', () => {
    expect([
      skipReasonOf('{"paper": {}}'),
      skipReasonOf(null),
      skipReasonOf([1]),
      skipReasonOf({}),
      skipReasonOf({ paper: { id: 42 } }),
      skipReasonOf(rawEntry({ id: 'hep-th/9901001' })),
      skipReasonOf(rawEntry({ id: '2608.19880v2' })),
      skipReasonOf(rawEntry({ id: '../../secrets' })),
      skipReasonOf({ paper: { id } }),
      skipReasonOf({ paper: { id, title: ['x'], summary: null } }),
      skipReasonOf({ paper: { id, title: ' \n\u0000', summary: 'B.' } }),
      skipReasonOf({ paper: { id, title: 'x'.repeat(501), summary: 'B.' } }),
      skipReasonOf({ paper: { id, title: 'A', summary: 'x '.repeat(10_001) } }),
    ]).toEqual([
      'An entry is "{\\"paper\\": {}}", not an object.',
      'An entry is null, not an object.',
      'An entry is a list, not an object.',
      "An entry's id is missing, not an arXiv id.",
      "An entry's id is 42, not an arXiv id.",
      'An entry\'s id is "hep-th/9901001", not an arXiv id.',
      'An entry\'s id is "2608.19880v2", not an arXiv id.',
      'An entry\'s id is "../../secrets", not an arXiv id.',
      `${id}: title is missing, abstract is missing.`,
      `${id}: title is not text, abstract is missing.`,
      `${id}: title is empty.`,
      `${id}: title has 501 characters (at most 500 allowed).`,
      `${id}: abstract has 20001 characters (at most 20000 allowed).`,
    ]);
  });

  it('skips deeply nested and very long values', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(skipReasonOf({ paper: { id: deep } })).toBe("An entry's id is a list, not an arXiv id.");
    expect(skipReasonOf('x'.repeat(5_000_000))).toMatch(/^An entry is "x{50,}…, not an object\.$/);
    expect(recordOf(rawEntry({ id, authors: deep, organization: deep, ai_keywords: deep })).authors).toBeUndefined();
  });

  it.each([
    ['null values', { authors: null, upvotes: null, ai_keywords: null, organization: null, githubRepo: null }],
    [
      'values of other types',
      { authors: 'Ada', upvotes: '3', ai_keywords: 'x', organization: ['x'], githubRepo: {}, ai_summary: 7 },
    ],
    ['numbers out of range', { upvotes: -1, githubStars: 1.5 }],
    ['links that browsers can not open', { githubRepo: '/a/b', projectPage: 'javascript:alert(1)' }],
    ['empty values', { authors: [], ai_keywords: [], organization: {}, githubRepo: '', ai_summary: ' ' }],
    ['only hidden or nameless authors', { authors: [{ name: 'A', hidden: true }, { name: '\n' }, null, 'x', {}] }],
  ])('leaves out %s', (_, paper) => {
    const entry = { paper: { id, title: 'A', summary: 'B.', ...paper } };
    expect(Object.keys(recordOf(entry)).sort()).toEqual(
      ['source', 'at', 'on', 'id', 'rank', 'title', 'abstract', 'listedOn'].sort(),
    );
  });

  it('leaves out impossible days', () => {
    const days = (publishedAt: string, submittedOnDailyAt: string) => {
      const { published, listedOn } = recordOf(rawEntry({ id, publishedAt, submittedOnDailyAt }));
      return [published, listedOn];
    };
    expect(days('2026-08-22T01:00:00.000Z', '2026-08-21T23:59:00.000Z')).toEqual(['2026-08-22', '2026-08-21']);
    expect(days('2026-08-23T01:00:00.000Z', '2026-08-22T00:00:00.000Z')).toEqual([undefined, '2026-08-20']);
    expect(days('1990-01-01T00:00:00.000Z', '2023-05-03T00:00:00.000Z')).toEqual([undefined, '2026-08-20']);
    expect(days('2026-02-30T00:00:00.000Z', '2026-02-30T00:00:00.000Z')).toEqual([undefined, '2026-08-20']);
    expect(days('not a day', 'not a day')).toEqual([undefined, '2026-08-20']);
  });

  it('returns at most 1,000 authors, but counts all', () => {
    const authors = Array.from({ length: 1200 }, (_, index) => ({ name: `Author ${index}` }));
    const { authors: parsed = [], authorCount } = recordOf(rawEntry({ id, authors }));
    expect([parsed.length, authorCount]).toEqual([1000, 1200]);
  });

  it('parses linked models, datasets and Spaces', () => {
    const models = Array.from({ length: 12 }, (_, index) => ({ id: `google/gemma-${index}`, likes: 3 }));
    const paper = { linkedModels: models, numTotalModels: 30, linkedDatasets: [], numTotalDatasets: 0 };
    const { linked } = recordOf(rawEntry({ id, ...paper, linkedSpaces: [{ id: '../x y' }, 'z', { id: 'a/b' }] }));
    expect(linked).toEqual({
      models: { total: 30, names: models.slice(0, 10).map((model) => model.id) },
      datasets: { total: 0, names: [] },
      spaces: { total: 3, names: ['a/b'] },
    });
  });
});

describe('any entry', () => {
  const full = rawEntry(
    {
      id,
      githubRepo: 'https://github.com/a/b',
      githubStars: 3,
      projectPage: 'https://example.org/',
      ai_summary: 'It works.',
      ai_keywords: ['a', 'b'],
      organization: { name: 'google', fullname: 'Google' },
      linkedModels: [{ id: 'a/b' }],
      numTotalModels: 1,
    },
    { isAuthorParticipating: false },
  );

  it('is parsed to a valid record, or skipped with a reason', () => {
    fc.assert(fc.property(mutated([full]), expectValidResult), { numRuns: 300 });
  });
});

describeWithShared('hf-daily', 'any real entry with mutations', (folder) => {
  it('is parsed to a valid record, or skipped with a reason', () => {
    const entries = [...readRealDays(folder).values()].map((list) => list[0] ?? {});
    fc.assert(fc.property(mutated(entries), expectValidResult), { numRuns: 200 });
  });
});

function expectValidResult(entry: unknown): void {
  const result = parse(entry);
  if (result.kind === 'skipped') {
    expect(result.reason).toMatch(/^[^\n\p{Cc}]{10,300}\.$/u);
    return;
  }
  const { record } = result;
  expect(SourceRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  expect(`${record.title}${record.abstract}${record.authors}`).not.toMatch(/[\p{Cc}\p{Cs}]|\s\s/u);
}

/** Entries with up to three values replaced by wrong ones. */
function mutated(entries: readonly object[]): fc.Arbitrary<unknown> {
  const wrong = fc.oneof(
    fc.constantFrom(
      ...[
        null,
        '',
        ' ',
        -1,
        1.5,
        1e21,
        true,
        [],
        {},
        [null],
        { name: null },
        '\u0000\u202e\n',
        '\ud800',
        'x'.repeat(600),
      ],
      ...[
        '2026-02-30T00:00:00Z',
        '9999-12-31T00:00:00.000Z',
        'javascript:alert(1)',
        '/avatars/x.svg',
        'https://[::1]/',
      ],
      ...['2608.00001v3', '__proto__'],
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ unit: 'binary', maxLength: 20 }).map((path) => `https://example.org/${path}`),
    fc.jsonValue({ maxDepth: 1 }),
  );
  return fc
    .record({ entry: fc.constantFrom(...entries), at: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), wrong })
    .map(({ entry, at, wrong: value }) =>
      at.reduce<unknown>((changed, place) => {
        const paths = pathsOf(changed);
        return paths.length === 0 ? changed : put(changed, paths[place % paths.length] ?? [], value);
      }, entry),
    );
}

type Path = readonly string[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return path.length === 0 ? [] : [path];
  return [
    ...(path.length === 0 ? [] : [path]),
    ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, key])),
  ];
}

function put(target: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(target)) return target.map((one, index) => (`${index}` === key ? put(one, rest, value) : one));
  const fields = Object.entries(target as object);
  return Object.fromEntries(fields.map(([name, one]) => [name, name === key ? put(one, rest, value) : one]));
}
