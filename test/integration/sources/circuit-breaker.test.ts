import { describe, expect, it } from 'vitest';
import { withCircuitBreaker } from '../../../src/sources/circuit-breaker.ts';
import { SourceError } from '../../../src/sources/source-error.ts';
import { createScriptedSource } from '../../fakes/scripted-source.ts';
import { openProcess } from './process.ts';

const DOWN = new SourceError('unavailable', 'connection to huggingface.co failed (ECONNREFUSED)');
const DAY = '2026-11-20';

async function setup() {
  const process = await openProcess();
  const source = createScriptedSource();
  const currentFailure = async () => (await process.repository.getStatus('huggingface')).failure;
  return { process, source, protectedSource: withCircuitBreaker(source, process), currentFailure };
}

const outcomeOf = (request: Promise<unknown>): Promise<unknown> =>
  request.then(
    () => 'ok',
    (error: unknown) => (error instanceof SourceError ? error.kind : error),
  );

describe('after a failure', () => {
  it('requests fail at once for a minute, in every process', async () => {
    const { process, source, protectedSource, currentFailure } = await setup();
    source.error = DOWN;
    expect(await outcomeOf(protectedSource.fetchDay(DAY))).toBe('unavailable');
    expect(await currentFailure()).toEqual({
      since: '2026-11-20T12:00:00.000Z',
      count: 1,
      retryAt: '2026-11-20T12:01:00.000Z',
      reason: DOWN.message,
      isRateLimited: false,
    });
    const replica = await openProcess({ url: process.url, owner: 'process 2', clock: process.clock });
    for (const one of [protectedSource, withCircuitBreaker(source, replica)]) {
      await expect(one.search('walking', 3)).rejects.toThrow(
        'Hugging Face has been failing since 2026-11-20T12:00:00.000Z: connection to huggingface.co failed',
      );
    }
    expect(source.requests).toEqual([DAY]);
  });

  it('the circuit stays open longer each time, up to an hour', async () => {
    const { process, source, protectedSource, currentFailure } = await setup();
    source.error = DOWN;
    const backoffs: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await outcomeOf(protectedSource.fetchDay(DAY));
      const until = Date.parse((await currentFailure())?.retryAt ?? '');
      backoffs.push((until - process.now().getTime()) / 60_000);
      process.clock.set(new Date(until).toISOString());
    }
    expect(backoffs).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(await currentFailure()).toMatchObject({ since: '2026-11-20T12:00:00.000Z', count: 8 });
  });

  it('logs once that the source is unavailable, and once that it recovered', async () => {
    const { process, source, protectedSource, currentFailure } = await setup();
    source.error = DOWN;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await outcomeOf(protectedSource.fetchDay(DAY));
      process.clock.passMinutes(70);
    }
    source.error = undefined;
    await protectedSource.fetchDay(DAY);
    await protectedSource.fetchDay(DAY);
    expect(await currentFailure()).toBeUndefined();
    expect(process.loggedMessages()).toEqual(['source unavailable, serving stored papers', 'source recovered']);
    expect(await process.repository.getStatus('huggingface')).toEqual({
      name: 'huggingface',
      lastSuccessAt: process.now().toISOString(),
    });
  });

  it('counts requests that fail together as one failure', async () => {
    const { source, protectedSource, currentFailure } = await setup();
    source.error = DOWN;
    await Promise.all([DAY, '2026-11-19', '2026-11-18'].map((day) => outcomeOf(protectedSource.fetchDay(day))));
    expect(await currentFailure()).toMatchObject({ count: 1 });
  });

  it('adds jitter to the backoff', async () => {
    const { process, source, currentFailure } = await setup();
    source.error = DOWN;
    const early = withCircuitBreaker(source, { ...process, random: () => 0 });
    await outcomeOf(early.fetchDay(DAY));
    expect(await currentFailure()).toMatchObject({ retryAt: '2026-11-20T12:00:45.000Z' });
  });

  it('sends a request nevertheless with force', async () => {
    const { process, source, protectedSource } = await setup();
    source.error = DOWN;
    await outcomeOf(protectedSource.fetchDay(DAY));
    source.error = undefined;
    expect(await outcomeOf(protectedSource.fetchDay(DAY))).toBe('unavailable');
    expect(await outcomeOf(withCircuitBreaker(source, process, { force: true }).fetchDay(DAY))).toBe('ok');
    expect(await outcomeOf(protectedSource.fetchDay(DAY))).toBe('ok');
  });
});

describe('after a rate limit', () => {
  it('the circuit stays open for as long as the source asked', async () => {
    const { source, protectedSource, currentFailure } = await setup();
    source.error = new SourceError('rate-limited', 'huggingface.co rate limited the request, retry in 284 s', {
      retryAfterMs: 284_000,
    });
    await outcomeOf(protectedSource.fetchDay(DAY));
    expect(await currentFailure()).toMatchObject({ retryAt: '2026-11-20T12:04:44.000Z' });
  });

  it('the circuit stays open for a day at most', async () => {
    const { source, protectedSource, currentFailure } = await setup();
    source.error = new SourceError('rate-limited', 'wait', { retryAfterMs: 10 ** 12 });
    await outcomeOf(protectedSource.fetchDay(DAY));
    expect(await currentFailure()).toMatchObject({ retryAt: '2026-11-21T12:00:00.000Z' });
  });

  it('ignores a short wait in our own queue', async () => {
    const { source, protectedSource, currentFailure } = await setup();
    source.error = new SourceError('rate-limited', 'timed out waiting for other requests', { retryAfterMs: 3000 });
    expect(await outcomeOf(protectedSource.fetchPaper('2611.00001'))).toBe('rate-limited');
    expect(await currentFailure()).toBeUndefined();
  });
});

describe.each(['rejected', 'malformed'] as const)('after a response that is %s', (kind) => {
  const error = new SourceError(kind, 'not a list');

  it('the circuit opens at the third in a row', async () => {
    const { source, protectedSource, currentFailure } = await setup();
    source.error = error;
    await outcomeOf(protectedSource.fetchDay(DAY));
    await outcomeOf(protectedSource.fetchDay(DAY));
    source.error = undefined;
    await protectedSource.fetchDay(DAY);
    source.error = error;
    await outcomeOf(protectedSource.fetchDay(DAY));
    await outcomeOf(protectedSource.fetchTrending());
    expect(await currentFailure()).toBeUndefined();
    await outcomeOf(protectedSource.fetchDay(DAY));
    expect(await currentFailure()).toMatchObject({ count: 1, reason: 'not a list' });
  });

  it('the circuit stays closed for searches, which people word', async () => {
    const { source, protectedSource, currentFailure } = await setup();
    source.error = error;
    for (let attempt = 0; attempt < 5; attempt += 1) await outcomeOf(protectedSource.search('☃', 3));
    expect(await currentFailure()).toBeUndefined();
  });
});

it('turns an unexpected error into a malformed response with a cause', async () => {
  const { source, protectedSource } = await setup();
  source.listings.set(DAY, async () => JSON.parse('{'));
  const error = await protectedSource.fetchDay(DAY).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ kind: 'malformed', cause: expect.any(SyntaxError) });
});

it('ignores an aborted request', async () => {
  const { source, protectedSource, currentFailure } = await setup();
  const controller = new AbortController();
  source.listings.set(DAY, async () => {
    controller.abort(new Error('aborted'));
    controller.signal.throwIfAborted();
    throw new Error('not reached');
  });
  await expect(protectedSource.fetchDay(DAY, undefined, { signal: controller.signal })).rejects.toThrow('aborted');
  expect(await currentFailure()).toBeUndefined();
});
