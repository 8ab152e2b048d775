import { describe, expect, it } from 'vitest';
import { createPapers, openLibrary } from '../../../src/papers/library.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { SearchIndex } from '../../../src/search/index.ts';
import { parseQuery } from '../../../src/search/query.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { paper } from '../../fixtures/chat/papers.ts';

/** A store that a test adds papers to, each time with the next revision. */
function createStore(...first: Paper[]) {
  const rows = first.map((one) => ({ one, revision: 1 }));
  let revision = 1;
  let isBroken = false;
  return {
    add(...papers: Paper[]) {
      revision += 1;
      rows.push(...papers.map((one) => ({ one, revision })));
    },
    setBroken(broken: boolean) {
      isBroken = broken;
    },
    async changedSince(since: number) {
      if (isBroken) throw new Error('database unavailable');
      return { papers: rows.filter((row) => row.revision > since).map(({ one }) => one), revision };
    },
  };
}

async function openTestLibrary(store: ReturnType<typeof createStore>) {
  const [papers, search] = [createPapers(), new SearchIndex()];
  const { log, records } = createMemoryLog();
  const opened = await openLibrary({ changeFeed: store, papers, search, log, pollIntervalMs: 1 });
  const found = (text: string) =>
    search.search(parseQuery(text), { offset: 0, limit: 9 }).hits.map((hit) => hit.paper.id);
  return { papers, found, records, ...opened };
}

const dancing = paper({ title: 'Dancing Robots' });

describe('openLibrary', () => {
  it('loads all papers, and papers that are added to the store later', async () => {
    const store = createStore(dancing);
    const { papers, found, stop } = await openTestLibrary(store);
    expect(found('dancing')).toEqual([dancing.id]);
    const more = Array.from({ length: 50 }, (_, at) => paper({ title: `Walking Robots Lesson ${at}` }));
    store.add(...more);
    await expect.poll(() => papers.all().length).toBe(51);
    await expect.poll(() => found('walking')).toHaveLength(9);
    stop();
  });

  it('replaces a paper whose arXiv id becomes known', async () => {
    const store = createStore(dancing);
    const { papers, found, refresh, stop } = await openTestLibrary(store);
    const known = paper({ title: 'Dancing Robots', id: '2401.00001', aliases: [dancing.id] });
    store.add(known);
    await refresh();
    expect(papers.all()).toEqual([known]);
    expect(papers.get(dancing.id)).toBe(known);
    expect(found('dancing')).toEqual(['2401.00001']);
    stop();
  });

  it('logs a failed refresh and retries', async () => {
    const store = createStore();
    const { papers, records, stop } = await openTestLibrary(store);
    store.add(dancing);
    store.setBroken(true);
    await expect.poll(() => records.length).toBeGreaterThan(0);
    expect(records[0]).toMatchObject({ msg: 'failed to refresh papers from the store' });
    store.setBroken(false);
    await expect.poll(() => papers.all()).toEqual([dancing]);
    stop();
  });
});
