import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { type Chart, createLazyChartRenderer } from '../../../../src/runtime/charts/chart.ts';
import { CHART_COLORS, SERIES_STYLES } from '../../../../src/runtime/charts/chart-option.ts';
import { listMonths } from '../../../../src/text/months.ts';
import { chart } from '../../../fixtures/charts.ts';

const draw = createLazyChartRenderer();

/** A picture, and how many of its pixels have a colour. */
async function looked(drawn: Chart) {
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

/** A chart of so many lines over so many months. */
function lines(count: number, length = 24): Chart {
  const months = listMonths('2001-01', '2025-03').slice(-length);
  const series = Array.from({ length: count }, (_, nth) => ({
    name: `topic ${nth}`,
    values: months.map((_, at) => (at * (nth + 3)) % 11),
  }));
  return chart({ title: 'Papers per month', months, series });
}

describe('a drawn chart', () => {
  it('is a PNG of 1600 by 900 pixels, the same for the same chart', async () => {
    const first = await draw(chart());
    expect(Buffer.from(first).subarray(1, 4).toString()).toBe('PNG');
    expect(Buffer.compare(Buffer.from(first), Buffer.from(await createLazyChartRenderer()(chart())))).toBe(0);
    expect(await looked(chart())).toMatchObject({ width: 1600, height: 900 });
  });

  it.each([2, 3, 4])('has a colour for each of %i topics', async (count) => {
    const { pixels } = await looked(lines(count));
    const shown = SERIES_STYLES.map(({ color }) => pixels(color) > 500);
    expect(shown).toEqual(SERIES_STYLES.map((_, at) => at < count));
  });

  it('shows the month that is not over otherwise than those that are', async () => {
    const values = chart().months.map((_, at) => (at === 23 ? 6 : 0));
    const series = [{ name: 'walking', values }];
    const [open, over] = await Promise.all([
      looked(chart({ series })),
      looked(chart({ series, isLastMonthPartial: false })),
    ]);
    const color = SERIES_STYLES[0]?.color ?? '';
    expect(open.pixels(color)).toBeGreaterThan(500);
    expect(over.pixels(color)).toBeGreaterThan(open.pixels(color) * 3);
  });

  it.each<[string, Chart]>([
    ['one month', lines(1, 1)],
    ['ten years of four topics', lines(4, 120)],
    ['nothing but zeros', chart({ series: [{ name: 'walking', values: chart().months.map(() => 0) }] })],
    ['large numbers', chart({ series: [{ name: 'walking', values: chart().months.map((_, at) => at * 100_000) }] })],
    ['no months', chart({ months: [], series: [{ name: 'walking', values: [] }] })],
  ])('can be of %s', async (_, drawn) => {
    expect((await looked(drawn)).pixels(CHART_COLORS.background)).toBeGreaterThan(700_000);
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
  ])('takes any name: %j', async (name) => {
    const hostile = lines(4);
    const drawn = {
      ...hostile,
      title: `Papers per month: ${name}`,
      series: hostile.series.map((one) => ({ ...one, name })),
    };
    const { pixels } = await looked(drawn);
    // All four lines are there still, and the words have not run into them.
    for (const { color } of SERIES_STYLES) expect(pixels(color)).toBeGreaterThan(500);
    expect(pixels(CHART_COLORS.background)).toBeGreaterThan(1_200_000);
  });

  it.each([
    ['bar without a number', 1, CHART_COLORS.mutedText],
    ['gap in the line', 2, SERIES_STYLES[0]?.color ?? ''],
  ])('shows a month of which nothing is known by a %s, unlike one with nothing', async (_, topics, color) => {
    const months = listMonths('2024-01', '2024-06');
    const pixels = async (third: number | null): Promise<number> => {
      const series = Array.from({ length: topics }, (_, nth) => ({ name: `${nth}`, values: [3, 2, third, 4, 1, 2] }));
      return (await looked(chart({ months, series }))).pixels(color);
    };
    expect(await pixels(null)).toBeLessThan(await pixels(0));
  });

  it('can be drawn as soon as what is needed for it is there', async () => {
    let isThere = false;
    const drawLater = createLazyChartRenderer(async () => {
      if (!isThere) throw new Error('the fonts are away');
      return draw;
    });
    await expect(drawLater(chart())).rejects.toThrow('the fonts are away');
    isThere = true;
    expect(Buffer.compare(Buffer.from(await drawLater(chart())), Buffer.from(await draw(chart())))).toBe(0);
  });

  it('draws several at once, each for itself', async () => {
    const charts = [chart(), lines(2), lines(4)];
    const apart = [];
    for (const one of charts) apart.push(await draw(one));
    const together = await Promise.all(charts.map((one) => draw(one)));
    expect(together.map((png) => Buffer.from(png).toString('base64'))).toEqual(
      apart.map((png) => Buffer.from(png).toString('base64')),
    );
  });
});
