import { describe, expect, it } from 'vitest';
import type { Paper } from '../../../src/papers/paper.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { withCircuitBreaker } from '../../../src/sources/circuit-breaker.ts';
import { createPaperLookup } from '../../../src/sources/lookup.ts';
import { type PaperComment, SourceError } from '../../../src/sources/source.ts';
import { createScriptedSource, listed, liveSighting } from '../../fakes/scripted-source.ts';
import { paper } from '../../fixtures/chat/papers.ts';
import { openProcess } from './process.ts';

const TODAY = '2026-11-20';
const A = liveSighting('2611.00001', { upvotes: 3 });
const B = liveSighting('2611.00002');
const DOWN = new SourceError('unavailable', 'huggingface.co can not be reached (ECONNREFUSED)');

/** A desk on two sources, arXiv named first. It waits a moment only, so that a test need not. */
async function desk({ patienceMs: answerTimeoutMs = 2000 } = {}) {
  const process = await openProcess();
  const huggingFace = createScriptedSource({ newest: TODAY });
  const arxiv = createScriptedSource({ name: 'arxiv:cs.LG', title: 'arXiv', newest: TODAY });
  const closing = new AbortController();
  const live = createPaperLookup({
    ...process,
    ...{ shutdownSignal: closing.signal, answerTimeoutMs },
    sources: [arxiv, huggingFace].map((source) => withCircuitBreaker(source, process)),
  });
  return { ...process, huggingFace, arxiv, closing, live };
}

/** An answer that a test gives when it wants. */
function later<T>(value: T) {
  let give = (): void => {};
  const given = new Promise<T>((resolve) => {
    give = () => resolve(value);
  });
  return { answer: () => given, give: () => give() };
}

async function refusal(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

it('names its sources as people know them, Hugging Face first, and how they are', async () => {
  const { live, huggingFace } = await desk();
  expect(live.sourceTitles).toEqual(['Hugging Face', 'arXiv']);
  huggingFace.fails = DOWN;
  await refusal(live.search('walking', 3));
  expect(await live.getSourceStatuses()).toMatchObject([
    { name: 'huggingface', failure: { count: 1 } },
    { name: 'arxiv:cs.LG' },
  ]);
});

describe('a paper that is not here', () => {
  it('is asked for, and is here from then on', async () => {
    const { live, huggingFace, arxiv, papers, store } = await desk();
    huggingFace.papers.set('2611.00001', A);
    expect(await live.fetchPaper('2611.00001')).toMatchObject({ id: '2611.00001', upvotes: 3 });
    expect(papers.get('2611.00001')).toBeDefined();
    expect(await store.resolve('2611.00001')).toBeDefined();
    expect(arxiv.asked).toEqual([]);
  });

  it('is asked for at arXiv, where Hugging Face does not have it or gives no answer', async () => {
    const { live, huggingFace, arxiv } = await desk();
    arxiv.papers.set('2611.00001', liveSighting('2611.00001', { source: 'arxiv', version: 2 }));
    arxiv.papers.set('2611.00002', liveSighting('2611.00002', { source: 'arxiv' }));
    expect(await live.fetchPaper('2611.00001')).toMatchObject({ version: 2 });
    huggingFace.fails = DOWN;
    expect(await live.fetchPaper('2611.00002')).toBeDefined();
  });

  it('that no source has is none', async () => {
    const { live, huggingFace, arxiv } = await desk();
    expect(await live.fetchPaper('2611.99999')).toBeUndefined();
    expect([...huggingFace.asked, ...arxiv.asked]).toEqual(['paper 2611.99999', 'paper 2611.99999']);
  });

  it('that might be at a source which gives no answer is refused with its name, since when, and what to do', async () => {
    const { live, huggingFace } = await desk();
    huggingFace.fails = DOWN;
    expect(await refusal(live.fetchPaper('2611.00001'))).toBe(
      'Hugging Face has given no answer since Nov 20, 2026 at 12:00 UTC, and is asked again after Nov 20, 2026 at 12:01 UTC. The paper itself is at https://arxiv.org/abs/2611.00001',
    );
    huggingFace.fails = undefined;
    expect(await refusal(live.fetchPaper('2611.00001'))).toContain('since Nov 20, 2026 at 12:00 UTC');
    expect(huggingFace.asked).toHaveLength(1);
  });

  it('is asked for once, however many want it', async () => {
    const { live, huggingFace } = await desk();
    huggingFace.papers.set('2611.00001', A);
    const found = await Promise.all(Array.from({ length: 5 }, () => live.fetchPaper('2611.00001')));
    expect(new Set(found.map((one) => one?.id))).toEqual(new Set(['2611.00001']));
    expect(huggingFace.asked).toHaveLength(1);
  });

  it('that comes too late is kept all the same', async () => {
    const { live, huggingFace, papers } = await desk({ patienceMs: 5 });
    const { answer, give } = later(A);
    huggingFace.papers.set('2611.00001', answer);
    expect(await refusal(live.fetchPaper('2611.00001'))).toBe(
      'Hugging Face takes long to answer: try again in a moment. The paper itself is at https://arxiv.org/abs/2611.00001',
    );
    give();
    await expect.poll(() => papers.get('2611.00001')).toBeDefined();
  });

  it('that comes after the end is not kept, and nothing is said of it', async () => {
    const { live, huggingFace, closing, close, said } = await desk({ patienceMs: 5 });
    const { answer, give } = later(A);
    huggingFace.papers.set('2611.00001', answer);
    await refusal(live.fetchPaper('2611.00001'));
    closing.abort();
    await close();
    give();
    await answer();
    expect(said()).toEqual([]);
  });

  it('is asked for by somebody who waits, before what can wait', async () => {
    const { live, huggingFace } = await desk();
    await live.fetchPaper('2611.00001');
    expect(huggingFace.lastAsking?.timeoutMs).toBeGreaterThan(0);
  });
});

describe('a paper that is here', () => {
  const known = paper({ id: '2611.00001', title: A.title, upvotes: 1 });

  it('is asked for once in six hours', async () => {
    const { live, huggingFace, clock } = await desk();
    huggingFace.papers.set('2611.00001', A);
    expect(await live.refreshPaper(known)).toMatchObject({ upvotes: 3 });
    expect(await live.refreshPaper(known)).toBe(known);
    clock.passMinutes(6 * 60);
    await live.refreshPaper(known);
    expect(huggingFace.asked).toHaveLength(2);
  });

  it('is as it is here where no source answers, and asked for again when one does', async () => {
    const { live, huggingFace, arxiv, clock } = await desk();
    huggingFace.fails = DOWN;
    arxiv.fails = DOWN;
    expect(await live.refreshPaper(known)).toBe(known);
    huggingFace.fails = undefined;
    huggingFace.papers.set('2611.00001', A);
    clock.passMinutes(2);
    expect(await live.refreshPaper(known)).toMatchObject({ upvotes: 3 });
  });

  it('is as it is here where the store is broken, and that is logged', async () => {
    const { live, huggingFace, close, said } = await desk();
    huggingFace.papers.set('2611.00001', A);
    await close();
    expect(await live.refreshPaper(known)).toBe(known);
    expect(said()).toEqual(['the sources could not be asked']);
  });

  it('without an arXiv id is asked for nowhere', async () => {
    const { live, huggingFace } = await desk();
    const untold: Paper = paper({ title: 'No Id' });
    expect(await live.refreshPaper(untold)).toBe(untold);
    expect(await live.fetchComments(untold)).toEqual([]);
    expect(huggingFace.asked).toEqual([]);
  });
});

describe('a search', () => {
  it('gives papers in the order of the source, and keeps none', async () => {
    const { live, huggingFace, arxiv, store } = await desk();
    huggingFace.found = listed([B, A]);
    expect((await live.search('studies', 9)).map(({ id }) => id)).toEqual(['2611.00002', '2611.00001']);
    expect((await live.search('studies', 1)).map(({ id }) => id)).toEqual(['2611.00002']);
    expect(await store.count()).toBe(0);
    expect(arxiv.asked).toEqual([]);
  });

  it('gives a paper that is here as it is here', async () => {
    const { live, huggingFace, store, library } = await desk();
    await store.merge([liveSighting('2611.00001', { codeStars: 7 })]);
    await library.refresh();
    huggingFace.found = listed([A]);
    expect(await live.search('studies', 9)).toMatchObject([{ id: '2611.00001', codeStars: 7 }]);
  });

  it.each([
    [new SourceError('rejected', 'no'), 'Hugging Face refused to answer.'],
    [new SourceError('malformed', 'no'), "Hugging Face gave an answer that can't be read."],
    [
      new SourceError('rate-limited', 'wait', { retryAfterMs: 300_000 }),
      'Hugging Face has given no answer since Nov 20, 2026 at 12:00 UTC, and is asked again after Nov 20, 2026 at 12:05 UTC.',
    ],
    [
      new SourceError('rate-limited', 'busy', { retryAfterMs: 1 }),
      'Hugging Face gives no answer at the moment: try again soon.',
    ],
  ])('that fails says how: %s', async (error, message) => {
    const { live, huggingFace } = await desk();
    huggingFace.found = error;
    expect(await refusal(live.search('studies', 9))).toBe(
      `${message} What is here already is found with /papers search.`,
    );
  });
});

describe('comments', () => {
  const comment: PaperComment = { author: 'ada', at: '2026-11-20T10:00:00.000Z', text: 'Nice.', replies: 0 };

  it('are those at Hugging Face', async () => {
    const { live, huggingFace } = await desk();
    huggingFace.said = [comment];
    expect(await live.fetchComments(paper({ id: '2611.00001', title: A.title }))).toEqual([comment]);
  });

  it('that can not be had are at their page', async () => {
    const { live, huggingFace } = await desk();
    huggingFace.fails = DOWN;
    expect(await refusal(live.fetchComments(paper({ id: '2611.00001', title: A.title })))).toMatch(
      /The comments are at https:\/\/huggingface.co\/papers\/2611.00001$/,
    );
  });
});

describe('a past day', () => {
  it('that nobody asked for yet is asked for once', async () => {
    const { live, huggingFace, papers, repository } = await desk();
    huggingFace.lists.set('2025-03-04', listed([A]));
    await live.ensureDay('2025-03-04');
    await live.ensureDay('2025-03-04');
    expect(papers.get('2611.00001')).toBeDefined();
    expect(await repository.getListing('huggingface', '2025-03-04')).toBeDefined();
    expect(huggingFace.asked).toEqual(['2025-03-04']);
  });

  it.each(['2026-11-21', '2023-05-03'])('on which no source can have a list, %s, is not asked for', async (day) => {
    const { live, huggingFace, arxiv } = await desk();
    await live.ensureDay(day);
    expect([...huggingFace.asked, ...arxiv.asked]).toEqual([]);
  });

  it('that can not be had is left alone for a while', async () => {
    const { live, huggingFace, clock } = await desk();
    huggingFace.lists.set('2025-03-04', new SourceError('malformed', 'no'));
    await live.ensureDay('2025-03-04');
    await live.ensureDay('2025-03-04');
    expect(huggingFace.asked).toHaveLength(1);
    clock.passMinutes(10);
    await live.ensureDay('2025-03-04');
    expect(huggingFace.asked).toHaveLength(2);
  });
});

describe('what is trending', () => {
  it('is asked for where nobody knows it, and known for a day', async () => {
    const { live, huggingFace, arxiv, clock } = await desk();
    huggingFace.lists.set('trending', listed([B, A]));
    const trending = await live.getTrending();
    expect(trending?.papers.map(({ id }) => id)).toEqual(['2611.00002', '2611.00001']);
    expect(trending?.at).toBe('2026-11-20T12:00:00.000Z');
    clock.passMinutes(60);
    expect((await live.getTrending())?.at).toBe('2026-11-20T12:00:00.000Z');
    expect(huggingFace.asked).toEqual(['trending']);
    expect(arxiv.asked).toEqual([]);
  });

  it('is unknown once nothing was heard of it for a day', async () => {
    const { live, huggingFace, clock } = await desk();
    huggingFace.lists.set('trending', listed([A]));
    await live.getTrending();
    huggingFace.fails = DOWN;
    clock.passMinutes(24 * 60);
    expect(await live.getTrending()).toBeUndefined();
  });
});
