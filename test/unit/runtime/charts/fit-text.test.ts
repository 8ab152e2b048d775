import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { truncateToWidth } from '../../../../src/runtime/charts/chart-option.ts';

const measureWidth = (text: string): number => text.length * 10;

describe('truncateToWidth', () => {
  it.each([
    ['short', 100, 'short'],
    ['exactly ten', 110, 'exactly ten'],
    ['a little too long', 100, 'a little…'],
    ['two\nlines\tand\u0007 more', 500, 'two lines and more'],
    ['\u202eevil\u200b', 500, 'evil'],
    ['👩‍👩‍👧👩‍👩‍👧', 100, '👩‍👩‍👧…'],
    ['wide', 5, '…'],
  ])('fits %j into a width of %i', (text, maxWidth, expected) => {
    expect(truncateToWidth(text, maxWidth, measureWidth)).toBe(expected);
  });

  it('never exceeds the width, and never splits a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 500 }),
        fc.integer({ min: 10, max: 900 }),
        (text, maxWidth) => {
          const fitted = truncateToWidth(text, maxWidth, measureWidth);
          expect(measureWidth(fitted)).toBeLessThanOrEqual(maxWidth);
          expect(fitted).not.toMatch(/\p{Cs}/u);
        },
      ),
    );
  });
});
