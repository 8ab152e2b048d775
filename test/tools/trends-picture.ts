import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { trends } from '../../commands/trends.ts';
import { type Document, findCharts } from '../../src/chat/document.ts';
import { readCorpus } from '../../src/papers/corpus-file.ts';
import { createLazyChartRenderer } from '../../src/runtime/charts/lazy-chart-renderer.ts';
import { createTestCore, TEST_CALL } from '../fakes/core.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** What the README asks for. */
export const SHOWN_TRENDS = 'reasoning vs agents since:2024 until:2025-10';

/** What `/papers trends` answers to that from the papers that ship. */
export async function shownTrends(): Promise<Document> {
  const now = () => new Date('2026-11-21T09:00:00Z');
  const core = createTestCore(readCorpus(join(ROOT, 'data', 'papers.jsonl')), now);
  return trends.bind(core).run({ topic: SHOWN_TRENDS }, TEST_CALL);
}

/** Draws the README's picture of it. Gives the file. */
async function drawTrendsPicture(): Promise<string> {
  const file = join(ROOT, 'docs', 'pictures', 'trends.png');
  const [chart] = findCharts(await shownTrends());
  if (chart === undefined) throw new Error('nothing to draw');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await createLazyChartRenderer()(chart));
  return file;
}

if (import.meta.filename === process.argv[1]) process.stdout.write(`${await drawTrendsPicture()}\n`);
