import { describe, expect, it } from 'vitest';
import { decodeAction } from '../../../src/chat/action.ts';
import type { PaperBlock } from '../../../src/chat/document.ts';
import { buttonsOf, createTester, textOf, titlesOf } from '../../fakes/core.ts';
import { DUAL, HOSTILE, LESSONS, MMR1, SAFE_WALKING } from '../../fixtures/chat/papers.ts';

describe('/papers search', () => {
  it('lists results with marked words and the reason of each match', async () => {
    const { types } = createTester();
    const { document, ephemeral } = await types('/papers search enhancing multimodal');
    expect(ephemeral).toBe(true);
    expect(textOf({ blocks: document.blocks.slice(0, 1) })).toBe('1 paper for enhancing multimodal');
    const [paper] = document.blocks.filter((block): block is PaperBlock => block.kind === 'paper');
    expect(paper?.title).toEqual([
      { kind: 'text', text: 'MMR1: ' },
      { kind: 'strong', text: 'Enhancing' },
      { kind: 'text', text: ' ' },
      { kind: 'strong', text: 'Multimodal' },
      { kind: 'text', text: ' Reasoning' },
    ]);
    expect(paper?.lead).toContainEqual({ kind: 'strong', text: 'enhance' });
    expect(textOf({ blocks: [{ kind: 'prose', spans: paper?.why ?? [] }] })).toMatch(
      /^matches .*enhancing.*multimodal/,
    );
  });

  it('shows each result on one page', async () => {
    const { core, types, reply } = createTester();
    const first = await types('/papers search juggling');
    expect(textOf(first.document)).toContain('7 papers for juggling');
    expect(textOf(first.document)).toContain('Page 1 of 2.');
    const second = await reply({ kind: 'action', action: buttonsOf(first.document).get('Next') ?? '' });
    expect(second).toMatchObject({ replacesOriginal: true, outcome: 'answered' });
    expect(textOf(second.document)).toContain('Page 2 of 2.');
    const titles = [...titlesOf(first.document), ...titlesOf(second.document)];
    expect(titles.toSorted()).toEqual(LESSONS.map(({ title }) => title).toSorted());
    const back = buttonsOf(second.document).get('Previous') ?? '';
    expect(decodeAction(back, core.actionStore).text).toBe('search juggling page:1');
    expect((await reply({ kind: 'action', action: back })).document).toEqual(first.document);
  });

  it('keeps quotes and filters on the next page', async () => {
    const { types, reply } = createTester();
    const first = await types('/papers search "juggling for" sort:newest since:2024-12');
    const second = await reply({ kind: 'action', action: buttonsOf(first.document).get('Next') ?? '' });
    expect(textOf(second.document)).toContain('7 papers for "juggling for" sort:newest since:2024-12');
    expect(titlesOf(second.document)).toEqual([LESSONS[1]?.title, LESSONS[0]?.title]);
  });

  it('reports a page beyond the last one', async () => {
    const { types } = createTester();
    const { document } = await types('/papers search juggling page:9');
    expect(titlesOf(document)).toEqual([]);
    expect(textOf(document)).toContain('There are only 2 pages.');
  });

  it('offers the corrected spelling as a button', async () => {
    const { types, reply } = createTester();
    const { document } = await types('/papers search jugglign');
    expect(textOf(document)).toContain('Did you mean juggling?');
    const corrected = await reply({ kind: 'action', action: buttonsOf(document).get('Search juggling') ?? '' });
    expect(corrected.replacesOriginal).toBe(true);
    expect(textOf(corrected.document)).toContain('7 papers for juggling');
  });

  it('shows the closest results if nothing matches', async () => {
    const { types } = createTester();
    const { document } = await types('/papers search juggling since:2026');
    expect(textOf(document)).toContain('No papers match juggling since:2026');
    expect(textOf(document)).toContain('Closest results:');
    expect(titlesOf(document)).toHaveLength(5);
  });

  it('reports that nothing was found', async () => {
    const { types } = createTester();
    const { document, outcome } = await types('/papers search zzzzzzzz');
    expect(outcome).toBe('answered');
    expect(titlesOf(document)).toEqual([]);
    expect(textOf(document)).toMatch(/^No papers match zzzzzzzz/);
  });

  it('searches by filters without words, typed or as options', async () => {
    const { types, reply } = createTester();
    const typed = await types('/papers search org:nvidia has:code');
    expect(titlesOf(typed.document)).toEqual([SAFE_WALKING.title]);
    expect(typed.document.blocks[1]).not.toHaveProperty('why');
    const call = { command: 'search', values: { org: 'NVIDIA', has: 'code' } };
    expect(titlesOf((await reply({ kind: 'command', call })).document)).toEqual([SAFE_WALKING.title]);
    const author = { command: 'search', values: { author: 'Ada Lovelace', sort: 'newest' } };
    expect(titlesOf((await reply({ kind: 'command', call: author })).document)).toEqual([SAFE_WALKING.title]);
  });

  it.each(['2401.12345', 'https://arxiv.org/abs/2401.12345v2', 'https://huggingface.co/papers/2401.12345'])(
    'shows the card of %s',
    async (query) => {
      const { types } = createTester();
      const { document } = await types(`/papers search ${query}`);
      expect(document).toEqual((await types('/papers show 2401.12345')).document);
    },
  );

  it.each([DUAL, MMR1, HOSTILE, ...LESSONS].map(({ title }) => title))(
    'finds a paper by its title as the first result: %s',
    async (title) => {
      const { types } = createTester();
      expect(titlesOf((await types(`/papers search ${title}`)).document)[0]).toContain(title.slice(0, 10));
    },
  );

  it.each([
    ['/papers search', 'query is missing'],
    ['/papers search sort:best upvotes:many', 'upvotes:many is not a valid number'],
    ['/papers search sort:best upvotes:many', 'sort:best is not valid'],
    ['/papers search 2002.00001', '2002.00001 was not found.'],
    [`/papers search ${'long '.repeat(200)}`, 'A search can have up to 500 characters'],
  ])('refuses %.40s with the reason', async (text, why) => {
    const { types } = createTester();
    const { document, outcome } = await types(text);
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain(why);
  });

  it('never fails on a hostile query', async () => {
    const { types } = createTester();
    for (const query of [
      '""',
      '-',
      '- -',
      '"',
      '<@everyone>',
      '🤖',
      '\u0000',
      '()',
      'the of and',
      '-juggling',
      'a:b:c',
      '日本語',
    ]) {
      expect((await types(`/papers search ${query}`)).outcome).not.toBe('failed');
    }
  });

  it('suggests titles', async () => {
    const { does } = createTester();
    const response = await does({ kind: 'autocomplete', command: 'search', option: 'query', partial: 'dual' });
    expect(response).toEqual({ kind: 'suggestions', suggestions: [{ label: DUAL.title, value: DUAL.title }] });
  });
});
