import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPaper, PAPER } from '../../src/chat/find-paper.ts';
import { readCorpus } from '../../src/papers/corpus-file.ts';
import { texToText } from '../../src/text/tex.ts';
import { createTestContext } from '../fakes/core.ts';
import { DUAL, HOSTILE, MMR1, SAFE_WALKING } from '../fixtures/chat/papers.ts';

const context = createTestContext();

describe('a paper is found', () => {
  it.each([
    ['its id', SAFE_WALKING.id, SAFE_WALKING],
    ['its id with a version', '2401.12345v3', SAFE_WALKING],
    ['arXiv: and its id', 'arXiv:2401.12345', SAFE_WALKING],
    ['an id it once had', SAFE_WALKING.aliases[0], SAFE_WALKING],
    ['an id that is no arXiv id', DUAL.id, DUAL],
    ['a link to arXiv', 'https://arxiv.org/abs/2401.12345v2', SAFE_WALKING],
    ['a link to a PDF', 'https://arxiv.org/pdf/2401.12345.pdf', SAFE_WALKING],
    ['a link to Hugging Face', 'huggingface.co/papers/2401.12345', SAFE_WALKING],
    ['a link that should show no preview', '<https://arxiv.org/abs/2401.12345>', SAFE_WALKING],
    ['its title', 'Safe Offline Walking', SAFE_WALKING],
    ['its title in another case', 'DUAL rl: unification AND new methods', DUAL],
    ['its title in quotes', '“MMR1: Enhancing Multimodal Reasoning”', MMR1],
    ['its title as it is shown', texToText(HOSTILE.title), HOSTILE],
    ['the beginning of its title', 'mmr1: enh', MMR1],
    ['words that no other title has', 'unification methods', DUAL],
    ['its title, though another begins with it', 'Juggling for Beginners: the First Lesson', { upvotes: 1 }],
  ])('by %s', (_, named, found) => {
    expect(findPaper(named ?? '', context)).toMatchObject(found);
  });

  it('by its title as it stands in the shipped corpus, and as it is shown', () => {
    const papers = readCorpus(join(import.meta.dirname, '..', '..', 'data', 'papers.jsonl'));
    const shipped = createTestContext(papers);
    for (const { id, title } of papers) {
      expect(findPaper(title, shipped).id).toBe(id);
      expect(findPaper(texToText(title).toUpperCase(), shipped).id).toBe(id);
    }
  });
});

describe('a paper that is not found', () => {
  it.each([
    ['2002.00001', '2002.00001 is not among the papers here. It may be on https://huggingface.co/papers/2002.00001'],
    ['https://arxiv.org/abs/2002.00001v4', '2002.00001 is not among the papers here.'],
    [
      'Quantum Basket Weaving',
      'No paper here is called "Quantum Basket Weaving". To look for its words: /papers search',
    ],
    ['juggling for', 'Which paper is "juggling for"? "Juggling for Beginners: the '],
  ])('%j is refused with what to do', (named, message) => {
    expect(() => findPaper(named, context)).toThrow(message);
  });

  it('names some that it may be, by title and id, and says that there are more', () => {
    expect(() => findPaper('juggling', context)).toThrow(
      /^Which paper is "juggling"\? ("[^"]+" \([0-9a-f]{12}\); ){4}and more\. Name one by its id: \/papers show [0-9a-f]{12}$/,
    );
  });

  it('is refused for its length, whatever surrounds or fills it', () => {
    for (const part of ['>', '"', ' ', 'x', '> x', '” ']) {
      expect(() => findPaper(`x${part.repeat(300_000)}x`, context)).toThrow(
        /^No paper here is called "x.{0,80}": a name may have 500 characters and this one has \d+\. Give /,
      );
    }
  });

  it.each(['x'.repeat(501), 'dual '.repeat(101)])('is refused when it is a little too long', (named) => {
    expect(() => findPaper(named, context)).toThrow('a name may have 500 characters');
  });

  it('is found within any number of quotes and spaces', () => {
    expect(findPaper(`${'" <'.repeat(100_000)}${DUAL.id}${'> "'.repeat(100_000)}`, context)).toBe(DUAL);
  });

  it('is named in short, however long the name', () => {
    expect(() => findPaper('basket '.repeat(10_000), context)).toThrow(/^No paper.{0,250}$/);
  });
});

it('titles are offered as they are shown, with the id as their value', async () => {
  const offered = await PAPER.suggest('breaking', context);
  expect(offered).toEqual([{ label: texToText(HOSTILE.title), value: HOSTILE.id }]);
});
