/** How a line is told from the others without its colour: by its marks and by its strokes. */
export interface SeriesStyle {
  readonly color: string;
  readonly symbol: 'circle' | 'rect' | 'triangle' | 'diamond';
  readonly dash: 'solid' | readonly number[];
}

/**
 * Colours of Okabe and Ito (https://jfly.uni-koeln.de/color/), which people tell apart whatever kind of colour vision they have: those of
 * them that stand out of white by 3 to 1 (https://www.w3.org/TR/WCAG22/#non-text-contrast). Printed in grey, and on a screen that shows
 * none, each line has marks and strokes of its own.
 */
export const SERIES_STYLES: readonly SeriesStyle[] = [
  { color: '#0072b2', symbol: 'circle', dash: 'solid' },
  { color: '#d55e00', symbol: 'rect', dash: [16, 7] },
  { color: '#009e73', symbol: 'triangle', dash: [5, 6] },
  { color: '#000000', symbol: 'diamond', dash: [20, 6, 5, 6] },
];

export const CHART_COLORS = {
  background: '#ffffff',
  text: '#1a1a1a',
  mutedText: '#595959',
  axis: '#8c8c8c',
  grid: '#e3e3e3',
} as const;
