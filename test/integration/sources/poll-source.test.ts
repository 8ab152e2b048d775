import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/search/query.ts';
import { withCircuitBreaker } from '../../../src/sources/circuit-breaker.ts';
import { SourcePoll } from '../../../src/sources/poller.ts';
import { SourceError } from '../../../src/sources/source-error.ts';
import { withOverrides } from '../../fakes/overrides.ts';
import { createScriptedSource, listed, type ScriptedSource, scriptedRecord } from '../../fakes/scripted-source.ts';
import { openProcess } from './process.ts';

const TODAY = '2026-11-20';
const A = scriptedRecord('2611.00001', { listedOn: TODAY, upvotes: 3 });
const B = scriptedRecord('2611.00002', { listedOn: TODAY });

type Process = Awaited<ReturnType<typeof openProcess>>;

/** A source with listings of three days, and runs of its poll. */
async function setup() {
  const process = await openProcess();
  const source = createScriptedSource({ newestDay: TODAY, firstDay: '2026-11-18' });
  return { process, source, ...process, poll: createPoll(process, source) };
}

/** @returns runs the poll once, and returns what it requested */
function createPoll(process: Process, source: ScriptedSource): () => Promise<string[]> {
  const { signal } = new AbortController();
  const poll = new SourcePoll(withCircuitBreaker(source, process), { ...process, abortSignal: signal });
  return async () => {
    source.requests.length = 0;
    await poll.run(signal);
    return [...source.requests];
  };
}

describe('a poll', () => {
  it('stores due listings with their order, and their papers are available at once', async () => {
    const { source, poll, papers, search, repository } = await setup();
    source.listings.set(TODAY, listed([A, B], { etag: '"1"' }));
    source.listings.set('trending', listed([B, A]));
    expect(await poll()).toEqual([TODAY, 'trending', '2026-11-19', '2026-11-18']);
    expect(papers.get('2611.00001')).toMatchObject({ upvotes: 3, listedOn: TODAY });
    expect(
      search.search(parseQuery('2611.00002'), { offset: 0, limit: 3 }).hits.map(({ paper }) => paper.id),
    ).toContain('2611.00002');
    expect(await repository.getListing('huggingface', TODAY)).toEqual({
      ...{ key: TODAY, fetchedAt: '2026-11-20T12:00:00.000Z', etag: '"1"' },
      paperIds: ['2611.00001', '2611.00002'],
    });
    expect(await repository.getListing('huggingface', 'trending')).toMatchObject({
      paperIds: ['2611.00002', '2611.00001'],
    });
    expect(await poll()).toEqual([]);
  });

  it('catches up with a few listings per run, today first', async () => {
    const process = await openProcess();
    const source = createScriptedSource({ newestDay: TODAY });
    const poll = createPoll(process, source);
    expect(await poll()).toEqual([TODAY, 'trending', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16']);
    process.clock.passMinutes(10);
    expect(await poll()).toEqual([TODAY, '2026-11-15', '2026-11-14', '2026-11-13', '2026-11-12', '2026-11-11']);
    process.clock.passMinutes(1);
    for (let last: string[] = []; last.at(-1) !== '2026-10-21'; last = await poll()) expect(last).not.toContain(TODAY);
    expect(await poll()).toEqual([]);
  });

  it('retries a listing that is not published yet after a while, and stores nothing', async () => {
    const { source, poll, clock, repository } = await setup();
    source.listings.set(TODAY, { kind: 'not-published' });
    await poll();
    expect(await repository.getListing('huggingface', TODAY)).toBeUndefined();
    clock.passMinutes(9);
    expect(await poll()).toEqual([]);
    clock.passMinutes(1);
    expect(await poll()).toEqual([TODAY]);
  });

  it('sends the etag of a stored listing, and records that it is unchanged', async () => {
    const { source, poll, clock, repository } = await setup();
    source.listings.set(TODAY, listed([A], { etag: '"1"' }));
    await poll();
    clock.passMinutes(10);
    source.etags.length = 0;
    source.listings.set(TODAY, { kind: 'not-modified' });
    await poll();
    expect(source.etags).toEqual(['"1"']);
    expect(await repository.getListing('huggingface', TODAY)).toEqual({
      ...{ key: TODAY, fetchedAt: '2026-11-20T12:10:00.000Z', etag: '"1"', paperIds: ['2611.00001'] },
    });
  });

  it.each([
    ['shorter', [B]],
    ['empty', []],
  ])('keeps a paper if a later listing is %s', async (_, later) => {
    const { source, poll, clock, papers, repository } = await setup();
    source.listings.set(TODAY, listed([A, B]));
    await poll();
    clock.passMinutes(10);
    source.listings.set(TODAY, listed(later));
    await poll();
    expect(papers.all().map(({ id }) => id)).toEqual(['2611.00001', '2611.00002']);
    expect(new Set((await repository.getListing('huggingface', TODAY))?.paperIds)).toEqual(
      new Set(['2611.00001', '2611.00002']),
    );
  });

  it('keeps the trending list if a later one is empty', async () => {
    const { source, poll, clock, repository } = await setup();
    source.listings.set('trending', listed([A]));
    await poll();
    const known = await repository.getListing('huggingface', 'trending');
    clock.passMinutes(60);
    source.listings.set('trending', listed([]));
    expect(await poll()).toContain('trending');
    expect(await repository.getListing('huggingface', 'trending')).toEqual(known);
    clock.passMinutes(1);
    expect(await poll()).toEqual([]);
  });

  it('skips invalid entries, and logs each reason once', async () => {
    const { source, poll, clock, papers, records } = await setup();
    source.listings.set(
      TODAY,
      listed([A], { skipReasons: ['2611.00009: title is missing.', 'An entry is 3, not an object.'] }),
    );
    await poll();
    clock.passMinutes(10);
    await poll();
    expect(papers.get('2611.00001')).toBeDefined();
    expect(records.flatMap(({ reason }) => reason ?? [])).toEqual([
      '2611.00009: title is missing.',
      'An entry is 3, not an object.',
    ]);
  });
});

describe('a poll with failures', () => {
  it('postpones a malformed listing longer each time, logs it once, and goes on with the others', async () => {
    const { source, poll, clock, loggedMessages, repository } = await setup();
    source.listings.set(TODAY, new SourceError('malformed', 'huggingface.co returned HTML'));
    source.listings.set('2026-11-19', listed([A]));
    expect(await poll()).toEqual([TODAY, 'trending', '2026-11-19', '2026-11-18']);
    expect(await repository.getListing('huggingface', TODAY)).toBeUndefined();
    clock.passMinutes(9);
    expect(await poll()).toEqual([]);
    clock.passMinutes(1);
    expect(await poll()).toEqual([TODAY]);
    clock.passMinutes(19);
    expect(await poll()).toEqual([]);
    clock.passMinutes(1);
    expect(await poll()).toEqual([TODAY]);
    expect(loggedMessages().filter((text) => text === 'failed to ingest listing')).toHaveLength(1);
  });

  it('ends the run if the source is down, and continues when it recovers', async () => {
    const { source, poll, clock, papers, loggedMessages } = await setup();
    source.listings.set(TODAY, listed([A]));
    source.error = new SourceError('unavailable', 'connection to huggingface.co failed');
    expect(await poll()).toEqual([TODAY]);
    expect(await poll()).toEqual([]);
    source.error = undefined;
    clock.passMinutes(2);
    expect(await poll()).toEqual([TODAY, 'trending', '2026-11-19', '2026-11-18']);
    expect(papers.get('2611.00001')).toBeDefined();
    expect(loggedMessages()).toEqual([
      'source unavailable, serving stored papers',
      'source recovered',
      'stored new papers',
    ]);
  });

  it('fetches a listing again without duplicates if recording it failed after its papers were stored', async () => {
    const { process, source, papers, repository } = await setup();
    source.listings.set(TODAY, listed([A, B]));
    const saveListing = async (): Promise<void> => {
      throw new Error('the disk is full');
    };
    const failing = createPoll({ ...process, repository: withOverrides(repository, { saveListing }) }, source);
    await expect(failing()).rejects.toThrow('the disk is full');
    expect(await repository.getListings('huggingface', '2026-01-01', 'trending')).toEqual([]);
    const before = await process.store.all();
    await createPoll(process, source)();
    expect(await process.store.all()).toEqual(before);
    expect(papers.all()).toHaveLength(2);
  });

  it('records nothing and releases the lease if storing papers fails', async () => {
    const { process, source, repository } = await setup();
    source.listings.set(TODAY, listed([A]));
    const merge = async (): Promise<never> => {
      throw new Error('the disk is full');
    };
    const failing = createPoll({ ...process, store: withOverrides(process.store, { merge }) }, source);
    await expect(failing()).rejects.toThrow('the disk is full');
    expect(await repository.getListing('huggingface', TODAY)).toBeUndefined();
    expect(
      await repository.acquireLease('huggingface', { owner: 'other', until: '2026-11-20T13:00:00.000Z' }, A.at ?? ''),
    ).toBe(true);
  });
});
