import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDay, formatUtcInstant, pluralize, truncate } from '../../../src/text/format.ts';

describe('formatDay', () => {
  it('formats a day independently of the time zone', () => {
    expect(['2024-02-29', '2025-12-31', '2025-01-01'].map(formatDay)).toEqual([
      'Feb 29, 2024',
      'Dec 31, 2025',
      'Jan 1, 2025',
    ]);
  });

  it('leaves out a missing year', () => {
    expect(formatDay('03-01')).toBe('Mar 1');
  });
});

describe('formatUtcInstant', () => {
  it('formats an instant to the minute', () => {
    expect(formatUtcInstant('2026-11-21T14:05:59.000Z')).toBe('Nov 21, 2026 at 14:05 UTC');
  });
});

describe('pluralize', () => {
  it('uses the singular for 1 only', () => {
    expect([0, 1, 2].map((count) => pluralize(count, 'paper'))).toEqual(['0 papers', '1 paper', '2 papers']);
  });

  it('accepts an irregular plural', () => {
    expect([1, 2].map((count) => pluralize(count, 'reply', 'replies'))).toEqual(['1 reply', '2 replies']);
  });
});

describe('truncate', () => {
  it.each([
    ['a short text', 40, 'a short text'],
    ['exactly nine', 12, 'exactly nine'],
    ['safe offline reinforcement learning', 20, 'safe offline…'],
    ['safe offline reinforcement learning', 13, 'safe offline…'],
    ['reinforcementlearning', 10, 'reinforce…'],
    ['a reinforcementlearning', 12, 'a reinforce…'],
    ['one  two   three', 10, 'one  two…'],
  ])('cuts %j to %i characters: %j', (text, maxLength, expected) => {
    expect(truncate(text, maxLength)).toBe(expected);
  });

  it.each([
    ['ab👩‍🔬cd', 6, 'ab…'],
    ['ab😀cd', 4, 'ab…'],
    ['cafe\u0301 noir', 5, 'caf…'],
  ])('never splits a grapheme: %j to %i characters is %j', (text, maxLength, expected) => {
    expect(truncate(text, maxLength)).toBe(expected);
  });

  it('stays within the limit, keeps text that fits and never splits a character', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem({ maxCount: 20 }));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), (text, maxLength) => {
        const short = truncate(text, maxLength);
        expect(short.length).toBeLessThanOrEqual(maxLength);
        expect(short).not.toMatch(/\p{Cs}/u);
        if (text.length <= maxLength) expect(short).toBe(text);
        else {
          expect(short.endsWith('…')).toBe(true);
          expect(text.startsWith(short.slice(0, -1))).toBe(true);
        }
      }),
    );
  });

  it('cuts a megabyte quickly', () => {
    expect(truncate('word '.repeat(200_000), 80).length).toBeLessThanOrEqual(80);
    expect(truncate(`${' '.repeat(1_000_000)}x`, 80).length).toBeLessThanOrEqual(80);
  });
});
