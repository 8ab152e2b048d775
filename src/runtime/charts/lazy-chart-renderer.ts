import type { ChartRenderer } from './chart.ts';

/**
 * Loads the renderer with the first chart: it takes as long as loading everything else, and most commands draw none.
 *
 * @param load for tests
 */
export function createLazyChartRenderer(load: () => Promise<ChartRenderer> = loadChartRenderer): ChartRenderer {
  let loading: Promise<ChartRenderer> | undefined;
  return async (chart) => {
    loading ??= load().catch((error: unknown) => {
      // The next chart tries again.
      loading = undefined;
      throw error;
    });
    const render = await loading;
    return render(chart);
  };
}

async function loadChartRenderer(): Promise<ChartRenderer> {
  const { createChartRenderer } = await import('./chart-renderer.ts');
  return createChartRenderer();
}
