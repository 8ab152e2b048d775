import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPaperFinder } from '../../../../src/features/catalog/find-paper.ts';
import { readCorpus } from '../../../../src/papers/corpus-file.ts';
import { UserError } from '../../../../src/runtime/errors.ts';
import { texToText } from '../../../../src/text/tex/index.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { createLookupTester } from '../../../fakes/paper-lookup.ts';
import { DUAL, HOSTILE, MMR1, paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

const finder = createPaperFinder(createTestCore());

describe('PaperFinder.find', () => {
  it.each([
    ['its id', SAFE_WALKING.id, SAFE_WALKING],
    ['its id with a version', '2401.12345v3', SAFE_WALKING],
    ['arXiv: and its id', 'arXiv:2401.12345', SAFE_WALKING],
    ['a former id', SAFE_WALKING.aliases[0], SAFE_WALKING],
    ['an id that is not an arXiv id', DUAL.id, DUAL],
    ['a link to arXiv', 'https://arxiv.org/abs/2401.12345v2', SAFE_WALKING],
    ['a link to a PDF', 'https://arxiv.org/pdf/2401.12345.pdf', SAFE_WALKING],
    ['a link to Hugging Face', 'huggingface.co/papers/2401.12345', SAFE_WALKING],
    ['a link without preview', '<https://arxiv.org/abs/2401.12345>', SAFE_WALKING],
    ['its title', 'Safe Offline Walking', SAFE_WALKING],
    ['its title in a different case', 'DUAL rl: unification AND new methods', DUAL],
    ['its title in quotes', '“MMR1: Enhancing Multimodal Reasoning”', MMR1],
    ['its title as shown', texToText(HOSTILE.title), HOSTILE],
    ['the beginning of its title', 'mmr1: enh', MMR1],
    ['words that only its title has', 'unification methods', DUAL],
    ['its title, even if another title begins with it', 'Juggling for Beginners: the First Lesson', { upvotes: 1 }],
  ])('finds a paper by %s', async (_, named, found) => {
    expect(await finder.find(named ?? '')).toMatchObject(found);
  });

  it('finds each paper of the included corpus by its title, raw and as shown', async () => {
    const papers = readCorpus(join(import.meta.dirname, '..', '..', '..', '..', 'data', 'papers.jsonl'));
    const shipped = createPaperFinder(createTestCore(papers));
    for (const { id, title } of papers) {
      expect((await shipped.find(title)).id).toBe(id);
      expect((await shipped.find(texToText(title).toUpperCase())).id).toBe(id);
    }
  });
});

describe('PaperFinder.find, for an unknown paper', () => {
  it.each([
    ['2002.00001', "2002.00001 was not found. Paperboy doesn't have it, and live sources are turned off."],
    ['2002.00001', ' Try https://huggingface.co/papers/2002.00001 or https://arxiv.org/abs/2002.00001.'],
    ['arxiv:hep-th/9901001', 'Try https://arxiv.org/abs/hep-th/9901001.'],
    ['https://arxiv.org/abs/2002.00001v4', '2002.00001 was not found.'],
    [
      'Quantum Basket Weaving',
      'No paper is called "Quantum Basket Weaving". To search for these words, use /papers search',
    ],
    ['juggling for', 'Several papers match "juggling for": "Juggling for Beginners: the '],
  ])('says what to do about %j', async (named, message) => {
    await expect(finder.find(named)).rejects.toThrow(message);
  });

  it('lists titles and ids if several match, and that there are more', async () => {
    await expect(finder.find('juggling')).rejects.toThrow(
      /^Several papers match "juggling": ("[^"]+" \([0-9a-f]{12}\); ){4}and more\. Use an id, as in \/papers show [0-9a-f]{12}$/,
    );
  });

  it('refuses a long text, whatever it consists of', async () => {
    for (const part of ['>', '"', ' ', 'x', '> x', '” ']) {
      await expect(finder.find(`x${part.repeat(300_000)}x`)).rejects.toThrow(
        /^"x.{0,80}" is too long: \d+ characters, and the limit is 500\. Use /,
      );
    }
  });

  it.each(['x'.repeat(501), 'dual '.repeat(101)])('refuses a text that is a little too long', async (named) => {
    await expect(finder.find(named)).rejects.toThrow('the limit is 500');
  });

  it('ignores any number of quotes and spaces around the text', async () => {
    expect(await finder.find(`${'" <'.repeat(100_000)}${DUAL.id}${'> "'.repeat(100_000)}`)).toBe(DUAL);
  });

  it('shortens a long text in its message', async () => {
    await expect(finder.find('basket '.repeat(10_000))).rejects.toThrow(/^"basket .{0,250}$/);
  });
});

describe('PaperFinder.find, for a paper that is not stored yet', () => {
  const missing = paper({ id: '2002.00001', title: 'A Paper From Elsewhere' });

  it.each(['2002.00001', 'https://arxiv.org/abs/2002.00001v2', '<https://huggingface.co/papers/2002.00001>'])(
    'fetches the paper from the live sources and stores it: %s',
    async (named) => {
      const { core, lookup } = createLookupTester({ remotePapers: [missing] });
      expect(await createPaperFinder(core).find(named)).toBe(missing);
      expect(lookup.requests).toEqual(['fetch 2002.00001']);
      expect(await createPaperFinder(core).find('a paper from elsewhere')).toBe(missing);
      expect(lookup.requests).toEqual(['fetch 2002.00001']);
    },
  );

  it('asks no source for titles and stored papers', async () => {
    const { core, lookup } = createLookupTester({ remotePapers: [missing] });
    await expect(createPaperFinder(core).find('A Paper From Elsewhere')).rejects.toThrow('No paper is called');
    expect(await createPaperFinder(core).find(SAFE_WALKING.id)).toBe(SAFE_WALKING);
    expect(lookup.requests).toEqual([]);
  });

  it('names the sources that were asked if none has the paper', async () => {
    const { core } = createLookupTester({ sources: ['Hugging Face', 'arXiv'] });
    await expect(createPaperFinder(core).find('2002.00001')).rejects.toThrow(
      "2002.00001 was not found. Paperboy doesn't have it, and neither do Hugging Face and arXiv. Try https://hugg",
    );
    const { core: alone } = createLookupTester();
    await expect(createPaperFinder(alone).find('2002.00001')).rejects.toThrow('neither does Hugging Face.');
  });

  it("says why if the sources don't respond", async () => {
    const { core } = createLookupTester({ error: 'Hugging Face is busy right now. Open https://x.org' });
    const refused = createPaperFinder(core).find('2002.00001');
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(
      "Paperboy doesn't have 2002.00001 yet. Hugging Face is busy right now. Open https://x.org",
    );
  });

  it('passes other errors on', async () => {
    const { core } = createLookupTester();
    const fault = new TypeError('a bug');
    const fetchPaper = () => Promise.reject(fault);
    const failing = createPaperFinder({ ...core, paperLookup: { ...core.paperLookup, fetchPaper } });
    await expect(failing.find('2002.00001')).rejects.toBe(fault);
  });
});

it('suggests titles as shown, with the id as the value', () => {
  expect(finder.suggest('breaking')).toEqual([{ label: texToText(HOSTILE.title), value: HOSTILE.id }]);
});
