import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arxiv } from '../../../../src/sources/arxiv/index.ts';
import type { ListingResult, PaperSource } from '../../../../src/sources/source.ts';
import { arxivPaper, feedOf } from '../../../fakes/arxiv/feed.ts';
import { type FakeArxiv, startArxiv } from '../../../fakes/arxiv/index.ts';
import { createTestSourceDeps, sourceErrorOf } from '../../../unit/sources/http-test-client.ts';

const DAY = '2026-08-20';

const idAt = (index: number): string => `2608.${String(index).padStart(5, '0')}`;
const papers = (count: number) => Array.from({ length: count }, (_, index) => arxivPaper({ id: idAt(index + 1) }));
const idsOf = (listing: ListingResult): (string | undefined)[] =>
  listing.kind === 'listed' ? listing.records.map(({ id }) => id) : [listing.kind];

describe('arXiv', () => {
  let site: FakeArxiv;
  let source: PaperSource;
  beforeEach(async () => {
    site = await startArxiv({ papers: papers(3) });
    const deps = createTestSourceDeps(site.url, { requestLimits: { ...arxiv.requestLimits, minIntervalMs: 0 } });
    const query = 'cat:cs.LG OR cat:cs.CL';
    source = arxiv.create({ kind: 'arxiv', name: 'arxiv:cs.LG+cs.CL', query }, deps);
  });
  afterEach(() => site.close());

  it('lists the papers of its query that were submitted on a day', async () => {
    site.papers = [
      ...papers(2),
      arxivPaper({ id: idAt(3), published: '2026-08-19T23:59:59Z' }),
      arxivPaper({ id: idAt(4), published: '2026-08-20T23:59:00Z' }),
      arxivPaper({ id: idAt(5), categories: ['math.GT'] }),
    ];
    const listing = await source.fetchDay(DAY);
    expect(idsOf(listing)).toEqual([idAt(1), idAt(2), idAt(4)]);
    expect(listing).toMatchObject({
      skipReasons: [],
      records: [{ categories: ['cs.LG', 'stat.ML'], version: 1 }, {}, {}],
    });
    expect(Object.fromEntries(site.requests[0]?.query ?? [])).toEqual({
      search_query: '(cat:cs.LG OR cat:cs.CL) AND submittedDate:[202608200000 TO 202608202359]',
      start: '0',
      max_results: '200',
      sortBy: 'submittedDate',
      sortOrder: 'ascending',
    });
  });

  it('fetches all pages on one connection, also after a short page', async () => {
    site.papers = papers(450);
    site.maxPageSize = 180;
    expect(idsOf(await source.fetchDay(DAY))).toEqual(site.papers.map(({ id }) => id));
    expect(site.requests.map(({ query }) => query.get('start'))).toEqual(['0', '180', '360']);
    expect([site.maxConcurrency(), new Set(site.requests.map(({ connection }) => connection)).size]).toEqual([1, 1]);
  });

  it('counts the entries, and reports if there are fewer than the total', async () => {
    site.total = 5;
    const listing = await source.fetchDay(DAY);
    expect(idsOf(listing)).toHaveLength(3);
    expect(listing).toMatchObject({
      incompleteReason: expect.stringContaining(`returned only 3 of 5 papers for ${DAY}`),
    });
    site.total = 0;
    expect(idsOf(await source.fetchDay(DAY))).toHaveLength(3);
  });

  it('fails if an empty page has a total above zero', async () => {
    [site.papers, site.total] = [[], 812];
    expect(await sourceErrorOf(source.fetchDay(DAY))).toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining(`reported 812 papers for ${DAY}, but returned none`),
    });
    site.total = 0;
    expect(await source.fetchDay(DAY)).toEqual({ kind: 'listed', records: [], skipReasons: [] });
  });

  it('fails if a day has more papers than arXiv returns', async () => {
    site.total = 30_001;
    expect(await sourceErrorOf(source.fetchDay(DAY))).toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('choose fewer categories'),
    });
  });

  it('skips invalid entries and repeated papers', async () => {
    site.papers = [
      arxivPaper({ id: idAt(1) }),
      arxivPaper({ id: idAt(2), title: ' ' }),
      arxivPaper({ id: idAt(1), version: 2 }),
    ];
    expect(await source.fetchDay(DAY)).toMatchObject({
      records: [{ id: idAt(1), version: 1 }],
      skipReasons: [`${idAt(2)}: title is empty.`],
    });
  });

  it('has no trending list, no search and no comments', async () => {
    expect(await source.fetchTrending()).toEqual({ kind: 'listed', records: [], skipReasons: [] });
    expect(idsOf(await source.search('study', 5))).toEqual([]);
    expect(await source.fetchComments(idAt(1))).toEqual([]);
    expect(site.requests).toEqual([]);
  });

  it('fetches a paper under the requested id, also an old-style one', async () => {
    site.papers = [
      arxivPaper({ id: idAt(1), version: 4 }),
      arxivPaper({ id: 'math/0309136' }),
      arxivPaper({ id: 'hep-th/9901001' }),
    ];
    expect(await source.fetchPaper(`${idAt(1)}v2`)).toMatchObject({ id: idAt(1), version: 4 });
    expect(await source.fetchPaper('hep-th/9901001')).toMatchObject({ id: 'hep-th/9901001' });
    expect(await source.fetchPaper('math.GT/0309136')).toMatchObject({ id: 'math.GT/0309136' });
    expect(site.requests.map(({ query }) => query.get('id_list'))).toEqual([
      idAt(1),
      'hep-th/9901001',
      'math.GT/0309136',
    ]);
  });

  it('has no paper if the feed is empty, whatever its total', async () => {
    expect(await source.fetchPaper('2608.99999')).toBeUndefined();
    site.fault({ kind: 'replaced', body: feedOf([], { total: 1 }) });
    expect(await source.fetchPaper('2608.99999')).toBeUndefined();
    expect(await source.fetchPaper('no id')).toBeUndefined();
    expect(site.requests).toHaveLength(2);
  });

  it('fails if another paper is returned', async () => {
    site.fault({
      kind: 'replaced',
      body: feedOf([]).replace(
        '</feed>',
        '<entry><id>http://arxiv.org/abs/2608.77777v1</id><title>A</title><summary>B.</summary></entry></feed>',
      ),
    });
    expect((await sourceErrorOf(source.fetchPaper(idAt(1)))).message).toContain(
      'returned paper 2608.77777 instead of 2608.00001',
    );
  });

  it('reports why a request was rejected', async () => {
    const deps = createTestSourceDeps(site.url);
    const invalid = arxiv.create({ kind: 'arxiv', name: 'arxiv:x', query: 'cat:cs.LG)' }, deps);
    expect(await sourceErrorOf(invalid.fetchDay(DAY))).toEqual({
      kind: 'rejected',
      message: `${deps.httpClient.host} rejected the request: unbalanced brackets in search_query`,
    });
    site.fault({ kind: '400' });
    expect(await sourceErrorOf(invalid.fetchDay(DAY))).toEqual({
      kind: 'rejected',
      message: `${deps.httpClient.host} rejected the request`,
    });
  });

  it.each([
    ['429 retry-after', 'rate-limited'],
    ['503 retry-after', 'rate-limited'],
    ['500', 'unavailable'],
    ['404', 'rejected'],
    ['HTML page', 'malformed'],
    ['HTML in disguise', 'malformed'],
    ['truncated body', 'malformed'],
    ['gzip bomb', 'malformed'],
  ] as const)('fails at "%s" as %s', async (fault, kind) => {
    site.fault({ kind: fault });
    expect(await sourceErrorOf(source.fetchDay(DAY))).toMatchObject({ kind });
  });

  it.each([
    ['2026-08-21T03:59:59Z', '2026-08-20'],
    ['2026-08-21T04:00:00Z', '2026-08-21'],
    ['2026-01-15T04:59:59Z', '2026-01-14'],
    ['2026-01-15T05:00:00Z', '2026-01-15'],
  ])('has its newest day in Eastern time: %s is %s', (now, day) => {
    expect(arxiv.newestDay(new Date(now))).toBe(day);
  });
});
