import { describe, expect, it } from 'vitest';
import { buttonsOf, createTestCore, createTester, textOf, titlesOf } from '../../fakes/core.ts';
import { createLookupTester } from '../../fakes/paper-lookup.ts';
import { DUAL, HOSTILE, LESSONS, MMR1, paper, SAFE_WALKING } from '../../fixtures/chat/papers.ts';
import { timesOf } from './command-tester.ts';

const AT = '2025-03-05T08:30:00.000Z';

describe('/papers trending', () => {
  it('lists the trending papers in the order of the source, with the date', async () => {
    const { types } = createLookupTester({ trending: { papers: [DUAL, HOSTILE, SAFE_WALKING], at: AT } });
    const { document, ephemeral } = await types('/papers trending');
    expect(ephemeral).toBe(true);
    expect(titlesOf(document).map((title) => title.slice(0, 4))).toEqual(['Dual', 'Brea', 'Safe']);
    expect(textOf(document)).toContain('Ranked by Hugging Face, as of ');
    expect(timesOf(document)).toEqual([AT]);
  });

  it('has several pages', async () => {
    const { types, reply } = createLookupTester({ trending: { papers: [MMR1, ...LESSONS], at: AT } });
    const first = await types('/papers trending');
    expect(titlesOf(first.document)).toHaveLength(5);
    const second = await reply({ kind: 'action', action: buttonsOf(first.document).get('Next') ?? '' });
    expect(second.replacesOriginal).toBe(true);
    expect(titlesOf(second.document)).toEqual(LESSONS.slice(4).map(({ title }) => title));
  });

  it.each([[undefined], [{ papers: [], at: AT }]])('falls back to the top papers of the week: %j', async (trending) => {
    const { types } = createLookupTester(trending === undefined ? {} : { trending });
    const { document } = await types('/papers trending');
    expect(titlesOf(document)).toEqual([SAFE_WALKING.title]);
    expect(textOf(document)).toContain(
      "What's trending on Hugging Face isn't available right now. Here are the top papers of the last week, by upvotes.",
    );
    expect(timesOf(document)).toEqual([]);
  });

  it('sorts by comments if no upvotes are known', async () => {
    const papers = [1, 2].map((comments) => paper({ title: `Of ${comments}`, publishedOn: '2025-03-04', comments }));
    const { document } = await createTester(createTestCore(papers)).types('trending');
    expect(titlesOf(document)).toEqual(['Of 2', 'Of 1']);
    expect(textOf(document)).toContain('the top papers of the last week, by comments');
  });

  it('reports that there are no papers', async () => {
    const { types } = createTester(createTestCore([]));
    const { document, outcome } = await types('trending');
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain('No papers yet.');
  });

  it.each(['trending page:0', 'trending now'])('refuses %s', async (call) => {
    expect((await createTester().types(call)).outcome).toBe('refused');
  });
});
