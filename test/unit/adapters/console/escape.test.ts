import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText } from '../../../../adapters/console/escape.ts';

describe('escapeText', () => {
  it.each([
    ['removes escape sequences', '\u001b[31mred\u001b[2J\u001b]0;title\u0007', '[31mred[2J]0;title'],
    ['removes C1 controls', 'a\u009b31mb\u0085c\u0090d', 'a31mb cd'],
    ['removes bidirectional controls', 'a\u202eb\u202c\u2066c\u2069\u200e\u200f\u061cd', 'abcd'],
    ['replaces line breaks with spaces', 'a\nb\r\nc\td\u2028e\u2029f\u000bg', 'a b c d e f g'],
    ['removes lone surrogates', 'a\ud83db\ude00c', 'abc'],
    ['removes other control characters', 'a\u0007b\bc\u007fd\u0000e', 'abcde'],
    ['keeps printable text', 'Ćafé 日本語 👩‍🔬 <b> & *x* `y` $z$', 'Ćafé 日本語 👩‍🔬 <b> & *x* `y` $z$'],
  ])('%s', (_, text, shown) => {
    expect(escapeText(text)).toBe(shown);
  });

  it('removes all control characters from any text, and is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = escapeText(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(escapeText(shown)).toBe(shown.replace(/ +/g, ' '));
      }),
    );
  });
});
