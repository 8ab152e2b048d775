import type { Chart } from '../charts/chart.ts';
import { type Document, note } from './document.ts';

/** The charts of a document, each once: an adapter that shows pictures has them drawn, and sends them along. */
export function findCharts({ blocks }: Document): Chart[] {
  return [...new Set(blocks.flatMap((block) => (block.kind === 'chart' ? [block.chart] : [])))];
}

/** A document that says in words what its charts show, for where they can't be shown: all of them, unless told which. */
export function replaceChartsWithText(
  { blocks }: Document,
  charts: readonly Chart[] = findCharts({ blocks }),
): Document {
  return {
    blocks: blocks.map((block) =>
      block.kind === 'chart' && charts.includes(block.chart) ? note(block.chart.alt) : block,
    ),
  };
}
