import fc from 'fast-check';
import { expect, it } from 'vitest';
import { truncateToWidth } from '../../../../src/runtime/charts/chart-option.ts';

const widthOf = (text: string): number => text.length * 10;

it.each([
  ['short', 100, 'short'],
  ['exactly ten', 110, 'exactly ten'],
  ['a little too long', 100, 'a little…'],
  ['two\nlines\tand\u0007 more', 500, 'two lines and more'],
  ['\u202eevil\u200b', 500, 'evil'],
  ['👩‍👩‍👧👩‍👩‍👧', 100, '👩‍👩‍👧…'],
  ['wide', 5, '…'],
])('of %j keeps what has room in %i', (text, room, expected) => {
  expect(truncateToWidth(text, room, widthOf)).toBe(expected);
});

it('never gives more than there is room for, nor half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), fc.integer({ min: 10, max: 900 }), (text, room) => {
      const fitted = truncateToWidth(text, room, widthOf);
      expect(widthOf(fitted)).toBeLessThanOrEqual(room);
      expect(fitted).not.toMatch(/\p{Cs}/u);
    }),
  );
});
