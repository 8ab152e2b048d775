import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCorpus } from '../../src/papers/corpus-file.ts';
import { createPapers, openLibrary } from '../../src/papers/library.ts';
import type { FullSourceRecord } from '../../src/papers/paper.ts';
import { SearchIndex } from '../../src/search/index.ts';
import { openStore } from '../../src/store/database.ts';
import { SqlPaperRepository } from '../../src/store/repositories/paper-repository.ts';
import { createMemoryLog } from '../fakes/log.ts';
import { seededRandom } from './random.ts';
import { syntheticPapers } from './synthetic-papers.ts';

/** Measures how fast what a source lists is in the store and can be found, a day's list at a time. */
const DAYS = 50;
const A_DAY = 20;

const folder = mkdtempSync(join(tmpdir(), 'paperboy-bench-'));
const lists = listsOf(DAYS);
process.stdout.write(
  '\n| | papers | into the store, papers a second | the same again, nothing changed | with other votes | into the index, papers a second |\n| --- | --- | --- | --- | --- | --- |\n',
);
const addresses: Record<string, string | undefined> = {
  SQLite: `sqlite:${join(folder, 'bench.db')}`,
  PostgreSQL: process.env['TEST_DATABASE_URL'],
};
for (const [engine, url] of Object.entries(addresses)) {
  if (url === undefined) {
    process.stdout.write(`| ${engine} | set TEST_DATABASE_URL to measure it | | | | |\n`);
    continue;
  }
  const { log } = createMemoryLog();
  const store = await openStore({ url, log, now: () => new Date() });
  const changeFeed = new SqlPaperRepository(store);
  const merged = (more: Partial<FullSourceRecord>) => async (): Promise<void> => {
    for (const list of lists) await changeFeed.merge(list.map((record) => ({ ...record, ...more })));
  };
  const speeds = [
    await perSecond(merged({})),
    await perSecond(merged({})),
    await perSecond(merged({ at: '2026-11-21T12:00:00.000Z', on: '2026-11-21', upvotes: 999 })),
    await perSecond(async () => {
      const library = await openLibrary({ changeFeed, papers: createPapers(), search: new SearchIndex(), log });
      library.stop();
    }),
  ];
  process.stdout.write(`| ${engine} | ${DAYS * A_DAY} | ${speeds.join(' | ')} |\n`);
  await store.close();
}
rmSync(folder, { recursive: true, force: true });

/** Lists as a source gives them, of papers that no database has. */
function listsOf(days: number): FullSourceRecord[][] {
  const real = readCorpus(join(import.meta.dirname, '..', '..', 'data', 'papers.jsonl'));
  const papers = syntheticPapers(real, days * A_DAY, seededRandom(1));
  const run = Date.now();
  const records = papers.map(
    ({ title, abstract }, at): FullSourceRecord => ({
      ...{ source: 'huggingface', at: '2026-11-20T12:00:00.000Z', on: '2026-11-20', id: `${run}.${at}` },
      ...{ rank: (at % A_DAY) + 1, upvotes: at % 50, title: `${title}, ${run}.${at}`, abstract },
    }),
  );
  return Array.from({ length: days }, (_, day) => records.slice(day * A_DAY, (day + 1) * A_DAY));
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return Math.round((DAYS * A_DAY * 1000) / (performance.now() - begin));
}
