import { describe, expect, it } from 'vitest';
import { type Document, findCharts } from '../../../src/chat/document.ts';
import type { Chart } from '../../../src/runtime/charts/chart.ts';
import { buttonsOf, createTestCore, createTester, textOf } from '../../fakes/core.ts';
import { HOSTILE, paper } from '../../fixtures/chat/papers.ts';

function chartOf(document: Document): Chart {
  const [chart, ...others] = findCharts(document);
  if (chart === undefined || others.length > 0) throw new Error(`${others.length + 1} charts`);
  return chart;
}

describe('/papers trends', () => {
  it('shows papers per month as a chart, what one sees in it, and what was counted', async () => {
    const { document, ephemeral: isPrivate } = await createTester().types('/papers trends juggling');
    expect(isPrivate).toBe(true);
    expect(chartOf(document)).toMatchObject({
      title: 'Papers per month: juggling',
      unit: 'papers',
      months: expect.arrayContaining(['2023-04', '2024-12', '2025-03']),
      series: [{ name: 'juggling', values: [...Array(20).fill(null), 7, null, 0, 0] }],
      isLastMonthPartial: true,
      alt: 'Chart of papers per month, Apr 2023 to Mar 2025, which is not over yet. Of 21 of these months no paper is here, whatever it is about. juggling: 7 papers, most in Dec 2024 (7). In Mar 2025 so far none.',
    });
    expect(textOf(document)).toContain('juggling: 7 papers, most in Dec 2024 (7).');
    expect(textOf(document)).toContain(
      'Of the papers here, Apr 2023 to Mar 2025: those that have all words of a topic, by the day of their listing or else of their publication. Of 21 of these months no paper is here, whatever it is about. These are few: a difference may be chance.',
    );
  });

  it.each(['trends juggling vs walking', 'trends topic:juggling vs:walking', 'trends vs:walking juggling'])(
    'compares topics: %s',
    async (call) => {
      const { document } = await createTester().types(call);
      expect(chartOf(document).series.map(({ name }) => name)).toEqual(['juggling', 'walking']);
      expect(textOf(document)).toContain('Papers per month: juggling vs walking');
    },
  );

  it('says of a topic without papers that there are none, and what may have been meant', async () => {
    const { types, reply } = createTester();
    const { document, outcome } = await types('trends jugling');
    expect(outcome).toBe('answered');
    expect(findCharts(document)).toEqual([]);
    expect(textOf(document)).toContain('No paper of these months has all of jugling. Did you mean juggling?');
    const action = buttonsOf(document).get('Trends of juggling') ?? '';
    expect(chartOf((await reply({ kind: 'action', action })).document).title).toBe('Papers per month: juggling');
  });

  it('shows a topic without papers beside one that has some', async () => {
    const { document } = await createTester().types('trends juggling vs flurbl');
    expect(chartOf(document).series.map(({ values }) => Math.max(...values.map(Number)))).toEqual([7, 0]);
    expect(chartOf(document).alt).toContain('flurbl: no paper.');
  });

  it.each([
    ['since:2024', false],
    ['since:2024-06 until:2024-12', false],
    ['since:2024-02-10', true],
    ['until:2025-02-28', false],
    ['until:2024-12-30', true],
  ])('tells that it counts whole months where somebody said a day within one: %s', async (days, isTold) => {
    const { document } = await createTester().types(`trends juggling ${days}`);
    expect(textOf(document).includes('Whole months are counted.')).toBe(isTold);
  });

  it('tells how many have no date', async () => {
    const { document } = await createTester().types('trends bots vs multimodal');
    expect(HOSTILE.publishedOn).toBeUndefined();
    expect(textOf(document)).toContain('1 more has no date.');
  });

  it('leads to the papers, to each topic alone, and to a subscription', async () => {
    const { types, reply } = createTester();
    const { document } = await types('trends juggling vs walking since:2024');
    expect([...buttonsOf(document).keys()].sort()).toEqual([
      'Search juggling',
      'Search walking',
      'Share',
      'Trends of juggling',
      'Trends of walking',
    ]);
    const search = await reply({ kind: 'action', action: buttonsOf(document).get('Search walking') ?? '' });
    expect(textOf(search.document)).toContain('Safe Offline Walking');
    const alone = await types('trends juggling');
    expect([...buttonsOf(alone.document).keys()].sort()).toEqual(['Search juggling', 'Share', 'Subscribe']);
  });

  it('keeps a hostile topic out of its names, and a long one short', async () => {
    const topic = `"${'walking '.repeat(50)}" vs <@everyone>{a|b}`;
    const { document } = await createTester().types(`trends ${topic} vs walking`);
    const { series, title } = chartOf(document);
    expect(series.every(({ name }) => name.length <= 61)).toBe(true);
    expect(title.length).toBeLessThan(220);
  });

  it.each([
    ['trends', 'topic is missing'],
    ['trends a vs', 'A topic is missing. Try: /papers trends a'],
    ['trends a vs A', '"A" stands there twice'],
    ['trends juggling upvotes:abc vs sinc:2024 b', 'upvotes:abc is not a valid number'],
    ['trends juggling since:2031', 'The papers here are of Feb 2023 to Mar 2025'],
  ])('refuses "%s" and says what to say instead', async (call, message) => {
    const { document, outcome } = await createTester().types(call);
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain(message);
  });

  it('says so where no paper has a date', async () => {
    const { document, outcome } = await createTester(createTestCore([paper({ title: 'Walking' })])).types(
      'trends walking',
    );
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain('No paper here has a date');
  });

  it('shares a chart with everybody, phrases and filters included, and says who did', async () => {
    const { types, reply } = createTester();
    const { document } = await types('trends "juggling" since:2024-06 vs walking');
    const shared = await reply({ kind: 'action', action: buttonsOf(document).get('Share') ?? '' });
    expect(shared).toMatchObject({ ephemeral: false, replacesOriginal: false });
    expect(findCharts(shared.document)).toEqual(findCharts(document));
    expect(textOf(shared.document)).toContain('Shared by Ada');
    expect(buttonsOf(shared.document).has('Share')).toBe(false);
  });

  it('has nothing to share where there is no chart', async () => {
    const { document } = await createTester().types('trends flurbl');
    expect(buttonsOf(document).has('Share')).toBe(false);
  });
});
