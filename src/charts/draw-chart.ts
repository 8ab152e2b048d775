import type { DrawChart } from './chart.ts';

/**
 * Draws charts (`createPainter`). What is needed for that is loaded with the first one: it takes as long to load as all the rest, and who
 * only asks for a status should not wait for it.
 */
export function createDrawChart(): DrawChart {
  let loading: Promise<DrawChart> | undefined;
  return async (chart) => {
    loading ??= import('./paint-chart.ts').then(({ createPainter }) => createPainter());
    const paint = await loading;
    return paint(chart);
  };
}
