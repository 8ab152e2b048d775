import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import { init, setPlatformAPI, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { CHART_SIZE, type ChartRenderer } from './chart.ts';
import { buildChartOption, type ChartFonts } from './chart-option.ts';

/** Bundled, so that charts look the same everywhere. Many servers have no fonts. */
const FONT_FILES = {
  'Paperboy Sans': 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'Paperboy Sans Bold': 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
} as const;

/**
 * Renders charts as PNG images of 1600 × 900 pixels. The same chart gives the same bytes. Characters that the bundled
 * fonts lack (Chinese, emoji) use the system's fonts, if any.
 *
 * @throws if the fonts can't be read
 */
export function createChartRenderer(): ChartRenderer {
  use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, CanvasRenderer]);
  const fonts = loadFonts();
  return async (chart) => {
    const canvas = createCanvas(CHART_SIZE.width, CHART_SIZE.height);
    // echarts accepts any canvas (https://echarts.apache.org/handbook/en/how-to/cross-platform/server).
    const echart = init(canvas, null, { ...CHART_SIZE, devicePixelRatio: 1 });
    try {
      echart.setOption(buildChartOption(chart, fonts));
      // Encodes on another thread.
      return await canvas.encode('png');
    } finally {
      echart.dispose();
    }
  };
}

/** Registers the fonts, and makes echarts measure text with them. Both are process-wide and idempotent. */
function loadFonts(): ChartFonts {
  const { resolve } = createRequire(import.meta.url);
  for (const [family, path] of Object.entries(FONT_FILES)) {
    if (!GlobalFonts.has(family)) GlobalFonts.registerFromPath(resolve(path), family);
  }
  const scratch = createCanvas(1, 1).getContext('2d');
  const measure = (text: string, font: string): number => {
    scratch.font = font;
    return scratch.measureText(text).width;
  };
  setPlatformAPI({ measureText: (text, font) => ({ width: measure(text, font ?? '') }) });
  return {
    regular: 'Paperboy Sans',
    bold: 'Paperboy Sans Bold',
    measureWidth: (text, { family, size }) => measure(text, `${size}px "${family}"`),
  };
}
