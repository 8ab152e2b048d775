import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActionStore, decodeAction, encodeAction, MAX_ACTION_LENGTH } from '../../../src/chat/action.ts';
import { UserError } from '../../../src/runtime/errors.ts';

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ maxLength: 120 }).map((text) => `#${text}`),
  fc.string({ minLength: 80, maxLength: 110 }),
);

describe('an action', () => {
  it('comes back as it was, in at most as many characters as every platform keeps', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, replacesOriginal) => {
        const keepsakes = createActionStore();
        const encoded = encodeAction({ text, replacesOriginal }, keepsakes);
        expect(encoded.length).toBeLessThanOrEqual(MAX_ACTION_LENGTH);
        expect(MAX_ACTION_LENGTH).toBeLessThanOrEqual(100);
        expect(decodeAction(encoded, keepsakes)).toEqual({ text, replacesOriginal });
      }),
      { numRuns: 500 },
    );
  });

  it.each(['search safe rl page:2', 'show 2401.12345', 'search 😀 "a\nphrase"'])(
    'works after a restart where it is short: %j',
    (text) => {
      const encoded = encodeAction({ text, replacesOriginal: true }, createActionStore());
      expect(decodeAction(encoded, createActionStore())).toEqual({ text, replacesOriginal: true });
    },
  );

  it.each(['', 'nonsense', 'run', 'RUN:help', `run:#${'a'.repeat(16)}`, 'turn:#'])(
    'that is not ours, or whose text was forgotten, is refused kindly: %j',
    (encoded) => {
      expect(() => decodeAction(encoded, createActionStore())).toThrow(
        new UserError('This button is too old to work. Send the command again for a fresh one.'),
      );
    },
  );
});
