import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../../../../src/runtime/charts/chart.ts';
import { CHART_COLORS, SERIES_STYLES } from '../../../../src/runtime/charts/chart-option.ts';
import { createLazyChartRenderer } from '../../../../src/runtime/charts/lazy-chart-renderer.ts';
import { listMonths } from '../../../../src/text/months.ts';
import { chart } from '../../../fixtures/charts.ts';

const draw = createLazyChartRenderer();

/** The size of a drawn chart, and how many of its pixels have a color. */
async function analyze(drawn: Chart) {
  const png = await draw(drawn);
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const pixels = new DataView(data.buffer);
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 4) {
    const color = pixels.getUint32(at) >>> 8;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const { width, height } = image;
  return { width, height, pixels: (color: string) => counts.get(Number.parseInt(color.slice(1), 16)) ?? 0 };
}

/** A chart of several lines. */
function createLineChart(count: number, length = 24): Chart {
  const months = listMonths('2001-01', '2025-03').slice(-length);
  const series = Array.from({ length: count }, (_, nth) => ({
    name: `topic ${nth}`,
    values: months.map((_, at) => (at * (nth + 3)) % 11),
  }));
  return chart({ title: 'Papers per month', months, series });
}

describe('createLazyChartRenderer', () => {
  it('draws a PNG of 1600 by 900 pixels, the same bytes for the same chart', async () => {
    const first = await draw(chart());
    expect(Buffer.from(first).subarray(1, 4).toString()).toBe('PNG');
    expect(Buffer.compare(Buffer.from(first), Buffer.from(await createLazyChartRenderer()(chart())))).toBe(0);
    expect(await analyze(chart())).toMatchObject({ width: 1600, height: 900 });
  });

  it.each([2, 3, 4])('draws each of %i series in its own color', async (count) => {
    const { pixels } = await analyze(createLineChart(count));
    const shown = SERIES_STYLES.map(({ color }) => pixels(color) > 500);
    expect(shown).toEqual(SERIES_STYLES.map((_, at) => at < count));
  });

  it('draws a partial month differently', async () => {
    const values = chart().months.map((_, at) => (at === 23 ? 6 : 0));
    const series = [{ name: 'walking', values }];
    const [open, over] = await Promise.all([
      analyze(chart({ series })),
      analyze(chart({ series, isLastMonthPartial: false })),
    ]);
    const color = SERIES_STYLES[0]?.color ?? '';
    expect(open.pixels(color)).toBeGreaterThan(500);
    expect(over.pixels(color)).toBeGreaterThan(open.pixels(color) * 3);
  });

  it.each<[string, Chart]>([
    ['one month', createLineChart(1, 1)],
    ['ten years of four topics', createLineChart(4, 120)],
    ['nothing but zeros', chart({ series: [{ name: 'walking', values: chart().months.map(() => 0) }] })],
    ['large numbers', chart({ series: [{ name: 'walking', values: chart().months.map((_, at) => at * 100_000) }] })],
    ['no months', chart({ months: [], series: [{ name: 'walking', values: [] }] })],
  ])('draws %s', async (_, drawn) => {
    expect((await analyze(drawn)).pixels(CHART_COLORS.background)).toBeGreaterThan(700_000);
  });

  it.each([
    '<b>{a|x}</b> {b} {@1} & "q" %s',
    '\u202eevil\u0000\n\n\ttwo lines',
    '拡散モデル 扩散模型 확산',
    'التعلم العميق עברית',
    '😀👩‍👩‍👧🏳️‍🌈'.repeat(20),
    'a\u0301\u0301\u0301\u0301'.repeat(100),
    'x'.repeat(500),
    'a very long name '.repeat(30),
    '\ud800',
    '',
  ])('draws any title and name: %j', async (name) => {
    const hostile = createLineChart(4);
    const drawn = {
      ...hostile,
      title: `Papers per month: ${name}`,
      series: hostile.series.map((one) => ({ ...one, name })),
    };
    const { pixels } = await analyze(drawn);
    // All four lines are still visible, and no text covers them.
    for (const { color } of SERIES_STYLES) expect(pixels(color)).toBeGreaterThan(500);
    expect(pixels(CHART_COLORS.background)).toBeGreaterThan(1_200_000);
  });

  it.each([
    ['bar without a number', 1, CHART_COLORS.mutedText],
    ['gap in the line', 2, SERIES_STYLES[0]?.color ?? ''],
  ])('draws an unknown month as a %s, unlike a zero', async (_, topics, color) => {
    const months = listMonths('2024-01', '2024-06');
    const pixels = async (third: number | null): Promise<number> => {
      const series = Array.from({ length: topics }, (_, nth) => ({ name: `${nth}`, values: [3, 2, third, 4, 1, 2] }));
      return (await analyze(chart({ months, series }))).pixels(color);
    };
    expect(await pixels(null)).toBeLessThan(await pixels(0));
  });

  it('loads the renderer again after a failure', async () => {
    let isAvailable = false;
    const drawLazily = createLazyChartRenderer(async () => {
      if (!isAvailable) throw new Error('fonts not found');
      return draw;
    });
    await expect(drawLazily(chart())).rejects.toThrow('fonts not found');
    isAvailable = true;
    expect(Buffer.compare(Buffer.from(await drawLazily(chart())), Buffer.from(await draw(chart())))).toBe(0);
  });

  it('draws several charts concurrently', async () => {
    const charts = [chart(), createLineChart(2), createLineChart(4)];
    const apart = [];
    for (const one of charts) apart.push(await draw(one));
    const together = await Promise.all(charts.map((one) => draw(one)));
    expect(together.map((png) => Buffer.from(png).toString('base64'))).toEqual(
      apart.map((png) => Buffer.from(png).toString('base64')),
    );
  });
});
