import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPaper, PAPER_OPTION } from '../../../../src/features/catalog/find-paper.ts';
import { readCorpus } from '../../../../src/papers/corpus-file.ts';
import { UserError } from '../../../../src/runtime/errors.ts';
import { texToText } from '../../../../src/text/tex/index.ts';
import { createTestContext } from '../../../fakes/core.ts';
import { createLiveTester } from '../../../fakes/paper-lookup.ts';
import { DUAL, HOSTILE, MMR1, paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

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
  ])('by %s', async (_, named, found) => {
    expect(await findPaper(named ?? '', context)).toMatchObject(found);
  });

  it('by its title as it stands in the shipped corpus, and as it is shown', async () => {
    const papers = readCorpus(join(import.meta.dirname, '..', '..', '..', '..', 'data', 'papers.jsonl'));
    const shipped = createTestContext(papers);
    for (const { id, title } of papers) {
      expect((await findPaper(title, shipped)).id).toBe(id);
      expect((await findPaper(texToText(title).toUpperCase(), shipped)).id).toBe(id);
    }
  });
});

describe('a paper that is not found', () => {
  it.each([
    [
      '2002.00001',
      '2002.00001 is not among the papers here. No other place is asked, as live papers are switched off.',
    ],
    ['2002.00001', ' It may be on https://huggingface.co/papers/2002.00001 or https://arxiv.org/abs/2002.00001.'],
    ['arxiv:hep-th/9901001', 'It may be on https://arxiv.org/abs/hep-th/9901001.'],
    ['https://arxiv.org/abs/2002.00001v4', '2002.00001 is not among the papers here.'],
    [
      'Quantum Basket Weaving',
      'No paper here is called "Quantum Basket Weaving". To look for its words: /papers search',
    ],
    ['juggling for', 'Which paper is "juggling for"? "Juggling for Beginners: the '],
  ])('%j is refused with what to do', async (named, message) => {
    await expect(findPaper(named, context)).rejects.toThrow(message);
  });

  it('names some that it may be, by title and id, and says that there are more', async () => {
    await expect(findPaper('juggling', context)).rejects.toThrow(
      /^Which paper is "juggling"\? ("[^"]+" \([0-9a-f]{12}\); ){4}and more\. Name one by its id: \/papers show [0-9a-f]{12}$/,
    );
  });

  it('is refused for its length, whatever surrounds or fills it', async () => {
    for (const part of ['>', '"', ' ', 'x', '> x', '” ']) {
      await expect(findPaper(`x${part.repeat(300_000)}x`, context)).rejects.toThrow(
        /^No paper here is called "x.{0,80}": a name may have 500 characters and this one has \d+\. Give /,
      );
    }
  });

  it.each(['x'.repeat(501), 'dual '.repeat(101)])('is refused when it is a little too long', async (named) => {
    await expect(findPaper(named, context)).rejects.toThrow('a name may have 500 characters');
  });

  it('is found within any number of quotes and spaces', async () => {
    expect(await findPaper(`${'" <'.repeat(100_000)}${DUAL.id}${'> "'.repeat(100_000)}`, context)).toBe(DUAL);
  });

  it('is named in short, however long the name', async () => {
    await expect(findPaper('basket '.repeat(10_000), context)).rejects.toThrow(/^No paper.{0,250}$/);
  });
});

describe('a paper that is not here', () => {
  const wanted = paper({ id: '2002.00001', title: 'A Paper From Elsewhere' });

  it.each(['2002.00001', 'https://arxiv.org/abs/2002.00001v2', '<https://huggingface.co/papers/2002.00001>'])(
    'is asked for at the live sources and kept: %s',
    async (named) => {
      const { core, live } = createLiveTester({ elsewhere: [wanted] });
      expect(await findPaper(named, core)).toBe(wanted);
      expect(live.asked).toEqual(['find 2002.00001']);
      expect(await findPaper('a paper from elsewhere', core)).toBe(wanted);
      expect(live.asked).toEqual(['find 2002.00001']);
    },
  );

  it('is asked for by its arXiv id alone: titles and what is here ask nobody', async () => {
    const { core, live } = createLiveTester({ elsewhere: [wanted] });
    await expect(findPaper('A Paper From Elsewhere', core)).rejects.toThrow('No paper here is called');
    expect(await findPaper(SAFE_WALKING.id, core)).toBe(SAFE_WALKING);
    expect(live.asked).toEqual([]);
  });

  it('is refused where no source has it, with those that were asked', async () => {
    const { core } = createLiveTester({ sources: ['Hugging Face', 'arXiv'] });
    await expect(findPaper('2002.00001', core)).rejects.toThrow(
      '2002.00001 is not among the papers here. Hugging Face and arXiv do not have it either. It may be on https://hugg',
    );
    const { core: alone } = createLiveTester();
    await expect(findPaper('2002.00001', alone)).rejects.toThrow('Hugging Face does not have it either.');
  });

  it('is refused where no source answers, with why', async () => {
    const { core } = createLiveTester({ trouble: 'Hugging Face gives no answer: look at https://x.org' });
    const refused = findPaper('2002.00001', core);
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(
      '2002.00001 is not among the papers here. Hugging Face gives no answer: look at https://x.org',
    );
  });

  it('is a fault of ours where asking fails in another way', async () => {
    const { core } = createLiveTester();
    const fault = new TypeError('a bug');
    const fetchPaper = () => Promise.reject(fault);
    await expect(findPaper('2002.00001', { ...core, paperLookup: { ...core.paperLookup, fetchPaper } })).rejects.toBe(
      fault,
    );
  });
});

it('titles are offered as they are shown, with the id as their value', async () => {
  const offered = await PAPER_OPTION.suggest('breaking', context);
  expect(offered).toEqual([{ label: texToText(HOSTILE.title), value: HOSTILE.id }]);
});
