import { expect, it, onTestFinished } from 'vitest';
import { withCircuitBreaker } from '../../../src/sources/circuit-breaker.ts';
import { type SourcePoller, startSourcePoller } from '../../../src/sources/poller.ts';
import { SourceError } from '../../../src/sources/source-error.ts';
import {
  createScriptedArxiv,
  createScriptedSource,
  listed,
  type ScriptedSource,
  scriptedRecord,
} from '../../fakes/scripted-source.ts';
import { createClock, newDatabase, openProcess } from './process.ts';

const TODAY = '2026-11-20';
const A = scriptedRecord('2611.00001', { listedOn: TODAY });

function huggingFace(): ScriptedSource {
  const source = createScriptedSource({ newestDay: TODAY, firstDay: TODAY });
  source.listings.set(TODAY, listed([A]));
  source.listings.set('trending', listed([A]));
  return source;
}

type Process = Awaited<ReturnType<typeof openProcess>>;

function start(process: Process, sources: readonly ScriptedSource[], drainTimeoutMs?: number): SourcePoller {
  const poller = startSourcePoller({
    ...process,
    sources: sources.map((source) => withCircuitBreaker(source, process)),
    ...(drainTimeoutMs !== undefined && { drainTimeoutMs }),
  });
  onTestFinished(() => poller.stop());
  return poller;
}

/** Holds back today's listing until a test calls `respond`. */
function holdBack(source: ScriptedSource) {
  let respond = (): void => {};
  const requested = new Promise<void>((resolve) => {
    source.listings.set(TODAY, async () => {
      resolve();
      await new Promise<void>((done) => {
        respond = done;
      });
      return listed([A]);
    });
  });
  return { requested, respond: () => respond() };
}

it('stores the papers of today, and later ones', async () => {
  const process = await openProcess();
  const source = huggingFace();
  const { pollNow } = start(process, [source]);
  await expect.poll(() => process.papers.get('2611.00001')).toBeDefined();
  source.listings.set(TODAY, listed([A, scriptedRecord('2611.00002')]));
  process.clock.passMinutes(10);
  pollNow();
  await expect.poll(() => process.papers.get('2611.00002')).toBeDefined();
});

it('polls the other sources if one is down', async () => {
  const process = await openProcess();
  const source = huggingFace();
  source.error = new SourceError('unavailable', 'down');
  const arxiv = createScriptedArxiv({ newestDay: TODAY });
  arxiv.listings.set(TODAY, listed([scriptedRecord('2611.00003', { source: 'arxiv' })]));
  start(process, [source, arxiv]);
  await expect.poll(() => process.papers.get('2611.00003')).toBeDefined();
  expect(process.loggedMessages()).toContain('source unavailable, serving stored papers');
});

it('polls in one of several processes, and all get the papers', async () => {
  const [url, clock] = [newDatabase(), createClock()];
  const first = await openProcess({ url, clock, owner: 'process 1' });
  const second = await openProcess({ url, clock, owner: 'process 2' });
  const [source, other] = [huggingFace(), huggingFace()];
  const { requested, respond } = holdBack(source);
  start(first, [source]);
  await requested;
  start(second, [other]);
  respond();
  await expect.poll(() => second.papers.get('2611.00001')).toBeDefined();
  await expect.poll(() => source.requests).toEqual([TODAY, 'trending']);
  expect(other.requests).toEqual([]);
});

it('finishes the current listing when stopped, starts no other, and releases the lease', async () => {
  const process = await openProcess();
  const source = huggingFace();
  const { requested, respond } = holdBack(source);
  const { stop } = start(process, [source]);
  await requested;
  const stopped = stop();
  respond();
  await stopped;
  expect(source.requests).toEqual([TODAY]);
  expect(await process.store.count()).toBe(1);
  expect(await process.repository.getListing('huggingface', TODAY)).toBeDefined();
  expect(await canAcquireLease(process)).toBe(true);
});

it('stops after the drain timeout, and drops a later response', async () => {
  const process = await openProcess();
  const source = huggingFace();
  const { requested, respond } = holdBack(source);
  const { stop } = start(process, [source], 20);
  await requested;
  await stop();
  expect(source.lastRequestOptions?.signal?.aborted).toBe(true);
  expect(await canAcquireLease(process)).toBe(true);
  respond();
  const { library, store } = process;
  await library.refresh();
  expect(await store.count()).toBe(0);
  expect(process.loggedMessages()).toEqual([]);
});

function canAcquireLease({ repository, now }: Process): Promise<boolean> {
  return repository.acquireLease(
    'huggingface',
    { owner: 'other', until: '2026-11-20T13:00:00.000Z' },
    now().toISOString(),
  );
}
