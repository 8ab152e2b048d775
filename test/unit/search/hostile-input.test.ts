import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import { parseQuery, type Query } from '../../../src/search/query.ts';
import { parseClauses } from '../../../src/search/query-clauses.ts';
import { indexOf, paper } from './some-papers.ts';

const index = indexOf(
  paper('a', 'Off-policy learning with GPT-4o'),
  paper('b', '深度学习 über Müller', { upvotes: 3 }),
);

/** Searches for a text, and returns the error message, if any. */
function search(text: string): string {
  let query: Query;
  try {
    query = parseQuery(text);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  const { hits, total } = index.search(query, { offset: 0, limit: 5 });
  index.suggest(text, 5);
  expect(hits.length).toBe(Math.min(5, total));
  return 'ok';
}

describe('searching with bad input', () => {
  it.each([
    ['10,000 characters', 'x'.repeat(10_000)],
    ['an unbalanced quote', 'off "policy learning'],
    ['quotes only', '""""""'],
    ['stop words only', 'the of and'],
    ['emoji only', '😀 👩‍👩‍👧'],
    ['lone surrogates', '\ud800 \udc00policy'],
    ['control characters', 'off\u0000\u0007policy\u009f'],
    ['punctuation only', '?!.,;:-—()[]{}<>|\\/*&^%$#@~`'],
    ['many words', Array.from({ length: 250 }, (_, i) => String.fromCharCode(97 + (i % 26))).join(' ')],
    ['many quotes', '"a '.repeat(150)],
    ['many filters', 'since:x '.repeat(60)],
    ['names of object properties', 'constructor:x __proto__ toString hasOwnProperty has:constructor sort:__proto__'],
    ['one long word', 'a'.repeat(500)],
    ['one long word with digits', 'a1'.repeat(250)],
    ['accents without letters', '\u0301\u0301 \u0301'],
  ])('returns results or a clear error for %s', (_, text) => {
    expect(search(text)).toMatch(/^ok$|Try: \S/);
  });

  it('throws nothing but a UserError', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '"',
        '“',
        '-',
        ':',
        ' ',
        'author:',
        'since:',
        'since:2024',
        'has:',
        'upvotes:>',
        '..',
        'the',
        'policy',
        '深度',
        '2401.01234',
      ),
      fc.constantFrom(
        'since: 2024',
        'sort:newest',
        '-org:',
        '$',
        '\\alpha',
        '{',
        'gpt4o',
        'foo:bar',
        '\ud800',
        '\u0000',
      ),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 15 }), (parts) => void search(parts.join(''))),
      { numRuns: 2_000 },
    );
  });

  it('suggests only valid queries', () => {
    const filter = fc.tuple(
      fc.constantFrom('', '-'),
      fc.constantFrom('author', 'since', 'until', 'has', 'upvotes', 'sort', 'sine', 'foo'),
      fc.constantFrom(':', ': ', ':"'),
      fc.constantFrom('2024', '2023-1', 'x', 'code', 'newest', '>5', '5..2', 'a:b', '"', '-y', 'x y'),
    );
    const text = fc
      .array(filter, { minLength: 1, maxLength: 6 })
      .map((list) => list.map((one) => one.join('')).join(' '));
    fc.assert(
      fc.property(text, (typed) => {
        const suggested = /Try: (.*)$/.exec(search(typed))?.[1];
        if (suggested !== undefined) expect(() => parseQuery(suggested)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it('splits a query into clauses in order, without overlaps', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const ends = parseClauses(text).flatMap(({ start, end }) => [start, end]);
        expect(ends).toEqual([...ends].sort((a, b) => a - b));
        expect(ends.at(-1) ?? 0).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
