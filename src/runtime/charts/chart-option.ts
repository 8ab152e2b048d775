import type { EChartsCoreOption } from 'echarts/core';
import { sanitizeLine } from '../../text/format.ts';
import { formatShortMonth, selectLabelledMonths, yearOfMonth } from '../../text/months.ts';
import { CHART_SIZE, type Chart } from './chart.ts';

/** The font families, and how to measure text in them. */
export interface ChartFonts {
  readonly regular: string;
  readonly bold: string;
  readonly measureWidth: (text: string, font: { readonly family: string; readonly size: number }) => number;
}

const FONT_SIZES = { title: 46, legend: 34, axis: 32, value: 26 } as const;
const MARGIN = 60;
const PLOT_MARGINS = { left: 130, right: 70, bottom: 168 } as const;
const LEGEND_LAYOUT = { top: 122, row: 40, sampleWidth: 84, gap: 40 } as const;
/** The line sample before a name. */
const LEGEND_SAMPLE_WIDTH = 76;

/** More labels would overlap. */
const MAX_MONTH_LABELS = 12;
const MAX_VALUE_LABELS = 24;
const MAX_LABELLED_VALUE = 999;
const MAX_LARGE_MARKERS = 48;

const PARTIAL_MONTH_LABEL = 'so far';

type SeriesValues = Chart['series'][number]['values'];

/** Builds a bar chart for one series, or a line chart for several. A partial month is marked. */
export function buildChartOption(chart: Chart, fonts: ChartFonts): EChartsCoreOption {
  const { series, unit } = chart;
  const names = series.length > 1 ? fitLegendNames(chart, fonts) : [];
  const rows = countLegendRows(names, fonts);
  const style = { fontFamily: fonts.regular, color: CHART_COLORS.mutedText, fontSize: FONT_SIZES.axis };
  return {
    animation: false,
    backgroundColor: CHART_COLORS.background,
    title: {
      text: truncateText(
        chart.title,
        CHART_SIZE.width - 2 * MARGIN,
        { family: fonts.bold, size: FONT_SIZES.title },
        fonts,
      ),
      left: MARGIN,
      top: 44,
      padding: 0,
      textStyle: { fontFamily: fonts.bold, fontWeight: 'normal', fontSize: FONT_SIZES.title, color: CHART_COLORS.text },
    },
    legend: {
      show: names.length > 0,
      data: series.map((_, at) => String(at)),
      formatter: (at: string) => names[Number(at)] ?? '',
      left: MARGIN,
      top: LEGEND_LAYOUT.top,
      width: CHART_SIZE.width - 2 * MARGIN,
      padding: 0,
      itemWidth: LEGEND_SAMPLE_WIDTH,
      itemHeight: 22,
      lineStyle: { width: 5 },
      itemGap: LEGEND_LAYOUT.gap,
      selectedMode: false,
      textStyle: {
        fontFamily: fonts.regular,
        fontSize: FONT_SIZES.legend,
        color: CHART_COLORS.text,
        lineHeight: LEGEND_LAYOUT.row,
        padding: [0, 0, 0, 8],
      },
    },
    grid: { ...PLOT_MARGINS, top: 210 + rows * (LEGEND_LAYOUT.row + LEGEND_LAYOUT.gap) - (rows > 0 ? 24 : 0) },
    xAxis: buildMonthAxis(chart, style),
    yAxis: {
      type: 'value',
      name: unit,
      nameGap: 36,
      nameTextStyle: { ...style, align: 'left', padding: [0, 0, 0, MARGIN - PLOT_MARGINS.left] },
      min: 0,
      minInterval: 1,
      splitNumber: 4,
      axisLabel: { ...style, margin: 14 },
      splitLine: { lineStyle: { color: CHART_COLORS.grid, width: 2 } },
    },
    series: series.map(({ values }, at) =>
      series.length === 1 ? buildBarSeries(values, chart, fonts) : buildLineSeries(values, at, chart, fonts),
    ),
  };
}

function buildMonthAxis({ months }: Chart, style: object): object {
  const labelledIndexes = new Set(selectLabelledMonths(months, MAX_MONTH_LABELS));
  const [first] = labelledIndexes;
  return {
    type: 'category',
    data: months,
    name: 'month',
    nameLocation: 'middle',
    nameGap: 104,
    nameTextStyle: style,
    axisLine: { lineStyle: { color: CHART_COLORS.axis, width: 2 } },
    axisTick: {
      alignWithLabel: true,
      interval: (at: number) => labelledIndexes.has(at),
      lineStyle: { color: CHART_COLORS.axis, width: 2 },
    },
    axisLabel: {
      ...style,
      margin: 14,
      lineHeight: 38,
      interval: (at: number) => labelledIndexes.has(at),
      // The first label and every January also show the year.
      formatter: (month: string, at: number) =>
        at === first || month.endsWith('-01')
          ? `${formatShortMonth(month)}\n${yearOfMonth(month)}`
          : formatShortMonth(month),
    },
  };
}

function buildBarSeries(values: SeriesValues, chart: Chart, fonts: ChartFonts): object {
  const seriesStyle = getSeriesStyle(0);
  const partialStyle = {
    color: CHART_COLORS.background,
    borderColor: seriesStyle.color,
    borderWidth: 4,
    borderType: 'dashed',
  };
  const partialLabel = { show: true, formatter: ({ value }: { value: number }) => `${value}\n${PARTIAL_MONTH_LABEL}` };
  return {
    type: 'bar',
    name: '0',
    barCategoryGap: '25%',
    barMaxWidth: 120,
    itemStyle: { color: seriesStyle.color },
    data: values.map((value, at) =>
      isPartialMonth(at, chart) ? { value, itemStyle: partialStyle, label: partialLabel } : value,
    ),
    label: {
      show: values.length <= MAX_VALUE_LABELS && Math.max(...values.map(Number)) <= MAX_LABELLED_VALUE,
      position: 'top',
      formatter: ({ value }: { value: number | null }) => String(value ?? ''),
      ...{ fontFamily: fonts.regular, fontSize: FONT_SIZES.value, lineHeight: 30, color: CHART_COLORS.mutedText },
    },
  };
}

function buildLineSeries(values: SeriesValues, index: number, chart: Chart, fonts: ChartFonts): object {
  const { color, symbol, dash } = getSeriesStyle(index);
  const partialStyle = { color: CHART_COLORS.background, borderColor: color, borderWidth: 4 };
  return {
    type: 'line',
    name: String(index),
    symbol,
    symbolSize: values.length <= MAX_LARGE_MARKERS ? 18 : 8,
    showAllSymbol: true,
    itemStyle: { color, borderWidth: 4 },
    lineStyle: { color, width: 5, type: dash },
    data: values.map((value, at) => (isPartialMonth(at, chart) ? { value, itemStyle: partialStyle } : value)),
    ...(index === 0 && buildPartialMonthMarker(chart, fonts)),
  };
}

/** A labelled line through the partial month. */
function buildPartialMonthMarker({ months, isLastMonthPartial }: Chart, fonts: ChartFonts): object {
  if (!isLastMonthPartial) return {};
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: CHART_COLORS.axis, width: 2, type: [4, 8] },
      label: {
        formatter: PARTIAL_MONTH_LABEL,
        distance: 18,
        fontFamily: fonts.regular,
        fontSize: FONT_SIZES.value,
        color: CHART_COLORS.mutedText,
      },
      data: [{ xAxis: months.length - 1 }],
    },
  };
}

function isPartialMonth(at: number, { months, isLastMonthPartial }: Chart): boolean {
  return isLastMonthPartial && at === months.length - 1;
}

function getSeriesStyle(index: number): SeriesStyle {
  return SERIES_STYLES[index % SERIES_STYLES.length] as SeriesStyle;
}

/** Truncates the names for the legend: to fit one row if they can, else two per row. */
function fitLegendNames({ series }: Chart, fonts: ChartFonts): string[] {
  const font = { family: fonts.regular, size: FONT_SIZES.legend };
  const oneRowNames = series.map(({ name }) => truncateText(name, CHART_SIZE.width, font, fonts));
  if (measureLegend(oneRowNames, fonts) <= CHART_SIZE.width - 2 * MARGIN) return oneRowNames;
  const maxWidth =
    (CHART_SIZE.width - 2 * MARGIN - LEGEND_LAYOUT.gap) / 2 - LEGEND_LAYOUT.sampleWidth - LEGEND_LAYOUT.gap;
  return oneRowNames.map((name) => truncateText(name, maxWidth, font, fonts));
}

function countLegendRows(names: readonly string[], fonts: ChartFonts): number {
  if (names.length === 0) return 0;
  return measureLegend(names, fonts) <= CHART_SIZE.width - 2 * MARGIN ? 1 : Math.ceil(names.length / 2);
}

function measureLegend(names: readonly string[], { regular, measureWidth }: ChartFonts): number {
  const widths = names.map(
    (name) =>
      measureWidth(name, { family: regular, size: FONT_SIZES.legend }) + LEGEND_LAYOUT.sampleWidth + LEGEND_LAYOUT.gap,
  );
  return widths.reduce((sum, width) => sum + width, 0);
}

function truncateText(
  text: string,
  maxWidth: number,
  font: { readonly family: string; readonly size: number },
  fonts: ChartFonts,
): string {
  return truncateToWidth(text, maxWidth, (one) => fonts.measureWidth(one, font));
}

/** Markers and dashes tell lines apart without color. */
export interface SeriesStyle {
  readonly color: string;
  readonly symbol: 'circle' | 'rect' | 'triangle' | 'diamond';
  readonly dash: 'solid' | readonly number[];
}

/**
 * Those of Okabe and Ito's colors for all kinds of color vision (https://jfly.uni-koeln.de/color/) whose contrast with
 * white is at least 3 to 1 (https://www.w3.org/TR/WCAG22/#non-text-contrast).
 */
export const SERIES_STYLES: readonly SeriesStyle[] = [
  { color: '#0072b2', symbol: 'circle', dash: 'solid' },
  { color: '#d55e00', symbol: 'rect', dash: [16, 7] },
  { color: '#009e73', symbol: 'triangle', dash: [5, 6] },
  { color: '#000000', symbol: 'diamond', dash: [20, 6, 5, 6] },
];

export const CHART_COLORS = {
  background: '#ffffff',
  text: '#1a1a1a',
  mutedText: '#595959',
  axis: '#8c8c8c',
  grid: '#e3e3e3',
} as const;

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Makes a text fit on one line: without invisible characters, and cut between two graphemes with "…" at the end if it
 * is too wide.
 */
export function truncateToWidth(text: string, maxWidth: number, measureWidth: (text: string) => number): string {
  const shown = sanitizeLine(text).trim();
  if (measureWidth(shown) <= maxWidth) return shown;
  const characterStarts = [...GRAPHEMES.segment(shown)].map(({ index }) => index);
  let [fits, tooMany] = [0, characterStarts.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (measureWidth(`${shown.slice(0, characterStarts[middle])}…`) <= maxWidth) fits = middle;
    else tooMany = middle;
  }
  return `${shown.slice(0, characterStarts[fits]).trimEnd()}…`;
}
