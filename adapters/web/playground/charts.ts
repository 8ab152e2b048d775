import { createHash } from 'node:crypto';
import type { Chart, DrawChart } from '../../../src/charts/chart.ts';
import { LIMITS } from '../limits.ts';

/** The images of the charts that were shown last, each drawn when somebody looks at it, and once. */
export interface Charts {
  /** Where the page finds the image of a chart. The same chart has the same address. */
  urlOf(chart: Chart): string;
  /** The image at an address of the page; nothing where it is forgotten. */
  image(name: string): Promise<Uint8Array> | undefined;
}

export const CHARTS = '/playground/charts';

/** The last ones (`LIMITS.charts`) are kept; of an image that can't be drawn the promise rejects, and the next look tries again. */
export function createCharts(drawChart: DrawChart): Charts {
  const known = new Map<string, { readonly chart: Chart; drawn?: Promise<Uint8Array> }>();
  return {
    urlOf(chart) {
      const hash = createHash('sha256').update(JSON.stringify(chart)).digest('base64url').slice(0, 32);
      const name = `${hash}.png`;
      const one = known.get(name) ?? { chart };
      known.delete(name);
      known.set(name, one);
      const oldest = known.keys().next().value;
      if (known.size > LIMITS.charts && oldest !== undefined) known.delete(oldest);
      return `${CHARTS}/${name}`;
    },
    image(name) {
      const one = known.get(name);
      if (one === undefined) return undefined;
      one.drawn ??= drawChart(one.chart).catch((error: unknown) => {
        // The next one who looks may have more luck.
        delete one.drawn;
        throw error;
      });
      return one.drawn;
    },
  };
}
