import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SqlSourceRepository } from '../../../src/store/repositories/source-status-repository.ts';
import { anyInstant, anyText, at, keptText } from './records.ts';
import { describeStores } from './stores.ts';

const MINE = { owner: 'me', until: at('08:05') };
const OTHERS = { owner: 'other', until: at('08:10') };

describeStores('SqlSourceRepository', (fresh) => {
  async function open() {
    return new SqlSourceRepository(await (await fresh()).open());
  }

  it('leases a source to one process until the lease ends or is released', async () => {
    const sources = await open();
    expect(await sources.acquireLease('huggingface', MINE, at('08:00'))).toBe(true);
    expect(await sources.acquireLease('huggingface', OTHERS, at('08:04'))).toBe(false);
    expect(await sources.acquireLease('arxiv:cs.LG', OTHERS, at('08:04'))).toBe(true);
    await sources.releaseLease('huggingface', 'other');
    expect(await sources.acquireLease('huggingface', OTHERS, at('08:04'))).toBe(false);
    await sources.releaseLease('huggingface', 'me');
    expect(await sources.acquireLease('huggingface', OTHERS, at('08:04'))).toBe(true);
    expect(await sources.acquireLease('huggingface', MINE, at('08:09'))).toBe(false);
    expect(await sources.acquireLease('huggingface', MINE, at('08:10'))).toBe(true);
  });

  it('lets the owner extend its lease', async () => {
    const sources = await open();
    await sources.acquireLease('huggingface', MINE, at('08:00'));
    expect(await sources.acquireLease('huggingface', { owner: 'me', until: at('08:20') }, at('08:04'))).toBe(true);
    expect(await sources.acquireLease('huggingface', OTHERS, at('08:19'))).toBe(false);
  });

  it('does not release the lease of another owner', async () => {
    const sources = await open();
    await sources.acquireLease('huggingface', MINE, at('08:00'));
    await sources.acquireLease('huggingface', OTHERS, at('08:05'));
    await sources.releaseLease('huggingface', 'me');
    expect(await sources.acquireLease('huggingface', MINE, at('08:06'))).toBe(false);
  });

  it('leases a source to one of several concurrent callers', async () => {
    const database = await fresh();
    const repositories = [await database.open(), await database.open()].map((store) => new SqlSourceRepository(store));
    for (const [now, until] of [
      ['08:00', '08:05'],
      ['08:05', '08:10'],
      ['08:10', '08:15'],
    ] as const) {
      const taken = await Promise.all(
        repositories.flatMap((sources, index) =>
          [0, 1, 2].map((turn) =>
            sources.acquireLease('arxiv', { owner: `${index} ${turn}`, until: at(until) }, at(now)),
          ),
        ),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
    }
  });

  it('has no status for a new source', async () => {
    const sources = await open();
    expect(await sources.getStatus('huggingface')).toEqual({ name: 'huggingface' });
    await sources.releaseLease('huggingface', 'me');
    expect(await sources.getStatus('huggingface')).toEqual({ name: 'huggingface' });
  });

  it('counts failures since the first one, until a success', async () => {
    const sources = await open();
    await sources.recordFailure('arxiv', {
      at: at('08:00'),
      retryAt: at('08:01'),
      reason: 'HTTP 503',
      isRateLimited: false,
    });
    await sources.recordFailure('arxiv', {
      at: at('08:02'),
      retryAt: at('08:06'),
      reason: 'no answer within 10 s',
      isRateLimited: true,
    });
    const failure = {
      since: at('08:00'),
      count: 2,
      retryAt: at('08:06'),
      reason: 'no answer within 10 s',
      isRateLimited: true,
    };
    expect(await sources.getStatus('arxiv')).toEqual({ name: 'arxiv', failure });
    await sources.acquireLease('arxiv', MINE, at('08:03'));
    expect(await sources.getStatus('arxiv')).toEqual({ name: 'arxiv', failure });
    await sources.recordSuccess('arxiv', at('08:07'));
    expect(await sources.getStatus('arxiv')).toEqual({ name: 'arxiv', lastSuccessAt: at('08:07') });
    await sources.recordFailure('arxiv', {
      at: at('09:00'),
      retryAt: at('09:01'),
      reason: 'HTTP 500',
      isRateLimited: false,
    });
    expect(await sources.getStatus('arxiv')).toEqual({
      name: 'arxiv',
      lastSuccessAt: at('08:07'),
      failure: { since: at('09:00'), count: 1, retryAt: at('09:01'), reason: 'HTTP 500', isRateLimited: false },
    });
  });

  it('keeps the lease when a result is recorded', async () => {
    const sources = await open();
    await sources.acquireLease('arxiv', MINE, at('08:00'));
    await sources.recordFailure('arxiv', {
      at: at('08:01'),
      retryAt: at('08:02'),
      reason: 'HTTP 500',
      isRateLimited: false,
    });
    await sources.recordSuccess('arxiv', at('08:02'));
    expect(await sources.acquireLease('arxiv', OTHERS, at('08:03'))).toBe(false);
  });

  it('counts concurrent failures', async () => {
    const database = await fresh();
    const repositories = [await database.open(), await database.open()].map((store) => new SqlSourceRepository(store));
    const failure = { at: at('08:00'), retryAt: at('08:01'), reason: 'HTTP 503', isRateLimited: false };
    await Promise.all(
      [0, 1, 2, 3].flatMap(() => repositories.map((sources) => sources.recordFailure('arxiv', failure))),
    );
    expect(await repositories[0]?.getStatus('arxiv')).toMatchObject({ failure: { count: 8 } });
  });

  it('stores any listing unchanged, also across restarts', async () => {
    const database = await fresh();
    const sources = new SqlSourceRepository(await database.open());
    const again = new SqlSourceRepository(await database.open());
    const anyPart = fc
      .record(
        { key: keptText, fetchedAt: anyInstant, etag: keptText, paperIds: fc.array(anyText, { maxLength: 3 }) },
        { requiredKeys: ['key', 'fetchedAt', 'paperIds'] },
      )
      .map((one) => structuredClone(one));
    await fc.assert(
      fc.asyncProperty(keptText, fc.array(anyPart, { minLength: 1, maxLength: 3 }), async (name, parts) => {
        for (const one of parts) await sources.saveListing(name, one);
        const last = new Map(parts.map((one) => [one.key, one]));
        for (const one of last.values()) expect(await again.getListing(name, one.key)).toStrictEqual(one);
        expect(await sources.getListing(`not ${name}`, parts[0]?.key ?? '')).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it('returns the listings of a source in a range of keys, in order', async () => {
    const sources = await open();
    const days = ['2026-03-02', '2025-12-31', '2026-02-28', '2026-03-03', '2026-03-01', 'trending'];
    for (const key of days) await sources.saveListing('huggingface', { key, fetchedAt: at('08:00'), paperIds: [key] });
    await sources.saveListing('other', { key: '2026-03-01', fetchedAt: at('08:00'), paperIds: ['other'] });
    const found = await sources.getListings('huggingface', '2026-02-28', '2026-03-02');
    expect(found.map(({ key }) => key)).toEqual(['2026-02-28', '2026-03-01', '2026-03-02']);
    expect(found.flatMap(({ paperIds }) => paperIds)).toEqual(found.map(({ key }) => key));
    expect(await sources.getListings('huggingface', '2026-03-04', '2026-12-31')).toEqual([]);
  });
});
