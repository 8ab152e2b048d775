import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { computeTrend } from '../../src/features/trends/trend.ts';
import { parseTrendQuery } from '../../src/features/trends/trend-query.ts';
import { readCorpus } from '../../src/papers/corpus-file.ts';
import { createPapers } from '../../src/papers/library.ts';
import type { Chart } from '../../src/runtime/charts/chart.ts';
import { createLazyChartRenderer } from '../../src/runtime/charts/lazy-chart-renderer.ts';
import { SearchIndex } from '../../src/search/index.ts';
import { pluralize } from '../../src/text/format.ts';
import { listMonths } from '../../src/text/months.ts';
import { DISABLED_PAPER_LOOKUP } from '../fakes/disabled-paper-lookup.ts';
import { seededRandom } from './random.ts';
import { syntheticPapers } from './synthetic-papers.ts';

/** Measures how fast charts are drawn, how long that keeps the process from anything else, and how fast their papers are counted. */
const ROUNDS = 20;

const draw = createLazyChartRenderer();
const begun = performance.now();
await draw(chartOf(1, 24));
process.stdout.write(
  `\nThe first chart took ${(performance.now() - begun).toFixed(0)} ms, with all that is loaded for it.\n`,
);

process.stdout.write('\n| chart | drawn in, ms | longest stop of the process, ms | kB |\n| --- | --- | --- | --- |\n');
for (const [topics, months] of [
  [1, 24],
  [2, 24],
  [4, 24],
  [4, 120],
] as const) {
  const chart = chartOf(topics, months);
  const stops = monitorEventLoopDelay({ resolution: 1 });
  stops.enable();
  const times: number[] = [];
  let size = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    size = (await draw(chart)).length;
    times.push(performance.now() - start);
  }
  stops.disable();
  const [median = 0] = times.toSorted((a, b) => a - b).slice(ROUNDS / 2);
  const cells = [median.toFixed(0), (stops.max / 1e6).toFixed(0), (size / 1000).toFixed(0)];
  process.stdout.write(`| ${pluralize(topics, 'topic')}, ${months} months | ${cells.join(' | ')} |\n`);
}

const real = readCorpus(join(import.meta.dirname, '..', '..', 'data', 'papers.jsonl'));
process.stdout.write('\n| papers | a topic of two words counted in, ms |\n| --- | --- |\n');
for (const count of [1000, 10_000]) {
  const papers = syntheticPapers(real, count, seededRandom(1));
  const search = new SearchIndex();
  search.put(papers);
  const topics = parseTrendQuery('reinforcement learning since:2001');
  const counted = createPapers(papers);
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    computeTrend(topics, { papers: counted, search, paperLookup: DISABLED_PAPER_LOOKUP, now: () => new Date() });
    return performance.now() - start;
  });
  const [median = 0] = times.toSorted((a, b) => a - b).slice(ROUNDS / 2);
  process.stdout.write(`| ${count} | ${median.toFixed(1)} |\n`);
}

function chartOf(topics: number, length: number): Chart {
  const random = seededRandom(7);
  const months = listMonths('2001-01', '2026-11').slice(-length);
  const series = Array.from({ length: topics }, (_, nth) => ({
    name: `a topic of some words ${nth}`,
    values: months.map(() => Math.floor(random() * 50)),
  }));
  return { title: 'Papers per month', unit: 'papers', months, series, isLastMonthPartial: true, alt: '' };
}
