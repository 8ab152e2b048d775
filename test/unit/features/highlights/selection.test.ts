import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankCandidates } from '../../../../src/features/highlights/scoring.ts';
import {
  type SelectionInput,
  selectHighlights,
  toTrendingRanks,
} from '../../../../src/features/highlights/selection.ts';
import { parseQuery } from '../../../../src/search/query.ts';
import { indexOf, paper } from '../../search/some-papers.ts';
import { anyCandidates, candidate, ids } from './candidates.ts';

const TODAY = '2025-11-05';

function select(fields: Partial<SelectionInput>) {
  return selectHighlights({
    candidates: [],
    shown: new Set(),
    since: '2025-11-04T08:00:00.000Z',
    criteria: { kind: 'best', count: 5 },
    onQuietDay: 'silence',
    today: TODAY,
    ...fields,
  });
}

describe('selectHighlights', () => {
  it('selects papers since the last post, most popular first, with reasons', () => {
    const { papers, origin } = select({
      candidates: [
        candidate('few', { listedOn: TODAY, upvotes: 3 }),
        candidate('many', { listedOn: '2025-11-04', upvotes: 200 }),
        candidate('old', { listedOn: '2025-10-01', upvotes: 400 }),
        candidate('talked', { listedOn: TODAY, comments: 1 }),
        candidate('unknown', { listedOn: TODAY }),
      ],
    });
    expect(origin).toBe('new');
    expect(papers.map(({ paper, reason }) => [paper.id, reason])).toEqual([
      ['many', 'new, Nov 4, 200 upvotes'],
      ['talked', 'new today, 1 comment'],
      ['few', 'new today, 3 upvotes'],
      ['unknown', 'new today'],
    ]);
  });

  it('names the matched words of a topic', () => {
    const words = ['safe', 'rl', 'offline', 'robots', 'now', 'here'];
    const why = (matched: string[]) =>
      select({ candidates: [candidate('a', { listedOn: TODAY, upvotes: 9 }, { score: 1, matched })] }).papers[0]
        ?.reason;
    expect(why(['safe', 'rl'])).toBe('new today · matches safe, rl');
    expect(why(words)).toBe('new today · matches safe, rl, offline, robots and 2 more words');
  });

  it('names the year of a day in another year', () => {
    const [first] = select({
      candidates: [candidate('a', { listedOn: '2025-12-31' })],
      since: '2026-01-01',
      today: '2026-01-02',
    }).papers;
    expect(first?.reason).toBe('new, Dec 31, 2025');
  });

  it('counts why papers were skipped', () => {
    const { skipped } = select({
      candidates: [
        candidate('a', { listedOn: TODAY, upvotes: 40 }, { score: 10, matched: ['safe', 'rl'] }),
        candidate('b', { listedOn: TODAY, upvotes: 5 }, { score: 9, matched: ['safe', 'rl'] }),
        candidate('c', { listedOn: TODAY }, { score: 9, matched: ['safe', 'rl'] }),
        candidate('d', { listedOn: TODAY, upvotes: 50 }, { score: 8, matched: ['safe', 'rl'] }),
        candidate('e', { listedOn: '2025-10-01', upvotes: 50 }, { score: 8, matched: ['safe', 'rl'] }),
        candidate('f', { listedOn: TODAY, upvotes: 50 }, { score: 1, matched: ['rl'] }),
      ],
      shown: new Set(['d']),
      criteria: { kind: 'upvotes', atLeast: 20 },
    });
    expect(skipped).toEqual({ offTopic: 1, alreadyShown: 1, notNew: 1, belowThreshold: 2, overLimit: 0 });
  });
});

describe('freshness', () => {
  const isNew = (fields: Parameters<typeof candidate>[1]) =>
    select({ candidates: [candidate('a', fields)] }).papers.length > 0;

  it('lets a paper be selected up to three days after its listing, as votes take time', () => {
    expect(isNew({ listedOn: '2025-11-01' })).toBe(true);
    expect(isNew({ listedOn: '2025-10-31' })).toBe(false);
    expect(isNew({ publishedOn: '2025-11-01' })).toBe(true);
    expect(isNew({ publishedOn: '2025-11-04', listedOn: '2025-10-31' })).toBe(false);
  });

  it('ranks papers that the last post skipped below new ones, unless votes make up for it', () => {
    const order = (upvotes: number) =>
      ids(
        select({
          candidates: [
            candidate('before', { listedOn: '2025-11-04', upvotes }),
            candidate('now', { listedOn: TODAY, upvotes: 6 }),
          ],
        }).papers,
      );
    expect(order(30)).toEqual(['now', 'before']);
    expect(order(150)).toEqual(['before', 'now']);
  });

  it('treats a late listing as new, unless the paper was published long before', () => {
    const seen = [{ source: 'lines' as const, on: '2025-11-05' }];
    expect(isNew({ publishedOn: '2025-07-01', seen })).toBe(true);
    expect(isNew({ publishedOn: '2017-01-05', seen })).toBe(false);
    expect(isNew({ seen })).toBe(true);
    expect(isNew({ publishedOn: '2025-07-01', seen: [...seen, { source: 'lines', on: '2025-11-03' }] })).toBe(false);
    expect(isNew({})).toBe(false);
  });

  it('never selects a paper that was shown under any of its ids', () => {
    const merged = candidate('2511.00001', { listedOn: TODAY, aliases: ['0123456789ab'] });
    expect(select({ candidates: [merged], shown: new Set(['0123456789ab']), onQuietDay: 'archive' }).papers).toEqual(
      [],
    );
    expect(select({ candidates: [merged], shown: new Set(['2511.00001']), onQuietDay: 'archive' }).papers).toEqual([]);
  });

  it('selects a paper with two ids once', () => {
    const candidates = [
      candidate('2511.00001', { listedOn: TODAY, aliases: ['0123456789ab'] }),
      candidate('0123456789ab', { listedOn: TODAY, upvotes: 3 }),
    ];
    expect(select({ candidates }).papers).toHaveLength(1);
  });
});

describe('topics', () => {
  const papers = [
    paper('both', 'Safe RL for robots', { listedOn: TODAY, abstract: 'Safe RL. We keep safe RL safe.' }),
    paper('one', 'Agents', { listedOn: TODAY, upvotes: 250, abstract: 'We train agents. Some of them use RL.' }),
    paper('other', 'Locks', { listedOn: TODAY, upvotes: 250, abstract: 'How a lock is picked, and when it is safe.' }),
    ...Array.from({ length: 8 }, (_, index) => paper(`fish${index}`, 'Fish', { listedOn: TODAY, upvotes: 9 })),
  ];
  const hits = (topic: string) => indexOf(...papers).search(parseQuery(topic), { offset: 0, limit: 99 }).hits;

  it('leaves out papers with only one of the words, whatever their upvotes', () => {
    expect(hits('safe rl').length).toBeGreaterThan(1);
    expect(ids(select({ candidates: hits('safe rl') }).papers)).toEqual(['both']);
  });

  it('with one word select all papers that have it', () => {
    expect(ids(select({ candidates: hits('rl') }).papers).sort()).toEqual(['both', 'one']);
  });

  it('that no paper matches as a whole select papers close to the best score', () => {
    const on = { listedOn: TODAY };
    const candidates = [
      candidate('a', on, { score: 10, matched: ['protein'] }),
      candidate('b', on, { score: 6, matched: ['folding'] }),
      candidate('c', on, { score: 5.9, matched: ['folding'] }),
    ];
    expect(ids(select({ candidates }).papers)).toEqual(['a', 'b']);
  });

  it('rank by relevance and votes, where votes at most double a score', () => {
    const on = (id: string, score: number, upvotes: number) =>
      candidate(id, { listedOn: TODAY, upvotes }, { score, matched: ['rl'] });
    expect(ids(select({ candidates: [on('near', 10, 0), on('voted', 6, 250)] }).papers)).toEqual(['voted', 'near']);
    expect(ids(select({ candidates: [on('near', 10, 0), on('voted', 4.9, 9000)] }).papers)).toEqual(['near', 'voted']);
  });
});

describe('equally relevant papers', () => {
  it('are ranked by upvotes, comments, newer day and id', () => {
    const candidates = [
      candidate('most', { listedOn: TODAY, upvotes: 900 }),
      candidate('more', { listedOn: TODAY, upvotes: 800 }),
      candidate('talked', { listedOn: TODAY, upvotes: 7, comments: 2 }),
      candidate('b', { listedOn: '2025-11-06', upvotes: 7, comments: 1 }),
      candidate('c', { listedOn: '2025-11-06', upvotes: 7, comments: 1 }),
      candidate('older', { listedOn: TODAY, upvotes: 7, comments: 1 }),
    ];
    const order = ['most', 'more', 'talked', 'b', 'c', 'older'];
    const criteria = { kind: 'best', count: 9 } as const;
    expect(ids(select({ candidates, criteria }).papers)).toEqual(order);
    expect(ids(select({ candidates: candidates.toReversed(), criteria }).papers)).toEqual(order);
  });

  it('are ranked by comments and day if upvotes are unknown', () => {
    const candidates = [
      candidate('older', { listedOn: TODAY }),
      candidate('newer', { listedOn: '2025-11-06' }),
      candidate('talked', { listedOn: TODAY, comments: 2 }),
    ];
    expect(ids(select({ candidates }).papers)).toEqual(['talked', 'newer', 'older']);
  });
});

describe('trending papers', () => {
  const ranks = (...inOrder: string[]) => new Map(inOrder.map((id, at) => [id, at + 1]));

  it('rank above equally popular ones, and name their rank', () => {
    const candidates = [
      candidate('a', { listedOn: TODAY, upvotes: 20 }),
      candidate('b', { listedOn: TODAY, upvotes: 20 }),
      candidate('c', { listedOn: '2025-11-04' }, { matched: [] }),
    ];
    const { papers } = select({ candidates, trending: ranks('elsewhere', 'b', 'c') });
    expect(papers.map(({ paper, reason }) => [paper.id, reason])).toEqual([
      ['b', 'new today, 20 upvotes, trending #2'],
      ['a', 'new today, 20 upvotes'],
      ['c', 'new, Nov 4, trending #3'],
    ]);
  });

  it('name their rank before the matched words, also from the archive', () => {
    const hit = { score: 1, matched: ['safe', 'rl'] };
    const why = (listedOn: string) =>
      select({
        candidates: [candidate('a', { listedOn }, hit)],
        trending: ranks('a'),
        onQuietDay: 'archive',
      }).papers[0]?.reason;
    expect(why(TODAY)).toBe('new today, trending #1 · matches safe, rl');
    expect(why('2024-10-18')).toBe('from the archive, Oct 18, 2024, trending #1 · matches safe, rl');
  });

  it('with few votes overtake papers with some votes, but not with many', () => {
    const order = (upvotes: number) =>
      ids(
        select({
          candidates: [candidate('trends', { listedOn: TODAY }), candidate('voted', { listedOn: TODAY, upvotes })],
          trending: ranks('trends'),
        }).papers,
      );
    expect(order(4)).toEqual(['trends', 'voted']);
    expect(order(5)).toEqual(['voted', 'trends']);
  });

  it('have at most twice the score of their relevance, together with votes', () => {
    const on = (id: string, score: number, upvotes: number) =>
      candidate(id, { listedOn: TODAY, upvotes }, { score, matched: ['rl'] });
    const order = (score: number) =>
      ids(select({ candidates: [on('near', 10, 0), on('trends', score, 250)], trending: ranks('trends') }).papers);
    expect(order(5.1)).toEqual(['trends', 'near']);
    expect(order(4.9)).toEqual(['near', 'trends']);
  });

  it('are found by any of their ids', () => {
    const merged = candidate('2511.00001', { listedOn: TODAY, aliases: ['0123456789ab'] });
    const why = (trending: ReadonlyMap<string, number>) => select({ candidates: [merged], trending }).papers[0]?.reason;
    expect(why(ranks('0123456789ab'))).toBe('new today, trending #1');
    expect(why(ranks('x', '0123456789ab', '2511.00001'))).toBe('new today, trending #2');
  });

  it('get less boost with each rank, and none after the fiftieth', () => {
    const first = (rank: number, other: number) =>
      ids(
        select({
          candidates: [candidate('b', { listedOn: TODAY }), candidate('a', { listedOn: TODAY })],
          trending: new Map([
            ['b', rank],
            ['a', other],
          ]),
        }).papers,
      )[0];
    expect(first(1, 2)).toBe('b');
    expect(first(50, 51)).toBe('b');
    expect(first(51, 52)).toBe('a');
  });

  it('must be new, on topic and not shown, too', () => {
    const trending = ranks('old', 'off', 'shown');
    const hit = { score: 10, matched: ['safe', 'rl'] };
    const { papers, skipped } = select({
      candidates: [
        candidate('good', { listedOn: TODAY }, hit),
        candidate('old', { listedOn: '2025-10-01' }, hit),
        candidate('off', { listedOn: TODAY }, { score: 1, matched: ['rl'] }),
        candidate('shown', { listedOn: TODAY }, hit),
      ],
      shown: new Set(['shown']),
      trending,
    });
    expect(ids(papers)).toEqual(['good']);
    expect(skipped).toMatchObject({ offTopic: 1, alreadyShown: 1, notNew: 1 });
  });
});

describe('a day without new papers', () => {
  const candidates = [
    candidate('good', { listedOn: '2024-10-18', upvotes: 30 }),
    candidate('best', { listedOn: '2024-10-17', upvotes: 60 }),
    candidate('undated', { upvotes: 20 }),
    candidate('seen', { listedOn: '2024-10-17', upvotes: 90 }),
    candidate('weak', { listedOn: '2024-10-17' }),
  ];
  const shown = new Set(['seen']);

  it('selects the best archive papers that were not shown, and labels them', () => {
    const { papers, origin } = select({
      candidates,
      shown,
      criteria: { kind: 'best', count: 3 },
      onQuietDay: 'archive',
    });
    expect(origin).toBe('archive');
    expect(papers.map(({ paper, reason }) => [paper.id, reason])).toEqual([
      ['best', 'from the archive, Oct 17, 2024'],
      ['good', 'from the archive, Oct 18, 2024'],
      ['undated', 'from the archive'],
    ]);
  });

  it('selects nothing with onQuietDay silence or an exhausted archive', () => {
    expect(select({ candidates, shown }).papers).toEqual([]);
    expect(select({ candidates: [], onQuietDay: 'archive' })).toMatchObject({ papers: [], origin: 'new' });
  });

  it('applies the threshold to the archive, and selects only a few papers then', () => {
    const many = Array.from({ length: 9 }, (_, index) =>
      candidate(`a${index}`, { listedOn: '2024-10-17', upvotes: 50 }),
    );
    const selection = select({
      candidates: [...candidates, ...many],
      criteria: { kind: 'upvotes', atLeast: 50 },
      onQuietDay: 'archive',
    });
    expect(ids(selection.papers)).toEqual(['seen', 'best', 'a0']);
  });

  it('includes days on which all new papers are below the threshold', () => {
    const fresh = candidate('fresh', { listedOn: TODAY, upvotes: 1 });
    const selection = select({
      candidates: [...candidates, fresh],
      criteria: { kind: 'upvotes', atLeast: 50 },
      onQuietDay: 'archive',
    });
    expect(selection).toMatchObject({ origin: 'archive', skipped: { belowThreshold: 1 } });
    expect(ids(selection.papers)).not.toContain('fresh');
  });
});

describe('any selection', () => {
  const criteria: fc.Arbitrary<SelectionInput['criteria']> = fc.oneof(
    fc.record({ kind: fc.constant('best' as const), count: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ kind: fc.constant('upvotes' as const), atLeast: fc.integer({ min: 0, max: 300 }) }),
  );
  const input: fc.Arbitrary<SelectionInput> = fc.record({
    candidates: anyCandidates,
    shown: fc.array(fc.integer({ min: 0, max: 60 }).map(String)).map((shown) => new Set(shown)),
    since: fc.constantFrom('2025-10-05T09:00:00.000Z', '2025-10-20', '2025-11-04T23:59:59.999Z'),
    criteria,
    onQuietDay: fc.constantFrom('archive', 'silence'),
    today: fc.constant(TODAY),
    trending: fc
      .uniqueArray(fc.integer({ min: 0, max: 60 }).map(String))
      .map((ids) => new Map(ids.map((id, at) => [id, at + 1]))),
  });

  it('has no shown papers, no duplicates, no more than the limit and none below the threshold', () => {
    fc.assert(
      fc.property(input, (input) => {
        const { papers, origin } = selectHighlights(input);
        const selectedIds = papers.flatMap(({ paper }) => [paper.id, ...paper.aliases]);
        expect(selectedIds.filter((id) => input.shown.has(id))).toEqual([]);
        expect(new Set(selectedIds).size).toBe(selectedIds.length);
        const { criteria } = input;
        expect(papers.length).toBeLessThanOrEqual(criteria.kind === 'best' ? Math.min(criteria.count, 10) : 10);
        if (criteria.kind === 'upvotes') {
          for (const { paper } of papers) expect(paper.upvotes).toBeGreaterThanOrEqual(criteria.atLeast);
        }
        if (input.onQuietDay === 'silence') expect(origin).toBe('new');
        for (const { reason } of papers) expect(reason).toMatch(origin === 'new' ? /^new/ : /^from the archive/);
      }),
    );
  });

  it('does not depend on the order of the candidates', () => {
    const shuffled = input.chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc
          .shuffledSubarray([...one.candidates], { minLength: one.candidates.length })
          .map((candidates) => ({ ...one, candidates })),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(selectHighlights(other)).toEqual(selectHighlights(one));
      }),
    );
  });

  it('never ranks a paper lower for trending, nor above one that is twice as relevant', () => {
    const scored = fc.array(
      fc.record({ score: fc.integer({ min: 1, max: 20 }), upvotes: fc.integer({ min: 0, max: 400 }) }),
      {
        minLength: 1,
        maxLength: 9,
      },
    );
    fc.assert(
      fc.property(scored, fc.nat({ max: 8 }), fc.integer({ min: 1, max: 60 }), (scored, at, rank) => {
        const candidates = scored.map(({ score, upvotes }, id) =>
          candidate(String(id), { upvotes }, { score: score / 20 }),
        );
        const id = String(at % candidates.length);
        const position = (trending?: ReadonlyMap<string, number>) =>
          ids(rankCandidates(candidates, trending)).indexOf(id);
        const moved = rankCandidates(candidates, new Map([[id, rank]]));
        expect(position(new Map([[id, rank]]))).toBeLessThanOrEqual(position());
        const after = moved.slice(ids(moved).indexOf(id) + 1);
        const own = moved.find(({ paper }) => paper.id === id)?.score ?? 0;
        for (const { score } of after) expect(score).toBeLessThanOrEqual(2 * own);
      }),
    );
  });

  it('repeats no paper of earlier selections, until everything on topic was selected', () => {
    fc.assert(
      fc.property(anyCandidates, fc.integer({ min: 1, max: 12 }), (candidates, count) => {
        const shown = new Set<string>();
        const selected: string[] = [];
        for (let post = 0; post <= candidates.length; post++) {
          const { papers } = select({ candidates, shown, criteria: { kind: 'best', count }, onQuietDay: 'archive' });
          for (const id of ids(papers)) shown.add(id);
          selected.push(...ids(papers));
        }
        expect(new Set(selected).size).toBe(selected.length);
        expect(select({ candidates, shown, onQuietDay: 'archive' }).papers).toEqual([]);
      }),
    );
  });

  it('selects or counts every candidate once', () => {
    fc.assert(
      fc.property(input, (input) => {
        const candidates = input.candidates.map((one) => ({ ...one, paper: { ...one.paper, aliases: [] } }));
        const { papers, origin, skipped } = selectHighlights({ ...input, candidates });
        const skippedCount = Object.values(skipped).reduce((sum, count) => sum + count, 0);
        expect(skippedCount + (origin === 'new' ? papers.length : 0)).toBe(candidates.length);
      }),
    );
  });
});

describe('toTrendingRanks', () => {
  it('ranks papers in order from 1, and none if the list is unknown', () => {
    expect([...toTrendingRanks([paper('b', 'B'), paper('a', 'A')])]).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    expect([...toTrendingRanks(undefined)]).toEqual([]);
  });
});
