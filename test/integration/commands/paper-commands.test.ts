import { describe, expect, it } from 'vitest';
import { buttonsOf, createTestCore, createTester, textOf, titlesOf } from '../../fakes/core.ts';
import { LESSONS, paper, SAFE_WALKING } from '../../fixtures/chat/papers.ts';

describe('/papers show', () => {
  it('shows one paper in an ephemeral reply', async () => {
    const { types } = createTester();
    const { document, ephemeral } = await types('/papers show safe offline walking');
    expect(ephemeral).toBe(true);
    expect(document.blocks).toMatchObject([{ kind: 'paper', abstract: [{ text: SAFE_WALKING.abstract }] }]);
  });

  it('refuses an unknown paper', async () => {
    const { types } = createTester();
    expect(await types('/papers show Basket Weaving')).toMatchObject({ outcome: 'refused' });
  });
});

describe('/papers share', () => {
  it('shows one paper to everybody, with the name of the person', async () => {
    const { types } = createTester();
    const { document, ephemeral } = await types('/papers share 2401.12345');
    expect(ephemeral).toBe(false);
    expect(titlesOf(document)).toEqual([SAFE_WALKING.title]);
    expect(textOf(document)).toMatch(/Shared by Ada$/);
  });

  it('is a button on the card', async () => {
    const { types, reply } = createTester();
    const card = await types('/papers show 2401.12345');
    const shared = await reply({ kind: 'action', action: buttonsOf(card.document).get('Share') ?? '' });
    expect(shared).toMatchObject({ ephemeral: false, replacesOriginal: false });
  });
});

describe('/papers related', () => {
  it('lists similar papers without the paper itself, and what they share', async () => {
    const { types } = createTester();
    const { document } = await types(`/papers related ${LESSONS[0]?.title}`);
    expect(textOf(document)).toMatch(/^Related to Juggling for Beginners: the First Lesson\n/);
    expect(titlesOf(document)).not.toContain(LESSONS[0]?.title);
    expect(titlesOf(document)[0]).toContain('Juggling');
    expect(textOf(document)).toMatch(/shares \w+/);
  });

  it('turns its pages', async () => {
    const { types, reply } = createTester();
    const first = await types(`/papers related ${LESSONS[0]?.id}`);
    const second = await reply({ kind: 'action', action: buttonsOf(first.document).get('Next') ?? '' });
    expect(second.replacesOriginal).toBe(true);
    expect(textOf(second.document)).toContain('Page 2 of');
    const both = [...titlesOf(first.document), ...titlesOf(second.document)];
    expect(new Set(both).size).toBe(both.length);
  });

  it('reports that there are no similar papers', async () => {
    const lonely = paper({ title: 'Zymurgy', abstract: 'Fermenting.' });
    const { types } = createTester(createTestCore([lonely, SAFE_WALKING]));
    expect(textOf((await types('/papers related Zymurgy')).document)).toContain('No similar papers.');
  });
});

describe('/papers top', () => {
  it('lists the papers of the week up to today, most upvotes first', async () => {
    const { types } = createTester();
    const { document } = await types('/papers top');
    expect(textOf(document)).toContain('Top papers of Feb 27, 2025 to Mar 5, 2025, by upvotes');
    expect(titlesOf(document)).toEqual([SAFE_WALKING.title]);
  });

  it.each([
    ['month', 'of Feb 6, 2025 to Mar 5, 2025', 2],
    ['all', 'of all time', 5],
  ])('%s looks further back', async (period, when, papers) => {
    const { types } = createTester();
    const { document } = await types(`/papers top ${period}`);
    expect(textOf(document)).toContain(`Top papers ${when}, by upvotes`);
    expect(titlesOf(document)).toHaveLength(papers);
  });

  it('falls back to the latest day with papers, and says so', async () => {
    const { types } = createTester();
    const { document } = await types('/papers top day');
    expect(textOf(document)).toContain('Top papers of Mar 3, 2025, by upvotes');
    expect(textOf(document)).toContain('Nothing newer yet.');
  });

  it('sorts by comments on all pages if asked to', async () => {
    const { types, reply } = createTester();
    const first = await types('/papers top comments all');
    expect(titlesOf(first.document)[0]).toBe('Dual RL: Unification and New Methods');
    const second = await reply({ kind: 'action', action: buttonsOf(first.document).get('Next') ?? '' });
    expect(textOf(second.document)).toContain('Top papers of all time, by comments');
    expect(textOf(second.document)).toContain('Page 2 of 3.');
  });

  it('says how papers are sorted if no upvotes are known', async () => {
    const quiet = paper({ title: 'Quiet', publishedOn: '2025-03-04', comments: 1 });
    const { types } = createTester(createTestCore([quiet]));
    expect(textOf((await types('/papers top')).document)).toContain('by comments');
    expect(textOf((await types('/papers top by:upvotes')).document)).toContain('Upvotes are unknown for these papers');
  });

  it.each([
    ['top', 'To list all papers, type /papers top all.'],
    ['top all', 'No papers yet.'],
  ])('reports that there are no papers: %s', async (text, expected) => {
    const { types } = createTester(createTestCore([]));
    const { document, outcome } = await types(text);
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain(expected);
  });
});
