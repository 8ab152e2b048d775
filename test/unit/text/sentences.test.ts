import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../../src/text/sentences.ts';

const SINGLE_SENTENCES = [
  'We use e.g. GPT-4, i.e. Large models.',
  'This follows Smith et al. (2021) and Luo et al., 2021, as in Fig. 3 and Sec. 4, cf. Table 2.',
  'It is better w.r.t. Accuracy than vs. BERT, a.k.a. The baseline.',
  'We gain 3.5 points (1.2 vs. 0.7) over arXiv:2401.12345.',
  'This extends the work of J. R. Smith and D. Lee.',
  'The code is at https://github.com/a/b.c?x=Y.Z, they say.',
  'It was known (Cesa-Bianchi & Lugosi, 2009. See also there) before.',
  'See No. 5 of the series.',
  'Models (can they? They can!) reason.',
  'It is 8.5 vs.\\ 35.9 hours, e.g.\\ Items.',
  'Yahoo! answers are used.',
  'Applied in the U.S. Army.',
];

describe('splitSentences', () => {
  it.each(SINGLE_SENTENCES)('finds one sentence in: %s', (text) => {
    expect(splitSentences(text)).toEqual([text]);
  });

  it.each([
    ['We study RL. However, it fails.', ['We study RL.', 'However, it fails.']],
    ['Can it? Yes! It can.', ['Can it?', 'Yes!', 'It can.']],
    ['As shown by Smith et al. We go on.', ['As shown by Smith et al.', 'We go on.']],
    ['It works in class C. This is new.', ['It works in class C.', 'This is new.']],
    ['See https://a.b/c. Then stop.', ['See https://a.b/c.', 'Then stop.']],
    ['It has a cost in RL.However, it works.', ['It has a cost in RL.', 'However, it works.']],
    ['1. First thing. 2. Second thing.', ['1. First thing.', '2. Second thing.']],
    ['It broke\nover lines. And\n  again.', ['It broke over lines.', 'And again.']],
    ['本文提出了一种方法。实验表明它有效。', ['本文提出了一种方法。', '实验表明它有效。']],
    ['Nous proposons une méthode. Elle marche.', ['Nous proposons une méthode.', 'Elle marche.']],
  ])('splits: %s', (text, parts) => {
    expect(splitSentences(text)).toEqual(parts);
  });

  it('returns nothing for white space', () => {
    expect(splitSentences(' \n ')).toEqual([]);
  });

  it('loses only white space, and returns trimmed sentences', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc
        .array(
          fc.constantFrom('We', 'e.g.', 'A.', '(', ')', ' ', '\n', '. ', '? ', '3.5', 'RL.', 'However,', '。', 'x.y/Z'),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const parts = splitSentences(source);
        expect(parts.join('').replace(/\s/g, '')).toBe(source.replace(/\s/g, ''));
        for (const part of parts) expect(part).toBe(part.trim());
        expect(parts).not.toContain('');
      }),
    );
  });

  it('splits a long text like its parts', () => {
    const parts = Array.from({ length: 2000 }, (_, i) => `It has (see Fig. 3) ${'very '.repeat(i % 300)}long words.`);
    expect(splitSentences(parts.join(' '))).toEqual(parts);
  });

  it.each(['x', 'word ', '1 ', '. ', '?', '😀', '本'])('loses nothing of 20,000 times %j', (part) => {
    const text = part.repeat(20_000).trim();
    expect(splitSentences(text).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });

  it('keeps a very long sentence whole', () => {
    const sentence = `So it went on ${'and on '.repeat(3000)}to the end.`;
    expect(splitSentences(`It begins. ${sentence} It ends.`)).toEqual(['It begins.', sentence, 'It ends.']);
  });

  it('splits 2 MB of prose quickly', () => {
    expect(splitSentences('We read it all at once. It took long, e.g. Hours. '.repeat(40_000))).toHaveLength(80_000);
  });

  it.each(['A. ', 'e.g. ', '(a. ', '? ', 'a. ', '. '])('loses nothing of 100,000 characters of %j', (part) => {
    const text = part.repeat(100_000 / part.length).trim();
    expect(splitSentences(text).join(' ')).toBe(text);
  });
});
