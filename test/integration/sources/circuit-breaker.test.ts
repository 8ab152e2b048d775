import { describe, expect, it } from 'vitest';
import { withCircuitBreaker } from '../../../src/sources/circuit-breaker.ts';
import { SourceError } from '../../../src/sources/source.ts';
import { createScriptedSource } from '../../fakes/scripted-source.ts';
import { openProcess } from './process.ts';

const DOWN = new SourceError('unavailable', 'huggingface.co can not be reached (ECONNREFUSED)');
const DAY = '2026-11-20';

async function guarded() {
  const process = await openProcess();
  const source = createScriptedSource();
  const failing = async () => (await process.repository.getStatus('huggingface')).failure;
  return { process, source, guardedSource: withCircuitBreaker(source, process), failing };
}

const kindOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof SourceError ? error.kind : error),
  );

describe('a source that gives no answer', () => {
  it('is left alone for a minute, by every process, which says since when', async () => {
    const { process, source, guardedSource, failing } = await guarded();
    source.fails = DOWN;
    expect(await kindOf(guardedSource.fetchDay(DAY))).toBe('unavailable');
    expect(await failing()).toEqual({
      since: '2026-11-20T12:00:00.000Z',
      count: 1,
      retryAt: '2026-11-20T12:01:00.000Z',
      reason: DOWN.message,
      isRateLimited: false,
    });
    const replica = await openProcess({ url: process.url, owner: 'process 2', clock: process.clock });
    for (const one of [guardedSource, withCircuitBreaker(source, replica)]) {
      await expect(one.search('walking', 3)).rejects.toThrow(
        'Hugging Face has given no answer since 2026-11-20T12:00:00.000Z: huggingface.co can not be reached',
      );
    }
    expect(source.asked).toEqual([DAY]);
  });

  it('is left alone for longer each time, up to an hour', async () => {
    const { process, source, guardedSource, failing } = await guarded();
    source.fails = DOWN;
    const waits: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      await kindOf(guardedSource.fetchDay(DAY));
      const until = Date.parse((await failing())?.retryAt ?? '');
      waits.push((until - process.now().getTime()) / 60_000);
      process.clock.set(new Date(until).toISOString());
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(await failing()).toMatchObject({ since: '2026-11-20T12:00:00.000Z', count: 8 });
  });

  it('is logged once when that begins and once when it ends', async () => {
    const { process, source, guardedSource, failing } = await guarded();
    source.fails = DOWN;
    for (let time = 0; time < 3; time += 1) {
      await kindOf(guardedSource.fetchDay(DAY));
      process.clock.passMinutes(70);
    }
    source.fails = undefined;
    await guardedSource.fetchDay(DAY);
    await guardedSource.fetchDay(DAY);
    expect(await failing()).toBeUndefined();
    expect(process.said()).toEqual(['Hugging Face can not be asked, what is here stays', 'Hugging Face answers again']);
    expect(await process.repository.getStatus('huggingface')).toEqual({
      name: 'huggingface',
      lastSuccessAt: process.now().toISOString(),
    });
  });

  it('counts as having failed once, when several requests fail together', async () => {
    const { source, guardedSource, failing } = await guarded();
    source.fails = DOWN;
    await Promise.all([DAY, '2026-11-19', '2026-11-18'].map((day) => kindOf(guardedSource.fetchDay(day))));
    expect(await failing()).toMatchObject({ count: 1 });
  });

  it('comes back at other times for other processes', async () => {
    const { process, source, failing } = await guarded();
    source.fails = DOWN;
    const early = withCircuitBreaker(source, { ...process, random: () => 0 });
    await kindOf(early.fetchDay(DAY));
    expect(await failing()).toMatchObject({ retryAt: '2026-11-20T12:00:45.000Z' });
  });

  it('is asked all the same for a person who wants that', async () => {
    const { process, source, guardedSource } = await guarded();
    source.fails = DOWN;
    await kindOf(guardedSource.fetchDay(DAY));
    source.fails = undefined;
    expect(await kindOf(guardedSource.fetchDay(DAY))).toBe('unavailable');
    expect(await kindOf(withCircuitBreaker(source, process, { force: true }).fetchDay(DAY))).toBe('answered');
    expect(await kindOf(guardedSource.fetchDay(DAY))).toBe('answered');
  });
});

describe('a source that asks to wait', () => {
  it('is left alone for as long as it asked', async () => {
    const { source, guardedSource, failing } = await guarded();
    source.fails = new SourceError('rate-limited', 'huggingface.co asks to wait 284 s', { retryAfterMs: 284_000 });
    await kindOf(guardedSource.fetchDay(DAY));
    expect(await failing()).toMatchObject({ retryAt: '2026-11-20T12:04:44.000Z' });
  });

  it('for no longer than a day, whatever it asked', async () => {
    const { source, guardedSource, failing } = await guarded();
    source.fails = new SourceError('rate-limited', 'wait', { retryAfterMs: 10 ** 12 });
    await kindOf(guardedSource.fetchDay(DAY));
    expect(await failing()).toMatchObject({ retryAt: '2026-11-21T12:00:00.000Z' });
  });

  it('has not failed, when somebody only had to wait for their turn', async () => {
    const { source, guardedSource, failing } = await guarded();
    source.fails = new SourceError('rate-limited', 'other requests come first', { retryAfterMs: 3000 });
    expect(await kindOf(guardedSource.fetchPaper('2611.00001'))).toBe('rate-limited');
    expect(await failing()).toBeUndefined();
  });
});

describe.each(['rejected', 'malformed'] as const)('an answer that is %s', (kind) => {
  const bad = new SourceError(kind, 'no list');

  it('is the fault of one list, until it happens three times in a row', async () => {
    const { source, guardedSource, failing } = await guarded();
    source.fails = bad;
    await kindOf(guardedSource.fetchDay(DAY));
    await kindOf(guardedSource.fetchDay(DAY));
    source.fails = undefined;
    await guardedSource.fetchDay(DAY);
    source.fails = bad;
    await kindOf(guardedSource.fetchDay(DAY));
    await kindOf(guardedSource.fetchTrending());
    expect(await failing()).toBeUndefined();
    await kindOf(guardedSource.fetchDay(DAY));
    expect(await failing()).toMatchObject({ count: 1, reason: 'no list' });
  });

  it('is nobody’s fault but the question’s, where people worded that', async () => {
    const { source, guardedSource, failing } = await guarded();
    source.fails = bad;
    for (let time = 0; time < 5; time += 1) await kindOf(guardedSource.search('☃', 3));
    expect(await failing()).toBeUndefined();
  });
});

it('an answer that nobody foresaw is an answer that can not be read, and says why', async () => {
  const { source, guardedSource } = await guarded();
  source.lists.set(DAY, async () => JSON.parse('{'));
  const error = await guardedSource.fetchDay(DAY).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ kind: 'malformed', cause: expect.any(SyntaxError) });
});

it('what was asked for no more is no failure', async () => {
  const { source, guardedSource, failing } = await guarded();
  const over = new AbortController();
  source.lists.set(DAY, async () => {
    over.abort(new Error('the end'));
    over.signal.throwIfAborted();
    throw new Error('not reached');
  });
  await expect(guardedSource.fetchDay(DAY, undefined, { signal: over.signal })).rejects.toThrow('the end');
  expect(await failing()).toBeUndefined();
});
