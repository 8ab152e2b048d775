import { expect, it, onTestFinished } from 'vitest';
import { withCircuitBreaker } from '../../../src/sources/circuit-breaker.ts';
import { type SourcePoller, startSourcePoller } from '../../../src/sources/poller.ts';
import { SourceError } from '../../../src/sources/source.ts';
import { createScriptedSource, listed, liveSighting, type ScriptedSource } from '../../fakes/scripted-source.ts';
import { createClock, newDatabase, openProcess } from './process.ts';

const TODAY = '2026-11-20';
const A = liveSighting('2611.00001', { listedOn: TODAY });

function huggingFace(): ScriptedSource {
  const source = createScriptedSource({ newest: TODAY, firstDay: TODAY });
  source.lists.set(TODAY, listed([A]));
  source.lists.set('trending', listed([A]));
  return source;
}

type Process = Awaited<ReturnType<typeof openProcess>>;

function start(process: Process, sources: readonly ScriptedSource[], drainTimeoutMs?: number): SourcePoller {
  const refresher = startSourcePoller({
    ...process,
    sources: sources.map((source) => withCircuitBreaker(source, process)),
    ...(drainTimeoutMs !== undefined && { drainTimeoutMs }),
  });
  onTestFinished(() => refresher.stop());
  return refresher;
}

/** Lets a list wait until a test lets it come. */
function held(source: ScriptedSource) {
  let answer = (): void => {};
  const asked = new Promise<void>((resolve) => {
    source.lists.set(TODAY, async () => {
      resolve();
      await new Promise<void>((done) => {
        answer = done;
      });
      return listed([A]);
    });
  });
  return { asked, answer: () => answer() };
}

it('a running Paperboy has today’s papers by itself, and those that come later', async () => {
  const process = await openProcess();
  const source = huggingFace();
  const { pollNow } = start(process, [source]);
  await expect.poll(() => process.papers.get('2611.00001')).toBeDefined();
  source.lists.set(TODAY, listed([A, liveSighting('2611.00002')]));
  process.clock.passMinutes(10);
  pollNow();
  await expect.poll(() => process.papers.get('2611.00002')).toBeDefined();
});

it('a source that is down keeps no other from being asked', async () => {
  const process = await openProcess();
  const source = huggingFace();
  source.fails = new SourceError('unavailable', 'away');
  const arxiv = createScriptedSource({ name: 'arxiv:cs.LG', title: 'arXiv', newest: TODAY });
  arxiv.lists.set(TODAY, listed([liveSighting('2611.00003', { source: 'arxiv' })]));
  start(process, [source, arxiv]);
  await expect.poll(() => process.papers.get('2611.00003')).toBeDefined();
  expect(process.said()).toContain('Hugging Face can not be asked, what is here stays');
});

it('of several processes one asks, and the others have its papers all the same', async () => {
  const [url, clock] = [newDatabase(), createClock()];
  const first = await openProcess({ url, clock, owner: 'process 1' });
  const second = await openProcess({ url, clock, owner: 'process 2' });
  const [source, other] = [huggingFace(), huggingFace()];
  const { asked, answer } = held(source);
  start(first, [source]);
  await asked;
  start(second, [other]);
  answer();
  await expect.poll(() => second.papers.get('2611.00001')).toBeDefined();
  await expect.poll(() => source.asked).toEqual([TODAY, 'trending']);
  expect(other.asked).toEqual([]);
});

it('at its end it finishes the list in hand, begins no other, and gives the turn back', async () => {
  const process = await openProcess();
  const source = huggingFace();
  const { asked, answer } = held(source);
  const { stop } = start(process, [source]);
  await asked;
  const stopped = stop();
  answer();
  await stopped;
  expect(source.asked).toEqual([TODAY]);
  expect(await process.store.count()).toBe(1);
  expect(await process.repository.getListing('huggingface', TODAY)).toBeDefined();
  expect(await isFree(process)).toBe(true);
});

it('at its end it waits no longer than it may, and keeps nothing that comes after', async () => {
  const process = await openProcess();
  const source = huggingFace();
  const { asked, answer } = held(source);
  const { stop } = start(process, [source], 20);
  await asked;
  await stop();
  expect(source.lastAsking?.signal?.aborted).toBe(true);
  expect(await isFree(process)).toBe(true);
  answer();
  const { library, store } = process;
  await library.refresh();
  expect(await store.count()).toBe(0);
  expect(process.said()).toEqual([]);
});

function isFree({ repository, now }: Process): Promise<boolean> {
  return repository.acquireLease(
    'huggingface',
    { owner: 'other', until: '2026-11-20T13:00:00.000Z' },
    now().toISOString(),
  );
}
