/** How many of something there were, month by month, for one thing or for several to compare. How it is drawn is the adapter's. */
export interface Chart {
  /** What it is about, as in "Papers per month: diffusion, autoregressive". */
  readonly title: string;
  /** What is counted, for the axis: "papers". */
  readonly unit: string;
  /** The months in their order, none left out, as in `2024-05`. */
  readonly months: readonly string[];
  /** One line each: a name, and as many numbers as there are months; none for a month of which nothing is known. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** The last month is not over yet. */
  readonly isLastMonthPartial: boolean;
  /** What one sees in it, in words, for those who don't see it. */
  readonly alt: string;
}

/** A chart as a PNG image. */
export type ChartRenderer = (chart: Chart) => Promise<Uint8Array>;

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
  const { createChartRenderer } = await import('./chart-renderer.ts');
  return createChartRenderer();
}

/** In pixels. Messages show a picture some 550 of them wide, so what has to be read is three times as large as it looks. */
export const CHART_SIZE = { width: 1600, height: 900 } as const;
