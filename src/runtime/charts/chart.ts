/** Numbers per month, for one series or several to compare. Adapters decide how to show it. */
export interface Chart {
  /** For example "Papers per month: diffusion, autoregressive". */
  readonly title: string;
  /** The label of the axis: "papers". */
  readonly unit: string;
  /** Consecutive months, for example `2024-05`. */
  readonly months: readonly string[];
  /** One value per month; null if unknown. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  readonly isLastMonthPartial: boolean;
  /** The text alternative for people who can't see it. */
  readonly alt: string;
}

/** A chart as a PNG image. */
export type ChartRenderer = (chart: Chart) => Promise<Uint8Array>;

/** In pixels. Messages show images about 550 pixels wide, so text is drawn three times as large. */
export const CHART_SIZE = { width: 1600, height: 900 } as const;
