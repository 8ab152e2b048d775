import { createHash } from 'node:crypto';
import type { Chart, ChartRenderer } from '../../../src/runtime/charts/chart.ts';
import { LIMITS } from '../limits.ts';

/** The images of the charts that were shown last, each drawn when somebody looks at it, and once. */
export interface ChartImages {
  /** Where the page finds the image of a chart. The same chart has the same address. */
  getUrl(chart: Chart): string;
  /** The image at an address of the page; nothing where it is forgotten. */
  load(name: string): Promise<Uint8Array> | undefined;
}

export const CHARTS_PATH = '/playground/charts';

/** The last ones (`LIMITS.charts`) are kept; of an image that can't be drawn the promise rejects, and the next look tries again. */
export function createChartImages(drawChart: ChartRenderer): ChartImages {
  const entries = new Map<string, { readonly chart: Chart; rendering?: Promise<Uint8Array> }>();
  return {
    getUrl(chart) {
      const hash = createHash('sha256').update(JSON.stringify(chart)).digest('base64url').slice(0, 32);
      const name = `${hash}.png`;
      const entry = entries.get(name) ?? { chart };
      entries.delete(name);
      entries.set(name, entry);
      const oldest = entries.keys().next().value;
      if (entries.size > LIMITS.charts && oldest !== undefined) entries.delete(oldest);
      return `${CHARTS_PATH}/${name}`;
    },
    load(name) {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      entry.rendering ??= drawChart(entry.chart).catch((error: unknown) => {
        // The next one who looks may have more luck.
        delete entry.rendering;
        throw error;
      });
      return entry.rendering;
    },
  };
}
