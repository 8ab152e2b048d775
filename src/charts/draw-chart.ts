import type { DrawChart } from './chart.ts';

/**
 * Draws charts (`createPainter`). What is needed for that is loaded with the first one: it takes as long to load as all the rest, and who
 * only asks for a status should not wait for it.
 *
 * @param load gives what draws
 */
export function createDrawChart(load: () => Promise<DrawChart> = loadPainter): DrawChart {
  let loading: Promise<DrawChart> | undefined;
  return async (chart) => {
    loading ??= load().catch((error: unknown) => {
      // What was missing, such as a font, may be there for the next one.
      loading = undefined;
      throw error;
    });
    const paint = await loading;
    return paint(chart);
  };
}

async function loadPainter(): Promise<DrawChart> {
  const { createPainter } = await import('./paint-chart.ts');
  return createPainter();
}
