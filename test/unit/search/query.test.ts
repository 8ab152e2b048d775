import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import { FILTERS } from '../../../src/search/filters.ts';
import { MAX_QUERY_LENGTH, parseQuery } from '../../../src/search/query.ts';

function errorOf(text: string): string {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

function suggestionFor(text: string): string {
  return /Try: (.*)$/.exec(errorOf(text))?.[1] ?? '';
}

describe('parseQuery', () => {
  it('parses words, phrases, exclusions, filters and the sort order', () => {
    const query = parseQuery(
      'safe rl "off policy" -robot -"deep net" author:"Jane Doe" org:meta since:2024 until:2025-02 has:code upvotes:>20 comments:5..9 sort:newest',
    );
    expect(query).toMatchObject({
      words: ['safe', 'rl'],
      phrases: ['off policy'],
      excluded: ['robot', 'deep net'],
      filters: {
        author: ['Jane Doe'],
        org: ['meta'],
        since: '2024-01-01',
        until: '2025-02-28',
        has: ['code'],
        upvotes: { min: 21 },
        comments: { min: 5, max: 9 },
      },
      sort: 'newest',
    });
  });

  it('negates filters that support it', () => {
    expect(parseQuery('-org:nvidia -has:code').filters).toEqual({ not: { org: ['nvidia'], has: ['code'] } });
    expect(errorOf('-since:2024 rl')).toContain("since: doesn't work with a minus");
  });

  it.each([
    ['20', { min: 20 }],
    ['>20', { min: 21 }],
    ['>=20', { min: 20 }],
    ['≥20', { min: 20 }],
    ['<20', { min: 0, max: 19 }],
    ['<=20', { min: 0, max: 20 }],
    ['=20', { min: 20, max: 20 }],
    ['5..20', { min: 5, max: 20 }],
    ['5..', { min: 5 }],
    ['..20', { min: 0, max: 20 }],
  ])('parses upvotes:%s', (value, expected) => {
    expect(parseQuery(`upvotes:${value}`).filters.upvotes).toEqual(expected);
  });

  it.each([
    ['since:2024', { since: '2024-01-01' }],
    ['since:2024-06', { since: '2024-06-01' }],
    ['until:2024-02', { until: '2024-02-29' }],
    ['until:2025', { until: '2025-12-31' }],
    ['until:2024-06-03', { until: '2024-06-03' }],
    ['Since:2024', { since: '2024-01-01' }],
    ['since:2023 since:2024', { since: '2024-01-01' }],
  ])('parses %s', (text, expected) => {
    expect(parseQuery(text).filters).toEqual(expected);
  });

  it.each(['“off policy”', '"off policy"', '„off policy“', '«off policy»', '＂off policy＂'])(
    'accepts %s as quotes',
    (text) => {
      expect(parseQuery(text).phrases).toEqual(['off policy']);
    },
  );

  it('ignores unmatched quotes', () => {
    expect(parseQuery('safe "off policy')).toMatchObject({ words: ['safe', 'off', 'policy'], phrases: [] });
    expect(parseQuery('author:"Jane Doe').filters.author).toEqual(['Jane']);
  });

  it.each([
    '2401.01234',
    'arXiv:2401.01234v2',
    'https://arxiv.org/abs/2401.01234',
    'look: <https://huggingface.co/papers/2401.01234>',
  ])('finds the paper in %s', (text) => {
    expect(parseQuery(text).paperId).toBe('2401.01234');
  });

  it.each([
    ['MMR1: Enhancing Multimodal Reasoning', ['MMR1:', 'Enhancing', 'Multimodal', 'Reasoning']],
    ['C-MORL:Multi objective', ['C-MORL:Multi', 'objective']],
    ['a link https://example.com/x', ['a', 'link', 'https://example.com/x']],
    ['theorem: a proof', ['theorem:', 'a', 'proof']],
    ['trade - off --', ['trade', '-', 'off', '--']],
  ])('keeps colons and dashes of %s as words', (text, words) => {
    expect(parseQuery(text).words).toEqual(words);
  });
});

describe('the error of parseQuery', () => {
  it('lists everything that is wrong, with a corrected query', () => {
    const message = errorOf('safe since:banana athor:hinton sort:foo upvotes:abc has:codes');
    for (const part of ['since:banana', 'Did you mean author:', 'sort:foo', 'upvotes:abc', 'has:codes']) {
      expect(message).toContain(part);
    }
    expect(message).toMatch(/Try: safe since:2024-06 author:hinton upvotes:20 has:code$/);
  });

  it.each([
    ['rl since:2024-13', 'rl since:2024'],
    ['rl since:2024/6', 'rl since:2024-06'],
    ['rl since:2025 until:2024', 'rl since:2025'],
    ['rl upvotes:>20 upvotes:<5', 'rl upvotes:>20'],
    ['rl since: 2024', 'rl since:2024'],
    ['rl pytorch:lightning', 'rl pytorch lightning'],
    ['rl year:2024', 'rl since:2024'],
    ['rl -organization:"Meta AI"', 'rl -org:"Meta AI"'],
    ['rl sort:newest sort:upvotes', 'rl sort:newest'],
    ['rl -since:2024', 'rl'],
  ])('suggests for %s: %s', (text, expected) => {
    expect(suggestionFor(text)).toBe(expected);
    expect(() => parseQuery(expected)).not.toThrow();
  });

  it('states the maximum length of a query', () => {
    expect(errorOf('x'.repeat(10_000))).toContain(`up to ${MAX_QUERY_LENGTH} characters, and this one has 10000`);
    expect(errorOf('word '.repeat(100).trim())).toBe('');
  });
});

describe('FILTERS', () => {
  it.each(FILTERS.map((filter) => [filter.example]))('has a valid example: %s', (example) => {
    expect(() => parseQuery(example)).not.toThrow();
  });
});
