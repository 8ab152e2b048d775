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
  it('shows a chart of papers per month, its summary and the method', async () => {
    const { document, ephemeral } = await createTester().types('/papers trends juggling');
    expect(ephemeral).toBe(true);
    expect(chartOf(document)).toMatchObject({
      title: 'Papers per month: juggling',
      unit: 'papers',
      months: expect.arrayContaining(['2023-04', '2024-12', '2025-03']),
      series: [{ name: 'juggling', values: [...Array(20).fill(null), 7, null, 0, 0] }],
      isLastMonthPartial: true,
      alt: 'Chart of papers per month, Apr 2023 to Mar 2025 so far. There are no papers at all from 21 of these months. juggling: 7 papers, most in Dec 2024 (7). None so far in Mar 2025.',
    });
    expect(textOf(document)).toContain('juggling: 7 papers, most in Dec 2024 (7).');
    expect(textOf(document)).toContain(
      'Papers from Apr 2023 to Mar 2025 that contain all words of a topic, by listing or publication date. There are no papers at all from 21 of these months. These numbers are small, so differences may be chance.',
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

  it('reports a topic without papers, and suggests a spelling', async () => {
    const { types, reply } = createTester();
    const { document, outcome } = await types('trends jugling');
    expect(outcome).toBe('answered');
    expect(findCharts(document)).toEqual([]);
    expect(textOf(document)).toContain(
      'No papers from this period contain all words of jugling. Did you mean juggling?',
    );
    const action = buttonsOf(document).get('Trends: juggling') ?? '';
    expect(chartOf((await reply({ kind: 'action', action })).document).title).toBe('Papers per month: juggling');
  });

  it('compares a topic without papers', async () => {
    const { document } = await createTester().types('trends juggling vs flurbl');
    expect(chartOf(document).series.map(({ values }) => Math.max(...values.map(Number)))).toEqual([7, 0]);
    expect(chartOf(document).alt).toContain('flurbl: no papers.');
  });

  it.each([
    ['since:2024', false],
    ['since:2024-06 until:2024-12', false],
    ['since:2024-02-10', true],
    ['until:2025-02-28', false],
    ['until:2024-12-30', true],
  ])('mentions that it counts whole months if a date is within a month: %s', async (days, isMentioned) => {
    const { document } = await createTester().types(`trends juggling ${days}`);
    expect(textOf(document).includes('Months count as a whole.')).toBe(isMentioned);
  });

  it('reports how many papers have no date', async () => {
    const { document } = await createTester().types('trends bots vs multimodal');
    expect(HOSTILE.publishedOn).toBeUndefined();
    expect(textOf(document)).toContain('1 more paper has no date.');
  });

  it('links to the papers, to each topic and to a subscription', async () => {
    const { types, reply } = createTester();
    const { document } = await types('trends juggling vs walking since:2024');
    expect([...buttonsOf(document).keys()].sort()).toEqual([
      'Search juggling',
      'Search walking',
      'Share',
      'Trends: juggling',
      'Trends: walking',
    ]);
    const search = await reply({ kind: 'action', action: buttonsOf(document).get('Search walking') ?? '' });
    expect(textOf(search.document)).toContain('Safe Offline Walking');
    const alone = await types('trends juggling');
    expect([...buttonsOf(alone.document).keys()].sort()).toEqual(['Search juggling', 'Share', 'Subscribe']);
  });

  it('truncates long topics and handles hostile ones', async () => {
    const topic = `"${'walking '.repeat(50)}" vs <@everyone>{a|b}`;
    const { document } = await createTester().types(`trends ${topic} vs walking`);
    const { series, title } = chartOf(document);
    expect(series.every(({ name }) => name.length <= 61)).toBe(true);
    expect(title.length).toBeLessThan(220);
  });

  it.each([
    ['trends', 'topic is missing'],
    ['trends a vs', 'A topic is missing. Try: /papers trends a'],
    ['trends a vs A', '"A" is listed twice'],
    ['trends juggling upvotes:abc vs sinc:2024 b', 'upvotes:abc is not a valid number'],
    ['trends juggling since:2031', 'The papers are from Feb 2023 to Mar 2025'],
  ])('refuses "%s" and suggests what to type', async (call, message) => {
    const { document, outcome } = await createTester().types(call);
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain(message);
  });

  it('reports that no paper has a date', async () => {
    const { document, outcome } = await createTester(createTestCore([paper({ title: 'Walking' })])).types(
      'trends walking',
    );
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain('No paper has a date');
  });

  it('shares the chart with everybody, with the name of the person', async () => {
    const { types, reply } = createTester();
    const { document } = await types('trends "juggling" since:2024-06 vs walking');
    const shared = await reply({ kind: 'action', action: buttonsOf(document).get('Share') ?? '' });
    expect(shared).toMatchObject({ ephemeral: false, replacesOriginal: false });
    expect(findCharts(shared.document)).toEqual(findCharts(document));
    expect(textOf(shared.document)).toContain('Shared by Ada');
    expect(buttonsOf(shared.document).has('Share')).toBe(false);
  });

  it('has no Share button without a chart', async () => {
    const { document } = await createTester().types('trends flurbl');
    expect(buttonsOf(document).has('Share')).toBe(false);
  });
});
