import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/search/query.ts';
import { withCircuitBreaker } from '../../../src/sources/circuit-breaker.ts';
import { createSourcePoll } from '../../../src/sources/poller.ts';
import { SourceError } from '../../../src/sources/source.ts';
import { createScriptedSource, listed, liveSighting } from '../../fakes/scripted-source.ts';
import { openProcess } from './process.ts';

const TODAY = '2026-11-20';
const A = liveSighting('2611.00001', { listedOn: TODAY, upvotes: 3 });
const B = liveSighting('2611.00002', { listedOn: TODAY });

type Process = Awaited<ReturnType<typeof openProcess>>;

/** A source that is asked for three days, and rounds of it. */
async function world(replaced: Partial<Process> = {}) {
  const process = await openProcess();
  const source = createScriptedSource({ newest: TODAY, firstDay: '2026-11-18' });
  return { process, source, ...process, round: rounds(process, source, replaced) };
}

function rounds(process: Process, source: ReturnType<typeof createScriptedSource>, replaced: Partial<Process> = {}) {
  const over = new AbortController();
  const dependencies = { ...process, ...replaced, abortSignal: over.signal };
  const refresh = createSourcePoll(withCircuitBreaker(source, process), dependencies);
  return async (): Promise<string[]> => {
    source.asked.length = 0;
    await refresh(over.signal);
    return [...source.asked];
  };
}

describe('a refresh', () => {
  it('takes what is due: its papers are at hand at once, and its order is kept', async () => {
    const { source, round, papers, search, repository } = await world();
    source.lists.set(TODAY, listed([A, B], { etag: '"1"' }));
    source.lists.set('trending', listed([B, A]));
    expect(await round()).toEqual([TODAY, 'trending', '2026-11-19', '2026-11-18']);
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
    expect(await round()).toEqual([]);
  });

  it('after a long rest takes a few lists at a time, each time today’s first', async () => {
    const process = await openProcess();
    const source = createScriptedSource({ newest: TODAY });
    const round = rounds(process, source);
    expect(await round()).toEqual([TODAY, 'trending', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16']);
    process.clock.passMinutes(10);
    expect(await round()).toEqual([TODAY, '2026-11-15', '2026-11-14', '2026-11-13', '2026-11-12', '2026-11-11']);
    process.clock.passMinutes(1);
    for (let last: string[] = []; last.at(-1) !== '2026-10-21'; last = await round()) expect(last).not.toContain(TODAY);
    expect(await round()).toEqual([]);
  });

  it('leaves a list that is not open yet alone for a while, and notes nothing', async () => {
    const { source, round, clock, repository } = await world();
    source.lists.set(TODAY, { kind: 'not-published' });
    await round();
    expect(await repository.getListing('huggingface', TODAY)).toBeUndefined();
    clock.passMinutes(9);
    expect(await round()).toEqual([]);
    clock.passMinutes(1);
    expect(await round()).toEqual([TODAY]);
  });

  it('asks whether a list has changed, and where it has not, notes that', async () => {
    const { source, round, clock, repository } = await world();
    source.lists.set(TODAY, listed([A], { etag: '"1"' }));
    await round();
    clock.passMinutes(10);
    source.validators.length = 0;
    source.lists.set(TODAY, { kind: 'not-modified' });
    await round();
    expect(source.validators).toEqual(['"1"']);
    expect(await repository.getListing('huggingface', TODAY)).toEqual({
      ...{ key: TODAY, fetchedAt: '2026-11-20T12:10:00.000Z', etag: '"1"', paperIds: ['2611.00001'] },
    });
  });

  it.each([
    ['shorter', [B]],
    ['empty', []],
  ])('never drops a paper because a later list is %s', async (_, later) => {
    const { source, round, clock, papers, repository } = await world();
    source.lists.set(TODAY, listed([A, B]));
    await round();
    clock.passMinutes(10);
    source.lists.set(TODAY, listed(later));
    await round();
    expect(papers.all().map(({ id }) => id)).toEqual(['2611.00001', '2611.00002']);
    expect(new Set((await repository.getListing('huggingface', TODAY))?.paperIds)).toEqual(
      new Set(['2611.00001', '2611.00002']),
    );
  });

  it('knows what was trending while nothing is', async () => {
    const { source, round, clock, repository } = await world();
    source.lists.set('trending', listed([A]));
    await round();
    const known = await repository.getListing('huggingface', 'trending');
    clock.passMinutes(60);
    source.lists.set('trending', listed([]));
    expect(await round()).toContain('trending');
    expect(await repository.getListing('huggingface', 'trending')).toEqual(known);
    clock.passMinutes(1);
    expect(await round()).toEqual([]);
  });

  it('takes the rest of a list where entries are broken, and says of each once why', async () => {
    const { source, round, clock, papers, records } = await world();
    source.lists.set(TODAY, listed([A], { skipReasons: ['2611.00009 has no title', '3 is no entry'] }));
    await round();
    clock.passMinutes(10);
    await round();
    expect(papers.get('2611.00001')).toBeDefined();
    expect(records.flatMap(({ reason }) => reason ?? [])).toEqual(['2611.00009 has no title', '3 is no entry']);
  });
});

describe('a refresh that meets', () => {
  it('a list that can not be read goes on with the others, says so once, and asks for it again later and later', async () => {
    const { source, round, clock, said, repository } = await world();
    source.lists.set(TODAY, new SourceError('malformed', 'huggingface.co answered with HTML'));
    source.lists.set('2026-11-19', listed([A]));
    expect(await round()).toEqual([TODAY, 'trending', '2026-11-19', '2026-11-18']);
    expect(await repository.getListing('huggingface', TODAY)).toBeUndefined();
    clock.passMinutes(9);
    expect(await round()).toEqual([]);
    clock.passMinutes(1);
    expect(await round()).toEqual([TODAY]);
    clock.passMinutes(19);
    expect(await round()).toEqual([]);
    clock.passMinutes(1);
    expect(await round()).toEqual([TODAY]);
    expect(said().filter((text) => text === 'a list could not be taken, what was known of it stays')).toHaveLength(1);
  });

  it('a source that is down ends there, and asks for the same when it is up', async () => {
    const { source, round, clock, papers, said } = await world();
    source.lists.set(TODAY, listed([A]));
    source.fails = new SourceError('unavailable', 'huggingface.co can not be reached');
    expect(await round()).toEqual([TODAY]);
    expect(await round()).toEqual([]);
    source.fails = undefined;
    clock.passMinutes(2);
    expect(await round()).toEqual([TODAY, 'trending', '2026-11-19', '2026-11-18']);
    expect(papers.get('2611.00001')).toBeDefined();
    expect(said()).toEqual([
      'Hugging Face can not be asked, what is here stays',
      'Hugging Face answers again',
      'new papers',
    ]);
  });

  it('an end between the papers and the note takes the list again, and nothing is doubled', async () => {
    const { process, source, papers, repository } = await world();
    source.lists.set(TODAY, listed([A, B]));
    const saveListing = async (): Promise<void> => {
      throw new Error('the disk is full');
    };
    const broken = rounds(process, source, { repository: { ...repository, saveListing } });
    await expect(broken()).rejects.toThrow('the disk is full');
    expect(await repository.getListings('huggingface', '2026-01-01', 'trending')).toEqual([]);
    const before = await process.store.all();
    await rounds(process, source)();
    expect(await process.store.all()).toEqual(before);
    expect(papers.all()).toHaveLength(2);
  });

  it('a store that refuses the papers notes nothing, and gives the turn back', async () => {
    const { process, source, repository } = await world();
    source.lists.set(TODAY, listed([A]));
    const merge = async (): Promise<never> => {
      throw new Error('the disk is full');
    };
    await expect(rounds(process, source, { store: { ...process.store, merge } })()).rejects.toThrow('disk');
    expect(await repository.getListing('huggingface', TODAY)).toBeUndefined();
    expect(
      await repository.acquireLease('huggingface', { owner: 'other', until: '2026-11-20T13:00:00.000Z' }, A.at ?? ''),
    ).toBe(true);
  });
});
