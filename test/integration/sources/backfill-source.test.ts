import { describe, expect, it } from 'vitest';
import { eachDayInRange, subtractDays } from '../../../src/papers/dates.ts';
import { type DayRange, planBackfill } from '../../../src/sources/backfill.ts';
import { describeBackfill } from '../../../src/sources/backfill-report.ts';
import { type BackfillProgress, backfillSource } from '../../../src/sources/backfill-source.ts';
import { SourceError } from '../../../src/sources/source-error.ts';
import { createScriptedSource, listed, type ScriptedSource, scriptedRecord } from '../../fakes/scripted-source.ts';
import { openProcess } from './process.ts';

const TODAY = '2026-11-20';
const RANGE = { from: '2026-11-01', to: '2026-11-05' };
const DOWN = new SourceError('unavailable', 'connection to huggingface.co failed');

function createSourceWithListings(): ScriptedSource {
  const source = createScriptedSource({ newestDay: TODAY });
  eachDayInRange(RANGE.from, TODAY).forEach((day, at) => {
    source.listings.set(day, listed([scriptedRecord(`2611.0000${at}`.slice(0, 10), { listedOn: day })]));
  });
  return source;
}

type Process = Awaited<ReturnType<typeof openProcess>>;

function createBackfill(process: Process, source: ScriptedSource) {
  const stopped = new AbortController();
  const messages: string[] = [];
  const waits: number[] = [];
  const progress: BackfillProgress = {
    start: (title, listings) => void messages.push(`${title}: ${listings}`),
    advance: (key, papers) => void messages.push(`${key}: ${papers}`),
    showMessage: (text) => void messages.push(text),
    finish: () => void messages.push('finished'),
  };
  const wait = async (ms: number): Promise<void> => void waits.push(ms);
  const run = async (range?: DayRange) => {
    source.requests.length = 0;
    const plan = await planBackfill(source, range, process);
    return backfillSource(plan, { ...process, progress, wait, stopSignal: stopped.signal });
  };
  return { run, stopped, messages, waits };
}

async function setup() {
  const process = await openProcess();
  const source = createSourceWithListings();
  return { process, source, ...process, ...createBackfill(process, source) };
}

describe('a backfill', () => {
  it('fetches the polled days and trending without a range', async () => {
    const { source, run } = await setup();
    await run();
    expect(source.requests).toEqual([...eachDayInRange(subtractDays(TODAY, 7), TODAY).reverse(), 'trending']);
  });

  it('stores an incomplete listing, and fetches it again', async () => {
    const { source, run, papers } = await setup();
    const [day] = [RANGE.from];
    const part = [scriptedRecord('2611.09999', { listedOn: day })];
    source.listings.set(day, {
      kind: 'listed',
      records: part,
      skipReasons: [],
      incompleteReason: 'arXiv returned only 1 of 399 papers',
    });
    const failure = { key: day, reason: expect.stringContaining('1 of 399') };
    expect(await run({ from: day, to: day })).toMatchObject({ failed: [failure] });
    await expect.poll(() => papers.get('2611.09999')).toBeDefined();
    source.listings.set(day, listed(part));
    expect(await run({ from: day, to: day })).toMatchObject({ failed: [], fetched: 1 });
    expect(source.requests).toEqual([day]);
  });

  it('fetches an empty weekday again, but not an empty weekend', async () => {
    const { source, run } = await setup();
    const [friday, sunday] = ['2026-10-30', '2026-11-01'];
    for (const day of eachDayInRange(friday, sunday)) source.listings.set(day, listed([]));
    await run({ from: friday, to: sunday });
    await run({ from: friday, to: sunday });
    expect(source.requests).toEqual([friday]);
  });

  it('fetches listings regardless of when they were last fetched, and of a recent failure', async () => {
    const { run, process } = await setup();
    await run();
    await process.repository.recordFailure('huggingface', {
      at: '2026-11-20T12:00:00.000Z',
      retryAt: '2026-11-20T13:00:00.000Z',
      reason: 'x',
      isRateLimited: false,
    });
    expect(await run()).toMatchObject({ fetched: 9, added: 0, failed: [] });
    expect((await process.repository.getStatus('huggingface')).failure).toBeUndefined();
  });

  it('waits for a rate limit that another process met', async () => {
    const { run, process, waits, messages } = await setup();
    const limited = { at: '2026-11-20T11:59:00.000Z', retryAt: '2026-11-20T12:04:00.000Z' };
    await process.repository.recordFailure('huggingface', { ...limited, reason: '429', isRateLimited: true });
    expect(await run({ from: RANGE.from, to: RANGE.from })).toMatchObject({ fetched: 1, failed: [] });
    expect(waits).toEqual([240_000]);
    expect(messages).toContain('rate limited, continuing in 240 s');
  });

  it('fetches a range from its first day to its last, and shows its progress', async () => {
    const { source, run, messages, store } = await setup();
    expect(await run(RANGE)).toEqual({
      ...{ title: 'Hugging Face', skippedFinal: 0, fetched: 5, entries: 5, added: 5, changed: 0 },
      ...{ skipReasons: [], failed: [], notAttempted: 0 },
    });
    expect(source.requests).toEqual(eachDayInRange(RANGE.from, RANGE.to));
    expect(messages).toEqual([
      ...[
        'Hugging Face: 5',
        '2026-11-01: 1',
        '2026-11-02: 2',
        '2026-11-03: 3',
        '2026-11-04: 4',
        '2026-11-05: 5',
        'finished',
      ],
    ]);
    expect(await store.count()).toBe(5);
  });

  it('starts at the first listing if the range starts earlier', async () => {
    const { process } = await setup();
    const young = createScriptedSource({ newestDay: TODAY, firstDay: '2026-11-04' });
    expect(await createBackfill(process, young).run({ from: '2020-01-01', to: '2026-11-05' })).toMatchObject({
      firstListingDay: '2026-11-04',
      fetched: 2,
    });
  });

  it('continues after an interruption, and skips final days', async () => {
    const { process, source, run, stopped } = await setup();
    source.listings.set('2026-11-03', async () => {
      stopped.abort();
      return listed([scriptedRecord('2611.10000')]);
    });
    expect(await run(RANGE)).toMatchObject({ fetched: 3, notAttempted: 2 });
    const next = createBackfill(process, source);
    expect(await next.run(RANGE)).toMatchObject({ skippedFinal: 3, fetched: 2, notAttempted: 0 });
    expect(source.requests).toEqual(['2026-11-04', '2026-11-05']);
  });

  it('fetches days again that were fetched before they were final', async () => {
    const { clock, run } = await setup();
    clock.set('2026-11-08T12:00:00.000Z');
    await run(RANGE);
    clock.set('2026-11-20T12:00:00.000Z');
    expect(await run(RANGE)).toMatchObject({ skippedFinal: 1, fetched: 4 });
  });
});

describe('a backfill with failures', () => {
  it('retries a listing up to three times with exponential backoff', async () => {
    const { source, run, waits, messages } = await setup();
    let failures = 0;
    source.listings.set('2026-11-02', async () => {
      failures += 1;
      if (failures <= 3) throw DOWN;
      return listed([scriptedRecord('2611.10000')]);
    });
    expect(await run(RANGE)).toMatchObject({ fetched: 5, failed: [] });
    expect(waits).toEqual([2000, 4000, 8000]);
    expect(messages).toContain('connection to huggingface.co failed; retrying in 4 s');
  });

  it('reports a failed listing, and fetches the others', async () => {
    const { source, run } = await setup();
    source.listings.set('2026-11-02', new SourceError('malformed', 'huggingface.co returned HTML'));
    expect(await run(RANGE)).toMatchObject({
      fetched: 4,
      failed: [{ key: '2026-11-02', reason: 'huggingface.co returned HTML' }],
      notAttempted: 0,
    });
  });

  it('does not retry a rejected listing', async () => {
    const { source, run, waits } = await setup();
    source.listings.set('2026-11-02', new SourceError('rejected', 'huggingface.co returned 403'));
    expect(await run(RANGE)).toMatchObject({ fetched: 4, failed: [{ key: '2026-11-02' }] });
    expect(waits).toEqual([]);
  });

  it('waits as long as a rate limit asks', async () => {
    const { source, run, waits } = await setup();
    let isOver = false;
    source.listings.set('2026-11-02', async () => {
      if (isOver) return listed();
      isOver = true;
      throw new SourceError('rate-limited', 'huggingface.co rate limited the request, retry in 284 s', {
        retryAfterMs: 284_000,
      });
    });
    expect(await run(RANGE)).toMatchObject({ fetched: 5, failed: [] });
    expect(waits).toEqual([284_000]);
  });

  it('gives up a source after three failed listings in a row', async () => {
    const { source, run, repository } = await setup();
    source.error = DOWN;
    expect(await run(RANGE)).toMatchObject({ fetched: 0, failed: [{}, {}, {}], notAttempted: 2 });
    expect((await repository.getStatus('huggingface')).failure).toMatchObject({ reason: DOWN.message });
  });

  it('waits for the lease of another process, and says so', async () => {
    const { process, run, messages, source } = await setup();
    const other = { owner: 'process 2', until: '2026-11-20T12:02:00.000Z' };
    await process.repository.acquireLease('huggingface', other, '2026-11-20T12:00:00.000Z');
    const report = run(RANGE);
    await expect.poll(() => messages).toContain('waiting for another Paperboy process to finish polling');
    expect(source.requests).toEqual([]);
    await process.repository.releaseLease('huggingface', 'process 2');
    expect(await report).toMatchObject({ fetched: 5 });
    expect(await process.repository.acquireLease('huggingface', other, '2026-11-20T12:00:00.000Z')).toBe(true);
  });

  it('yields the lease for a moment every minute', async () => {
    const { process, run, waits, source } = await setup();
    source.listings.set('2026-11-02', async () => {
      process.clock.passMinutes(1);
      return listed();
    });
    await run(RANGE);
    expect(waits).toEqual([2000]);
  });
});

describe('describeBackfill', () => {
  const whole = {
    ...{ title: 'Hugging Face', skippedFinal: 0, fetched: 127, entries: 2715, added: 2711, changed: 4 },
    ...{ skipReasons: [], failed: [], notAttempted: 0 },
  };

  it('says how much was fetched, and how long it took', () => {
    expect(describeBackfill([whole], { elapsedMs: 131_000, isStopped: false })).toBe(
      'Hugging Face: fetched 127 listings. 2715 entries: 2711 new papers, 4 changed.\nTook 2 min 11 s.\n',
    );
  });

  it('says what failed and why, and how to retry', () => {
    const report = {
      ...whole,
      ...{ skippedFinal: 3, firstListingDay: '2023-05-04', notAttempted: 1 },
      skipReasons: Array.from({ length: 12 }, (_, at) => `entry ${at}: title is missing.`),
      failed: [{ key: '2024-06-03', reason: 'huggingface.co returned HTML' }],
    };
    const text = describeBackfill([report], { elapsedMs: 5000, isStopped: false });
    expect(text.split('\n')).toEqual([
      'Hugging Face: started at its first listing, May 4, 2023.',
      'Hugging Face: fetched 127 listings, skipped 3 complete days. 2715 entries: 2711 new papers, 4 changed.',
      'Skipped 12 entries:',
      ...Array.from({ length: 10 }, (_, at) => `  entry ${at}: title is missing.`),
      '  and 2 more',
      'Failed to fetch 1 listing:',
      '  Jun 3, 2024: huggingface.co returned HTML',
      "Didn't get to 1 listing.",
      'Run the same command again to retry what failed.',
      'Took 5 s.',
      '',
    ]);
  });

  it('says how to continue if it was stopped', () => {
    expect(describeBackfill([{ ...whole, notAttempted: 7 }], { elapsedMs: 5000, isStopped: true })).toContain(
      "Didn't get to 7 listings.\nStopped. Run the same command again to continue.\n",
    );
  });
});
