import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Chart, ChartRenderer } from '../../../src/runtime/charts/chart.ts';
import { LIMITS } from '../limits.ts';

/** The images of recent charts. Each is drawn once, when it is first requested. */
export interface ChartImages {
  /** Equal charts have the same URL. */
  getUrl(chart: Chart): string;
  /** `undefined` for an unknown or evicted chart. Rejects if it can't be drawn; the next call tries again. */
  load(name: string): Promise<Uint8Array> | undefined;
}

export const CHARTS_PATH = '/playground/charts';

export function createChartImages(drawChart: ChartRenderer): ChartImages {
  const entries = new LRUCache<string, { readonly chart: Chart; image?: Promise<Uint8Array> }>({ max: LIMITS.charts });
  return {
    getUrl(chart) {
      const hash = createHash('sha256').update(JSON.stringify(chart)).digest('base64url').slice(0, 32);
      const name = `${hash}.png`;
      entries.set(name, entries.get(name) ?? { chart });
      return `${CHARTS_PATH}/${name}`;
    },
    load(name) {
      const entry = entries.peek(name);
      if (entry === undefined) return undefined;
      entry.image ??= drawChart(entry.chart).catch((error: unknown) => {
        delete entry.image;
        throw error;
      });
      return entry.image;
    },
  };
}
