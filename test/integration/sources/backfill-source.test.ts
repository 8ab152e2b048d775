import { describe, expect, it } from 'vitest';
import { eachDayInRange, subtractDays } from '../../../src/papers/dates.ts';
import { type DayRange, planBackfill } from '../../../src/sources/backfill.ts';
import { describeBackfill } from '../../../src/sources/backfill-report.ts';
import { type BackfillProgress, backfillSource } from '../../../src/sources/backfill-source.ts';
import { SourceError } from '../../../src/sources/source.ts';
import { createScriptedSource, listed, liveSighting, type ScriptedSource } from '../../fakes/scripted-source.ts';
import { openProcess } from './process.ts';

const TODAY = '2026-11-20';
const SPAN = { from: '2026-11-01', to: '2026-11-05' };
const DOWN = new SourceError('unavailable', 'huggingface.co can not be reached');

function sourceWithLists(): ScriptedSource {
  const source = createScriptedSource({ newest: TODAY });
  eachDayInRange(SPAN.from, TODAY).forEach((day, at) => {
    source.lists.set(day, listed([liveSighting(`2611.0000${at}`.slice(0, 10), { listedOn: day })]));
  });
  return source;
}

type Process = Awaited<ReturnType<typeof openProcess>>;

/** A person who refreshes. */
function refreshing(process: Process, source: ScriptedSource) {
  const stopped = new AbortController();
  const told: string[] = [];
  const waits: number[] = [];
  const progress: BackfillProgress = {
    start: (title, parts) => void told.push(`${title}: ${parts}`),
    advance: (part, papers) => void told.push(`${part}: ${papers}`),
    showMessage: (text) => void told.push(text),
    finish: () => void told.push('end'),
  };
  const wait = async (ms: number): Promise<void> => void waits.push(ms);
  const run = async (span?: DayRange) => {
    source.asked.length = 0;
    const plan = await planBackfill(source, span, process);
    return backfillSource(plan, { ...process, progress, wait, stopSignal: stopped.signal });
  };
  return { run, stopped, told, waits };
}

async function world() {
  const process = await openProcess();
  const source = sourceWithLists();
  return { process, source, ...process, ...refreshing(process, source) };
}

describe('a refresh by hand', () => {
  it('asks for the newest list, for those whose votes still come, and for what is trending', async () => {
    const { source, run } = await world();
    await run();
    expect(source.asked).toEqual([...eachDayInRange(subtractDays(TODAY, 7), TODAY).reverse(), 'trending']);
  });

  it('keeps what came of a list that the source gave in part, and asks for the whole again', async () => {
    const { source, run, papers } = await world();
    const [day] = [SPAN.from];
    const part = [liveSighting('2611.09999', { listedOn: day })];
    source.lists.set(day, {
      kind: 'listed',
      records: part,
      skipReasons: [],
      incompleteReason: 'it did not give 398 of 399 papers',
    });
    const missing = { listingKey: day, reason: expect.stringContaining('398 of 399') };
    expect(await run({ from: day, to: day })).toMatchObject({ failed: [missing] });
    await expect.poll(() => papers.get('2611.09999')).toBeDefined();
    source.lists.set(day, listed(part));
    expect(await run({ from: day, to: day })).toMatchObject({ failed: [], fetched: 1 });
    expect(source.asked).toEqual([day]);
  });

  it('asks again for a weekday without a paper, and for no weekend', async () => {
    const { source, run } = await world();
    const [friday, sunday] = ['2026-10-30', '2026-11-01'];
    for (const day of eachDayInRange(friday, sunday)) source.lists.set(day, listed([]));
    await run({ from: friday, to: sunday });
    await run({ from: friday, to: sunday });
    expect(source.asked).toEqual([friday]);
  });

  it('asks for them whenever they were asked for last, and again though the source failed just now', async () => {
    const { run, process } = await world();
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

  it('waits for a source that has asked another process to leave it alone', async () => {
    const { run, process, waits, told } = await world();
    const limited = { at: '2026-11-20T11:59:00.000Z', retryAt: '2026-11-20T12:04:00.000Z' };
    await process.repository.recordFailure('huggingface', { ...limited, reason: '429', isRateLimited: true });
    expect(await run({ from: SPAN.from, to: SPAN.from })).toMatchObject({ fetched: 1, failed: [] });
    expect(waits).toEqual([240_000]);
    expect(told).toContain('Hugging Face asks to wait; going on in 240 s');
  });

  it('of a span goes from its first day to its last, and shows how far it is', async () => {
    const { source, run, told, store } = await world();
    expect(await run(SPAN)).toEqual({
      ...{ title: 'Hugging Face', skippedFinal: 0, fetched: 5, entries: 5, added: 5, changed: 0 },
      ...{ skipReasons: [], failed: [], notAttempted: 0 },
    });
    expect(source.asked).toEqual(eachDayInRange(SPAN.from, SPAN.to));
    expect(told).toEqual([
      ...[
        'Hugging Face: 5',
        '2026-11-01: 1',
        '2026-11-02: 2',
        '2026-11-03: 3',
        '2026-11-04: 4',
        '2026-11-05: 5',
        'end',
      ],
    ]);
    expect(await store.count()).toBe(5);
  });

  it('of a span that begins before the first list begins there', async () => {
    const { process } = await world();
    const young = createScriptedSource({ newest: TODAY, firstDay: '2026-11-04' });
    expect(await refreshing(process, young).run({ from: '2020-01-01', to: '2026-11-05' })).toMatchObject({
      firstListingDay: '2026-11-04',
      fetched: 2,
    });
  });

  it('that ended after some days goes on with the others, and leaves out those that are as they stay', async () => {
    const { process, source, run, stopped } = await world();
    source.lists.set('2026-11-03', async () => {
      stopped.abort();
      return listed([liveSighting('2611.10000')]);
    });
    expect(await run(SPAN)).toMatchObject({ fetched: 3, notAttempted: 2 });
    const next = refreshing(process, source);
    expect(await next.run(SPAN)).toMatchObject({ skippedFinal: 3, fetched: 2, notAttempted: 0 });
    expect(source.asked).toEqual(['2026-11-04', '2026-11-05']);
  });

  it('asks again for days that were asked for before their votes had settled', async () => {
    const { clock, run } = await world();
    clock.set('2026-11-08T12:00:00.000Z');
    await run(SPAN);
    clock.set('2026-11-20T12:00:00.000Z');
    expect(await run(SPAN)).toMatchObject({ skippedFinal: 1, fetched: 4 });
  });
});

describe('a refresh by hand that meets', () => {
  it('a list that fails now and then asks for it up to three times more, waiting longer each time', async () => {
    const { source, run, waits, told } = await world();
    let failures = 0;
    source.lists.set('2026-11-02', async () => {
      failures += 1;
      if (failures <= 3) throw DOWN;
      return listed([liveSighting('2611.10000')]);
    });
    expect(await run(SPAN)).toMatchObject({ fetched: 5, failed: [] });
    expect(waits).toEqual([2000, 4000, 8000]);
    expect(told).toContain('huggingface.co can not be reached; asking again in 4 s');
  });

  it('a list that fails for good names it, and takes the others', async () => {
    const { source, run } = await world();
    source.lists.set('2026-11-02', new SourceError('malformed', 'huggingface.co answered with HTML'));
    expect(await run(SPAN)).toMatchObject({
      fetched: 4,
      failed: [{ listingKey: '2026-11-02', reason: 'huggingface.co answered with HTML' }],
      notAttempted: 0,
    });
  });

  it('a list that is refused asks for it once', async () => {
    const { source, run, waits } = await world();
    source.lists.set('2026-11-02', new SourceError('rejected', 'huggingface.co says 403'));
    expect(await run(SPAN)).toMatchObject({ fetched: 4, failed: [{ listingKey: '2026-11-02' }] });
    expect(waits).toEqual([]);
  });

  it('a limit waits for as long as it is asked to', async () => {
    const { source, run, waits } = await world();
    let isOver = false;
    source.lists.set('2026-11-02', async () => {
      if (isOver) return listed();
      isOver = true;
      throw new SourceError('rate-limited', 'huggingface.co asks to wait 284 s', { retryAfterMs: 284_000 });
    });
    expect(await run(SPAN)).toMatchObject({ fetched: 5, failed: [] });
    expect(waits).toEqual([284_000]);
  });

  it('a source that gives nothing any more leaves it in peace after three lists', async () => {
    const { source, run, repository } = await world();
    source.fails = DOWN;
    expect(await run(SPAN)).toMatchObject({ fetched: 0, failed: [{}, {}, {}], notAttempted: 2 });
    expect((await repository.getStatus('huggingface')).failure).toMatchObject({ reason: DOWN.message });
  });

  it('a Paperboy that runs on the same database waits for its turn, and says so', async () => {
    const { process, run, told, source } = await world();
    const other = { owner: 'process 2', until: '2026-11-20T12:02:00.000Z' };
    await process.repository.acquireLease('huggingface', other, '2026-11-20T12:00:00.000Z');
    const report = run(SPAN);
    await expect.poll(() => told).toContain('another Paperboy asks Hugging Face, waiting for my turn');
    expect(source.asked).toEqual([]);
    await process.repository.releaseLease('huggingface', 'process 2');
    expect(await report).toMatchObject({ fetched: 5 });
    expect(await process.repository.acquireLease('huggingface', other, '2026-11-20T12:00:00.000Z')).toBe(true);
  });

  it('a minute gives a Paperboy that runs beside it a moment', async () => {
    const { process, run, waits, source } = await world();
    source.lists.set('2026-11-02', async () => {
      process.clock.passMinutes(1);
      return listed();
    });
    await run(SPAN);
    expect(waits).toEqual([2000]);
  });
});

describe('what is said at the end', () => {
  const whole = {
    ...{ title: 'Hugging Face', skippedFinal: 0, fetched: 127, entries: 2715, added: 2711, changed: 4 },
    ...{ skipReasons: [], failed: [], notAttempted: 0 },
  };

  it('is how much came, and how long it took', () => {
    expect(describeBackfill([whole], { ms: 131_000, isStopped: false })).toBe(
      'Hugging Face: 127 lists asked for. 2715 entries: 2711 new papers, 4 changed.\nIt took 2 min 11 s.\n',
    );
  });

  it('is what is missing and why, and how to go on', () => {
    const report = {
      ...whole,
      ...{ skippedFinal: 3, firstListingDay: '2023-05-04', notAttempted: 1 },
      skipReasons: Array.from({ length: 12 }, (_, at) => `entry ${at} has no title`),
      failed: [{ listingKey: '2024-06-03', reason: 'huggingface.co answered with HTML' }],
    };
    const text = describeBackfill([report], { ms: 5000, isStopped: false });
    expect(text.split('\n')).toEqual([
      'Hugging Face has lists from May 4, 2023 on, so it began there.',
      'Hugging Face: 127 lists asked for, 3 days known already. 2715 entries: 2711 new papers, 4 changed.',
      '12 entries were left out:',
      ...Array.from({ length: 10 }, (_, at) => `  entry ${at} has no title`),
      '  and 2 more',
      '1 list could not be had:',
      '  Jun 3, 2024: huggingface.co answered with HTML',
      '1 list was not asked for.',
      'The same command asks for what failed again; all else is kept.',
      'It took 5 s.',
      '',
    ]);
  });

  it('of one that was stopped is how to go on', () => {
    expect(describeBackfill([{ ...whole, notAttempted: 7 }], { ms: 5000, isStopped: true })).toContain(
      '7 lists were not asked for.\nStopped. The same command goes on from here.\n',
    );
  });
});
