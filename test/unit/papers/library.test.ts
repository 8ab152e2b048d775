import { expect, it } from 'vitest';
import { createPapers, openLibrary } from '../../../src/papers/library.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { createSearchIndex } from '../../../src/search/index.ts';
import { parseQuery } from '../../../src/search/query.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { paper } from '../../fixtures/chat/papers.ts';

/** A source to which a test adds papers, each time with the next revision. */
function source(...first: Paper[]) {
  const rows = first.map((one) => ({ one, revision: 1 }));
  let revision = 1;
  let broken = false;
  return {
    add(...papers: Paper[]) {
      revision += 1;
      rows.push(...papers.map((one) => ({ one, revision })));
    },
    breakFor(isBroken: boolean) {
      broken = isBroken;
    },
    async changedSince(since: number) {
      if (broken) throw new Error('the database is away');
      return { papers: rows.filter((row) => row.revision > since).map(({ one }) => one), revision };
    },
  };
}

async function library(from: ReturnType<typeof source>) {
  const [papers, search] = [createPapers(), createSearchIndex()];
  const { log, records } = createMemoryLog();
  const opened = await openLibrary({ changeFeed: from, papers, search, log, pollIntervalMs: 1 });
  const found = (text: string) =>
    search.search(parseQuery(text), { offset: 0, limit: 9 }).hits.map((hit) => hit.paper.id);
  return { papers, found, records, ...opened };
}

const dancing = paper({ title: 'Dancing Robots' });

it('the papers of the store are at hand and found, those too that come later by whatever process', async () => {
  const from = source(dancing);
  const { papers, found, stop } = await library(from);
  expect(found('dancing')).toEqual([dancing.id]);
  const more = Array.from({ length: 50 }, (_, at) => paper({ title: `Walking Robots Lesson ${at}` }));
  from.add(...more);
  await expect.poll(() => papers.all().length).toBe(51);
  await expect.poll(() => found('walking')).toHaveLength(9);
  stop();
});

it('a paper that gains its arXiv id takes the place of the one it was', async () => {
  const from = source(dancing);
  const { papers, found, refresh, stop } = await library(from);
  const known = paper({ title: 'Dancing Robots', id: '2401.00001', aliases: [dancing.id] });
  from.add(known);
  await refresh();
  expect(papers.all()).toEqual([known]);
  expect(papers.get(dancing.id)).toBe(known);
  expect(found('dancing')).toEqual(['2401.00001']);
  stop();
});

it('what can not be read is said, and read when it can', async () => {
  const from = source();
  const { papers, records, stop } = await library(from);
  from.add(dancing);
  from.breakFor(true);
  await expect.poll(() => records.length).toBeGreaterThan(0);
  from.breakFor(false);
  await expect.poll(() => papers.all()).toEqual([dancing]);
  stop();
});
