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
  readonly lastIsOpen: boolean;
  /** What one sees in it, in words, for those who don't see it. */
  readonly alt: string;
}

/** A chart as a PNG image. */
export type ChartRenderer = (chart: Chart) => Promise<Uint8Array>;
