import type { ChartRenderer } from '../../src/runtime/charts/chart.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A picture that holds nothing but the title of its chart, for tests that send it somewhere. */
export const drawTitle: ChartRenderer = async ({ title }) =>
  Buffer.concat([Buffer.from(SIGNATURE), Buffer.from(title)]);
