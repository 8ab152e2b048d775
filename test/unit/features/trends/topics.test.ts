import { describe, expect, it } from 'vitest';
import { parseTrendQuery } from '../../../../src/features/trends/trend-query.ts';
import { UserError } from '../../../../src/runtime/errors.ts';

function names(text: string): string[] {
  return parseTrendQuery(text).topics.map(({ name }) => name);
}

function refusal(text: string): string {
  try {
    parseTrendQuery(text);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error(`${text} was not refused`);
}

describe('topics', () => {
  it.each([
    ['diffusion', ['diffusion']],
    ['diffusion vs autoregressive', ['diffusion', 'autoregressive']],
    ['a VS b vs. c Vs d', ['a', 'b', 'c', 'd']],
    ['"humans vs machines" vs machines', ['"humans vs machines"', 'machines']],
    ['vision-vs-language vs versus', ['vision-vs-language', 'versus']],
    ['  world   model  ', ['world model']],
    ['org:nvidia vs author:hinton', ['org:nvidia', 'author:hinton']],
    ['-diffusion', ['-diffusion']],
  ])('are read from %s', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('share the days that one of them says, which no name repeats', () => {
    const { topics, since, until } = parseTrendQuery('robots since:2024-06 vs until:2025 agents');
    expect(topics.map(({ name }) => name)).toEqual(['robots', 'agents']);
    expect([since, until]).toEqual(['2024-06-01', '2025-12-31']);
    expect(parseTrendQuery('a since:2024 vs b since:2024').since).toBe('2024-01-01');
  });
});

describe('a refusal of topics', () => {
  it.each([
    ['a vs', 'A topic is missing. Try: /papers trends a'],
    ['vs a', 'A topic is missing. Try: /papers trends a'],
    ['vs', 'A topic is missing. Try: /papers trends diffusion vs autoregressive'],
    ['', 'A topic is missing. Try: /papers trends diffusion vs autoregressive'],
    ['robots vs Robots', '"Robots" stands there twice. Try: /papers trends robots'],
    ['a vs b vs c vs d vs e', 'A chart holds 4 topics, and these are 5. Try: /papers trends a vs b vs c vs d'],
    ['2401.12345', 'A topic is words, such as safe rl, and 2401.12345 is one paper. Try: /papers trends diffusion vs'],
    ['since:2024', 'since:2024 says when, and not what. Try: /papers trends diffusion vs autoregressive'],
    ['+++ vs robots', '+++ has no word that a paper could have. Try: /papers trends robots'],
    ['-+++', '-+++ has no word that a paper could have. Try: /papers trends diffusion vs autoregressive'],
    ['a since:2024 vs b since:2025', 'since: holds for all topics, so say it once. Try: /papers trends a vs b'],
    ['a until:2024 vs b until:2025', 'until: holds for all topics, so say it once. Try: /papers trends a vs b'],
    ['a since:2025 vs b until:2024', 'since: comes after until:. Try: /papers trends a vs b'],
  ])('says of "%s" what is wrong, and a call that works', (text, message) => {
    expect(refusal(text)).toContain(message);
    const [, offered = ''] = /Try: \/papers trends (.*)$/.exec(refusal(text)) ?? [];
    expect(() => parseTrendQuery(offered)).not.toThrow();
  });

  it('says all that is wrong at once, with every wrong filter', () => {
    expect(refusal('rl sinc:2024 vs upvotes:abc vs')).toMatch(
      /^sinc: is not a filter\. Did you mean since:\? upvotes:abc is not a valid number.* A topic is missing\. Try: \/papers trends rl since:2024 vs upvotes:20/,
    );
  });

  it('of 500 characters and more says so, whatever they are', () => {
    expect(refusal('x'.repeat(501))).toMatch(
      /^A search can have up to 500 characters.*Try: \/papers trends safe rl since:2024$/,
    );
    expect(refusal(`${'"'.repeat(3)} vs ${'vs '.repeat(40)}`)).toContain('A topic is missing.');
  });

  it('belongs to the field of the topic', () => {
    expect(() => parseTrendQuery('a vs')).toThrow(
      expect.objectContaining({ fields: { topic: 'A topic is missing.' } }),
    );
  });
});
