import { describe, expect, it } from 'vitest';
import { decodeAction } from '../../../src/chat/action.ts';
import type { PaperBlock } from '../../../src/chat/document.ts';
import { spansToText } from '../../../src/text/spans.ts';
import { buttonsOf, createTester, textOf, titlesOf } from '../../fakes/core.ts';
import { createLookupTester, type LookupScript } from '../../fakes/paper-lookup.ts';
import { paper, SAFE_WALKING } from '../../fixtures/chat/papers.ts';

const FAR = Array.from({ length: 8 }, (_, at) =>
  paper({
    id: `2403.0000${at}`,
    title: `Swimming, Part ${at}`,
    abstract: `We swim in ${at} lakes.`,
    publishedOn: `2024-0${at + 1}-01`,
    upvotes: 10 * at,
    authors: at % 2 === 0 ? ['Łukasz Kaiser'] : ['Yann LeCun', 'Geoffrey Hinton'],
  }),
);

const BUTTON = 'Search Hugging Face';
const whys = (blocks: readonly { kind: string }[]) =>
  blocks.flatMap((block) => (block.kind === 'paper' ? [spansToText((block as PaperBlock).why ?? [])] : []));

describe('/papers search', () => {
  it.each([
    ['zzzzzzzz', 'nothing is found'],
    ['enhancing multimodal', 'few papers are found'],
    ['juggling since:2026', 'only close results are found'],
  ])('offers to search Hugging Face for %j if %s', async (query) => {
    const { core, types, reply } = createLookupTester({ searchResults: FAR });
    const here = await types(`search ${query}`);
    const action = buttonsOf(here.document).get(BUTTON) ?? '';
    expect(decodeAction(action, core.actionStore)).toEqual({
      text: `search ${query} in:huggingface`,
      replacesOriginal: true,
    });
    expect((await reply({ kind: 'action', action })).outcome).toBe('answered');
  });

  it.each<[string, string, LookupScript]>([
    ['enough papers are found', 'juggling', {}],
    ['the query has no words', 'since:2026', {}],
    ['live sources are turned off', 'zzzzzzzz', { sources: [] }],
    ['Hugging Face is turned off', 'zzzzzzzz', { sources: ['arXiv'] }],
  ])("doesn't offer to search Hugging Face if %s", async (_, query, script) => {
    const { types } = createLookupTester(script);
    expect([...buttonsOf((await types(`search ${query}`)).document).keys()]).not.toContain(BUTTON);
  });

  it('fetches and refreshes a paper by its id', async () => {
    const [expected] = FAR;
    const { types, lookup } = createLookupTester({ remotePapers: FAR });
    const { document } = await types('search https://arxiv.org/abs/2403.00000v2');
    expect(titlesOf(document)).toEqual([expected?.title]);
    expect(lookup.requests).toEqual(['fetch 2403.00000', 'refresh 2403.00000']);
  });
});

describe('/papers search in:huggingface', () => {
  it('lists the results in their order without storing them', async () => {
    const { core, types, lookup } = createLookupTester({ searchResults: [...FAR.slice(0, 2), SAFE_WALKING] });
    const { document, ephemeral } = await types('/papers search swimming lakes in:huggingface');
    expect(ephemeral).toBe(true);
    expect(lookup.requests).toEqual(['search swimming lakes']);
    expect(textOf(document)).toContain('3 papers for swimming lakes on Hugging Face');
    expect(titlesOf(document)).toEqual(['Swimming, Part 0', 'Swimming, Part 1', SAFE_WALKING.title]);
    expect(whys(document.blocks)).toEqual(['from Hugging Face', 'from Hugging Face', 'already in Paperboy']);
    expect(core.papers.get('2403.00000')).toBeUndefined();
  });

  it('stores a paper that is opened', async () => {
    const { core, types, reply } = createLookupTester({ searchResults: FAR, remotePapers: FAR });
    const list = await types('search swimming in:huggingface');
    const opened = await reply({ kind: 'action', action: buttonsOf(list.document).get('Open') ?? '' });
    expect(titlesOf(opened.document)).toEqual(['Swimming, Part 0']);
    expect(core.papers.get('2403.00000')).toBeDefined();
  });

  it('turns pages, and leads back to the search in Paperboy', async () => {
    const { types, reply } = createLookupTester({ searchResults: FAR });
    const first = await types('search swimming in:huggingface');
    expect(titlesOf(first.document)).toHaveLength(5);
    const second = await reply({ kind: 'action', action: buttonsOf(first.document).get('Next') ?? '' });
    expect(titlesOf(second.document)).toEqual(['Swimming, Part 5', 'Swimming, Part 6', 'Swimming, Part 7']);
    const back = await reply({ kind: 'action', action: buttonsOf(second.document).get('Search Paperboy') ?? '' });
    expect(back.document).toEqual((await types('search swimming')).document);
  });

  it.each([
    ['swimming -lakes', 'search swimming', []],
    ['swimming "in 3 lakes"', 'search swimming in 3 lakes', ['3']],
    ['swimming upvotes:>50', 'search swimming', ['6', '7']],
    ['swimming since:2024-03 until:2024-04', 'search swimming', ['2', '3']],
    ['author:"lukasz kaiser"', 'search lukasz kaiser', ['0', '2', '4', '6']],
    ['swimming author:lecun author:hinton upvotes:<20', 'search swimming lecun hinton', ['1']],
    ['swimming upvotes:>20 sort:newest', 'search swimming', ['7', '6', '5', '4', '3']],
  ])('applies the filters of %j to the results, and says so', async (query, request, parts) => {
    const { types, lookup } = createLookupTester({ searchResults: FAR });
    const { document } = await types(`search ${query} in:huggingface`);
    expect(lookup.requests).toEqual([request]);
    expect(titlesOf(document).map((title) => title.slice(-1))).toEqual(parts);
    expect(textOf(document)).toContain(
      'Hugging Face searches by words only. Filters and sorting apply to its first 50 results.',
    );
  });

  it('says nothing about filters if the query has no filters', async () => {
    const { types } = createLookupTester({ searchResults: FAR });
    expect(textOf((await types('search swimming in:huggingface')).document)).not.toContain('by words only');
  });

  it('reports that nothing was found', async () => {
    const { types } = createLookupTester();
    const { document, outcome } = await types('search swimming in:huggingface');
    expect(outcome).toBe('answered');
    expect(textOf(document)).toMatch(/^No papers for swimming on Hugging Face\n/);
  });

  it.each<[string, LookupScript, string]>([
    ['swimming', { sources: [] }, 'Searching Hugging Face is turned off. Try: /papers search swimming'],
    ['swimming', { error: 'Hugging Face is busy right now.' }, 'Hugging Face is busy right now.'],
    ['since:2024', {}, 'Hugging Face needs words to search for. Try: /papers search safe rl in:'],
    ['swimming upvotes:many', {}, 'upvotes:many is not a valid number'],
    ['', {}, 'query is missing'],
  ])('refuses %j with %j', async (query, script, expected) => {
    const { types } = createLookupTester(script);
    const refused = await types(`search ${query} in:huggingface`);
    expect(refused.outcome).toBe('refused');
    expect(textOf(refused.document)).toContain(expected);
  });

  it('refuses an unknown scope', async () => {
    const { types } = createTester();
    const refused = await types('search swimming in:arxiv');
    expect(refused.outcome).toBe('refused');
    expect(textOf(refused.document)).toContain('in must be here or huggingface');
  });

  it.each([
    ['swimming in:huggingface', undefined, '8 papers for swimming on Hugging Face'],
    ['in:HuggingFace swimming', undefined, '8 papers for swimming on Hugging Face'],
    ['swimming', 'huggingface', '8 papers for swimming on Hugging Face'],
    ['swimming in:here', 'huggingface', '8 papers for swimming'],
    ['swimming', 'here', '8 papers for swimming'],
  ])('parses the scope from the query %j and the option %j', async (query, where, heading) => {
    const { reply } = createLookupTester({ searchResults: FAR }, FAR);
    const values = { query, ...(where !== undefined && { in: where }) };
    const { document } = await reply({ kind: 'command', call: { command: 'search', values } });
    expect(textOf({ blocks: document.blocks.slice(0, 1) })).toBe(heading);
  });
});
