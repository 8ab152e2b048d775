import { readFileSync } from 'node:fs';
import type { Paper } from '../../src/papers/paper.ts';
import { analyze } from '../../src/search/analyzer.ts';
import { pluralize } from '../../src/text/format.ts';
import { type Contender, contenders } from './contenders.ts';
import { seededRandom } from './random.ts';
import { syntheticPapers } from './synthetic-papers.ts';

/** Search, measured: `npm run bench`. Machines differ and are busy, so read the ratios within one run. */

const SIZES = [231, 10_000, 50_000];
const WORDS = [1, 3, 8];
const QUERIES = 100;
/** No measurement takes longer than this, however slow the engine. */
const MAX_MEASURE_MS = 4_000;
const COLUMNS = [
  'papers',
  'engine',
  'build s',
  'memory MB',
  ...WORDS.map((n) => pluralize(n, 'word')),
  'suggest',
  'one letter',
];

const real = readFileSync(new URL('../../data/papers.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Paper);

process.stdout.write('Search: milliseconds are p50 / p99.\n\n');
print(COLUMNS);
print(COLUMNS.map(() => '---'));
for (const size of SIZES) {
  const random = seededRandom(size);
  const papers = syntheticPapers(real, size, random);
  const queries = WORDS.map((count) => Array.from({ length: QUERIES }, () => someWords(papers, count, random)));
  const partials = Array.from({ length: QUERIES }, () => someWords(papers, 2, random).slice(0, -2));
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  for (const [name, build] of Object.entries(contenders)) {
    const before = memory();
    const start = performance.now();
    const contender = build(papers);
    const built = (performance.now() - start) / 1000;
    const bytes = memory() - before + contender.outside();
    print([
      size.toLocaleString('en'),
      name,
      built.toFixed(2),
      (bytes / 2 ** 20).toFixed(0),
      ...queries.map((some) => latency(some, contender.search)),
      latency(partials, contender.suggest),
      latency(letters, contender.suggest),
    ]);
  }
}

function print(cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

function memory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Words that stand in one paper, so that every query finds something. */
function someWords(papers: readonly Paper[], count: number, random: () => number): string {
  const paper = papers[Math.floor(random() * papers.length)] as Paper;
  const words = analyze(`${paper.title} ${paper.abstract}`).filter(
    ({ isStopWord, word }) => !isStopWord && word.length > 2,
  );
  return Array.from({ length: count }, () => words[Math.floor(random() * words.length)]?.word ?? 'learning').join(' ');
}

/** "p50 / p99", in milliseconds. */
function latency(inputs: readonly string[], run: Contender['search']): string {
  const times: number[] = [];
  const until = performance.now() + MAX_MEASURE_MS;
  for (const input of inputs.slice(0, 5)) run(input);
  for (const input of inputs) {
    const start = performance.now();
    run(input);
    times.push(performance.now() - start);
    if (performance.now() > until) break;
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string =>
    (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
  return `${at(0.5)} / ${at(0.99)}`;
}
