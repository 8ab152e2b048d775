import { describe, expect, it } from 'vitest';
import { parseTrendQuery } from '../../../../src/features/trends/trend-query.ts';
import { UserError } from '../../../../src/runtime/errors.ts';

function names(text: string): string[] {
  return parseTrendQuery(text).topics.map(({ name }) => name);
}

function errorOf(text: string): string {
  try {
    parseTrendQuery(text);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error(`${text} is valid`);
}

describe('parseTrendQuery', () => {
  it.each([
    ['diffusion', ['diffusion']],
    ['diffusion vs autoregressive', ['diffusion', 'autoregressive']],
    ['a VS b vs. c Vs d', ['a', 'b', 'c', 'd']],
    ['"humans vs machines" vs machines', ['"humans vs machines"', 'machines']],
    ['vision-vs-language vs versus', ['vision-vs-language', 'versus']],
    ['  world   model  ', ['world model']],
    ['org:nvidia vs author:hinton', ['org:nvidia', 'author:hinton']],
    ['-diffusion', ['-diffusion']],
  ])('splits %s into topics', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('applies the date filters of one topic to all, and leaves them out of the names', () => {
    const { topics, since, until } = parseTrendQuery('robots since:2024-06 vs until:2025 agents');
    expect(topics.map(({ name }) => name)).toEqual(['robots', 'agents']);
    expect([since, until]).toEqual(['2024-06-01', '2025-12-31']);
    expect(parseTrendQuery('a since:2024 vs b since:2024').since).toBe('2024-01-01');
  });
});

describe('the errors of parseTrendQuery', () => {
  it.each([
    ['a vs', 'A topic is missing. Try: /papers trends a'],
    ['vs a', 'A topic is missing. Try: /papers trends a'],
    ['vs', 'A topic is missing. Try: /papers trends diffusion vs autoregressive'],
    ['', 'A topic is missing. Try: /papers trends diffusion vs autoregressive'],
    ['robots vs Robots', '"Robots" is listed twice. Try: /papers trends robots'],
    ['a vs b vs c vs d vs e', 'You can compare up to 4 topics, not 5. Try: /papers trends a vs b vs c vs d'],
    [
      '2401.12345',
      '2401.12345 is a paper. Use words as a topic, for example safe rl. Try: /papers trends diffusion vs',
    ],
    ['since:2024', 'since:2024 only filters by date. Add a topic. Try: /papers trends diffusion vs autoregressive'],
    ['+++ vs robots', '+++ has no words to search for. Try: /papers trends robots'],
    ['-+++', '-+++ has no words to search for. Try: /papers trends diffusion vs autoregressive'],
    ['a since:2024 vs b since:2025', 'since: applies to all topics, so use it only once. Try: /papers trends a vs b'],
    ['a until:2024 vs b until:2025', 'until: applies to all topics, so use it only once. Try: /papers trends a vs b'],
    ['a since:2025 vs b until:2024', 'since: is later than until:. Try: /papers trends a vs b'],
  ])('say what is wrong with "%s", and suggest a command that works', (text, message) => {
    expect(errorOf(text)).toContain(message);
    const [, suggested = ''] = /Try: \/papers trends (.*)$/.exec(errorOf(text)) ?? [];
    expect(() => parseTrendQuery(suggested)).not.toThrow();
  });

  it('report everything that is wrong at once, including every invalid filter', () => {
    expect(errorOf('rl sinc:2024 vs upvotes:abc vs')).toMatch(
      /^sinc: is not a filter\. Did you mean since:\? upvotes:abc is not a valid number.* A topic is missing\. Try: \/papers trends rl since:2024 vs upvotes:20/,
    );
  });

  it('report a query of more than 500 characters', () => {
    expect(errorOf('x'.repeat(501))).toMatch(
      /^A search can have up to 500 characters.*Try: \/papers trends safe rl since:2024$/,
    );
    expect(errorOf(`${'"'.repeat(3)} vs ${'vs '.repeat(40)}`)).toContain('A topic is missing.');
  });

  it('belong to the topic field of the form', () => {
    expect(() => parseTrendQuery('a vs')).toThrow(
      expect.objectContaining({ fields: { topic: 'A topic is missing.' } }),
    );
  });
});
