import { createHash } from 'node:crypto';
import type { Chart } from '../../src/charts/chart.ts';

/** The ids of the files of charts, by `chartKey`. */
export type ChartFileIds = ReadonlyMap<string, string>;

/**
 * A name for a chart, the same for the same one. It has the form of a file's id, so that it may stand for one where nothing is sent: in what
 * a command would answer.
 */
export function chartKey(chart: Chart): string {
  return `F${createHash('sha256').update(JSON.stringify(chart)).digest('hex').slice(0, 12).toUpperCase()}`;
}
