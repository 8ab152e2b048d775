import type { EChartsCoreOption } from 'echarts/core';
import type { Chart } from './chart.ts';
import { fitText } from './fit-text.ts';
import { labelledMonths } from './labelled-months.ts';
import { shortMonth, yearOf } from './month-names.ts';
import { INK, LINES, type LineLook } from './palette.ts';

/** In pixels. Messages show a picture some 550 of them wide, so what has to be read is three times as large as it looks. */
export const SIZE = { width: 1600, height: 900 } as const;

/** The families under which the fonts are registered, and how wide a text is in one of them. */
export interface Type {
  readonly regular: string;
  readonly bold: string;
  readonly widthOf: (text: string, font: { readonly family: string; readonly size: number }) => number;
}

const TEXT = { title: 46, legend: 34, axis: 32, value: 26 } as const;
const EDGE = 60;
const PLOT = { left: 130, right: 70, bottom: 168 } as const;
const LEGEND = { top: 122, row: 40, mark: 84, gap: 40 } as const;
/** The sample of a line before a name. */
const SAMPLE = 76;

/** More names than these touch each other, and more numbers above bars. */
const MOST_MONTH_NAMES = 12;
const MOST_VALUES = 24;
const LARGEST_VALUE = 999;
const MOST_LARGE_MARKS = 48;

const SO_FAR = 'so far';

type Values = Chart['series'][number]['values'];

/** What echarts draws of a chart: bars for one thing, lines for several. The month that is not over stands out and says so. */
export function chartOption(chart: Chart, type: Type): EChartsCoreOption {
  const { series, unit } = chart;
  const names = series.length > 1 ? legendNames(chart, type) : [];
  const rows = legendRows(names, type);
  const style = { fontFamily: type.regular, color: INK.quiet, fontSize: TEXT.axis };
  return {
    animation: false,
    backgroundColor: INK.ground,
    title: {
      text: cut(chart.title, SIZE.width - 2 * EDGE, { family: type.bold, size: TEXT.title }, type),
      left: EDGE,
      top: 44,
      padding: 0,
      textStyle: { fontFamily: type.bold, fontWeight: 'normal', fontSize: TEXT.title, color: INK.text },
    },
    legend: {
      show: names.length > 0,
      data: series.map((_, at) => String(at)),
      formatter: (at: string) => names[Number(at)] ?? '',
      left: EDGE,
      top: LEGEND.top,
      width: SIZE.width - 2 * EDGE,
      padding: 0,
      itemWidth: SAMPLE,
      itemHeight: 22,
      lineStyle: { width: 5 },
      itemGap: LEGEND.gap,
      selectedMode: false,
      textStyle: {
        fontFamily: type.regular,
        fontSize: TEXT.legend,
        color: INK.text,
        lineHeight: LEGEND.row,
        padding: [0, 0, 0, 8],
      },
    },
    grid: { ...PLOT, top: 210 + rows * (LEGEND.row + LEGEND.gap) - (rows > 0 ? 24 : 0) },
    xAxis: monthAxis(chart, style),
    yAxis: {
      type: 'value',
      name: unit,
      nameGap: 36,
      nameTextStyle: { ...style, align: 'left', padding: [0, 0, 0, EDGE - PLOT.left] },
      min: 0,
      minInterval: 1,
      splitNumber: 4,
      axisLabel: { ...style, margin: 14 },
      splitLine: { lineStyle: { color: INK.grid, width: 2 } },
    },
    series: series.map(({ values }, at) =>
      series.length === 1 ? bars(values, chart, type) : line(values, at, chart, type),
    ),
  };
}

function monthAxis({ months }: Chart, style: object): object {
  const labelled = new Set(labelledMonths(months, MOST_MONTH_NAMES));
  const [first] = labelled;
  return {
    type: 'category',
    data: months,
    name: 'month',
    nameLocation: 'middle',
    nameGap: 104,
    nameTextStyle: style,
    axisLine: { lineStyle: { color: INK.axis, width: 2 } },
    axisTick: {
      alignWithLabel: true,
      interval: (at: number) => labelled.has(at),
      lineStyle: { color: INK.axis, width: 2 },
    },
    axisLabel: {
      ...style,
      margin: 14,
      lineHeight: 38,
      interval: (at: number) => labelled.has(at),
      // The year stands where it begins, and below the first name.
      formatter: (month: string, at: number) =>
        at === first || month.endsWith('-01') ? `${shortMonth(month)}\n${yearOf(month)}` : shortMonth(month),
    },
  };
}

function bars(values: Values, chart: Chart, type: Type): object {
  const look = lookOf(0);
  const open = { color: INK.ground, borderColor: look.color, borderWidth: 4, borderType: 'dashed' };
  const soFar = { show: true, formatter: ({ value }: { value: number }) => `${value}\n${SO_FAR}` };
  return {
    type: 'bar',
    name: '0',
    barCategoryGap: '25%',
    barMaxWidth: 120,
    itemStyle: { color: look.color },
    data: values.map((value, at) => (isOpen(at, chart) ? { value, itemStyle: open, label: soFar } : value)),
    label: {
      show: values.length <= MOST_VALUES && Math.max(...values.map(Number)) <= LARGEST_VALUE,
      position: 'top',
      formatter: ({ value }: { value: number | null }) => String(value ?? ''),
      ...{ fontFamily: type.regular, fontSize: TEXT.value, lineHeight: 30, color: INK.quiet },
    },
  };
}

function line(values: Values, nth: number, chart: Chart, type: Type): object {
  const { color, symbol, dash } = lookOf(nth);
  const hollow = { color: INK.ground, borderColor: color, borderWidth: 4 };
  return {
    type: 'line',
    name: String(nth),
    symbol,
    symbolSize: values.length <= MOST_LARGE_MARKS ? 18 : 8,
    showAllSymbol: true,
    itemStyle: { color, borderWidth: 4 },
    lineStyle: { color, width: 5, type: dash },
    data: values.map((value, at) => (isOpen(at, chart) ? { value, itemStyle: hollow } : value)),
    ...(nth === 0 && openMonth(chart, type)),
  };
}

/** A line through the month that is not over, which says so. */
function openMonth({ months, lastIsOpen }: Chart, type: Type): object {
  if (!lastIsOpen) return {};
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: INK.axis, width: 2, type: [4, 8] },
      label: { formatter: SO_FAR, distance: 18, fontFamily: type.regular, fontSize: TEXT.value, color: INK.quiet },
      data: [{ xAxis: months.length - 1 }],
    },
  };
}

function isOpen(at: number, { months, lastIsOpen }: Chart): boolean {
  return lastIsOpen && at === months.length - 1;
}

function lookOf(nth: number): LineLook {
  return LINES[nth % LINES.length] as LineLook;
}

/** The names in the legend: where they do not fit in one row, two in a row. */
function legendNames({ series }: Chart, type: Type): string[] {
  const font = { family: type.regular, size: TEXT.legend };
  const whole = series.map(({ name }) => cut(name, SIZE.width, font, type));
  if (legendWidth(whole, type) <= SIZE.width - 2 * EDGE) return whole;
  const room = (SIZE.width - 2 * EDGE - LEGEND.gap) / 2 - LEGEND.mark - LEGEND.gap;
  return whole.map((name) => cut(name, room, font, type));
}

function legendRows(names: readonly string[], type: Type): number {
  if (names.length === 0) return 0;
  return legendWidth(names, type) <= SIZE.width - 2 * EDGE ? 1 : Math.ceil(names.length / 2);
}

function legendWidth(names: readonly string[], { regular, widthOf }: Type): number {
  const widths = names.map((name) => widthOf(name, { family: regular, size: TEXT.legend }) + LEGEND.mark + LEGEND.gap);
  return widths.reduce((sum, width) => sum + width, 0);
}

function cut(text: string, room: number, font: { readonly family: string; readonly size: number }, type: Type): string {
  return fitText(text, room, (one) => type.widthOf(one, font));
}
