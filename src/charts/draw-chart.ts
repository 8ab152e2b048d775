import type { ChartRenderer } from './chart.ts';

/**
 * Draws charts (`createPainter`). What is needed for that is loaded with the first one: it takes as long to load as all the rest, and who
 * only asks for a status should not wait for it.
 *
 * @param load gives what draws
 */
export function createLazyChartRenderer(load: () => Promise<ChartRenderer> = loadChartRenderer): ChartRenderer {
  let loading: Promise<ChartRenderer> | undefined;
  return async (chart) => {
    loading ??= load().catch((error: unknown) => {
      // What was missing, such as a font, may be there for the next one.
      loading = undefined;
      throw error;
    });
    const render = await loading;
    return render(chart);
  };
}

async function loadChartRenderer(): Promise<ChartRenderer> {
  const { createChartRenderer } = await import('./paint-chart.ts');
  return createChartRenderer();
}
