import { describe, expect, it } from 'vitest';
import type { Paper } from '../../../src/papers/paper.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { withCircuitBreaker } from '../../../src/sources/circuit-breaker.ts';
import { LivePaperLookup } from '../../../src/sources/lookup.ts';
import type { PaperComment } from '../../../src/sources/source.ts';
import { SourceError } from '../../../src/sources/source-error.ts';
import { createScriptedArxiv, createScriptedSource, listed, scriptedRecord } from '../../fakes/scripted-source.ts';
import { paper } from '../../fixtures/chat/papers.ts';
import { openProcess } from './process.ts';

const TODAY = '2026-11-20';
const A = scriptedRecord('2611.00001', { upvotes: 3 });
const B = scriptedRecord('2611.00002');
const DOWN = new SourceError('unavailable', 'connection to huggingface.co failed (ECONNREFUSED)');

/** A lookup on two sources, arXiv configured first. */
async function setup({ answerTimeoutMs = 2000 } = {}) {
  const process = await openProcess();
  const huggingFace = createScriptedSource({ newestDay: TODAY });
  const arxiv = createScriptedArxiv({ newestDay: TODAY });
  const shutdown = new AbortController();
  const lookup = new LivePaperLookup({
    ...process,
    ...{ shutdownSignal: shutdown.signal, answerTimeoutMs },
    sources: [arxiv, huggingFace].map((source) => withCircuitBreaker(source, process)),
  });
  return { ...process, huggingFace, arxiv, shutdown, lookup };
}

/** A response that comes when a test calls `respond`. */
function delayed<T>(value: T) {
  let respond = (): void => {};
  const promise = new Promise<T>((resolve) => {
    respond = () => resolve(value);
  });
  return { response: () => promise, respond: () => respond() };
}

async function userErrorOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

it('lists its sources by precedence, with their statuses', async () => {
  const { lookup, huggingFace } = await setup();
  expect(lookup.sourceTitles).toEqual(['Hugging Face', 'arXiv']);
  huggingFace.error = DOWN;
  await userErrorOf(lookup.search('walking', 3));
  expect(await lookup.getSourceStatuses()).toMatchObject([
    { name: 'huggingface', failure: { count: 1 } },
    { name: 'arxiv:cs.LG' },
  ]);
});

describe('fetchPaper', () => {
  it('fetches and stores a paper', async () => {
    const { lookup, huggingFace, arxiv, papers, store } = await setup();
    huggingFace.papers.set('2611.00001', A);
    expect(await lookup.fetchPaper('2611.00001')).toMatchObject({ id: '2611.00001', upvotes: 3 });
    expect(papers.get('2611.00001')).toBeDefined();
    expect(await store.resolve('2611.00001')).toBeDefined();
    expect(arxiv.requests).toEqual([]);
  });

  it('falls back to arXiv if Hugging Face does not have the paper, or fails', async () => {
    const { lookup, huggingFace, arxiv } = await setup();
    arxiv.papers.set('2611.00001', scriptedRecord('2611.00001', { source: 'arxiv', version: 2 }));
    arxiv.papers.set('2611.00002', scriptedRecord('2611.00002', { source: 'arxiv' }));
    expect(await lookup.fetchPaper('2611.00001')).toMatchObject({ version: 2 });
    huggingFace.error = DOWN;
    expect(await lookup.fetchPaper('2611.00002')).toBeDefined();
  });

  it('is undefined if no source has the paper', async () => {
    const { lookup, huggingFace, arxiv } = await setup();
    expect(await lookup.fetchPaper('2611.99999')).toBeUndefined();
    expect([...huggingFace.requests, ...arxiv.requests]).toEqual(['paper 2611.99999', 'paper 2611.99999']);
  });

  it('throws since when a source has been failing, and what to do instead', async () => {
    const { lookup, huggingFace } = await setup();
    huggingFace.error = DOWN;
    expect(await userErrorOf(lookup.fetchPaper('2611.00001'))).toBe(
      'Hugging Face has been unavailable since Nov 20, 2026 at 12:00 UTC. Try again after Nov 20, 2026 at 12:01 UTC. Open the paper at https://arxiv.org/abs/2611.00001',
    );
    huggingFace.error = undefined;
    expect(await userErrorOf(lookup.fetchPaper('2611.00001'))).toContain('since Nov 20, 2026 at 12:00 UTC');
    expect(huggingFace.requests).toHaveLength(1);
  });

  it('sends one request for concurrent calls', async () => {
    const { lookup, huggingFace } = await setup();
    huggingFace.papers.set('2611.00001', A);
    const found = await Promise.all(Array.from({ length: 5 }, () => lookup.fetchPaper('2611.00001')));
    expect(new Set(found.map((one) => one?.id))).toEqual(new Set(['2611.00001']));
    expect(huggingFace.requests).toHaveLength(1);
  });

  it('stores a late response', async () => {
    const { lookup, huggingFace, papers } = await setup({ answerTimeoutMs: 5 });
    const { response, respond } = delayed(A);
    huggingFace.papers.set('2611.00001', response);
    expect(await userErrorOf(lookup.fetchPaper('2611.00001'))).toBe(
      'Hugging Face is taking too long to respond. Try again in a moment. Open the paper at https://arxiv.org/abs/2611.00001',
    );
    respond();
    await expect.poll(() => papers.get('2611.00001')).toBeDefined();
  });

  it('drops a response after the shutdown, without logging it', async () => {
    const { lookup, huggingFace, shutdown, close, loggedMessages } = await setup({ answerTimeoutMs: 5 });
    const { response, respond } = delayed(A);
    huggingFace.papers.set('2611.00001', response);
    await userErrorOf(lookup.fetchPaper('2611.00001'));
    shutdown.abort();
    await close();
    respond();
    await response();
    expect(loggedMessages()).toEqual([]);
  });

  it('sends an interactive request', async () => {
    const { lookup, huggingFace } = await setup();
    await lookup.fetchPaper('2611.00001');
    expect(huggingFace.lastRequestOptions?.timeoutMs).toBeGreaterThan(0);
  });
});

describe('refreshPaper', () => {
  const known = paper({ id: '2611.00001', title: A.title, upvotes: 1 });

  it('fetches a paper once in six hours', async () => {
    const { lookup, huggingFace, clock } = await setup();
    huggingFace.papers.set('2611.00001', A);
    expect(await lookup.refreshPaper(known)).toMatchObject({ upvotes: 3 });
    expect(await lookup.refreshPaper(known)).toBe(known);
    clock.passMinutes(6 * 60);
    await lookup.refreshPaper(known);
    expect(huggingFace.requests).toHaveLength(2);
  });

  it('returns the stored paper if all sources fail, and tries again later', async () => {
    const { lookup, huggingFace, arxiv, clock } = await setup();
    huggingFace.error = DOWN;
    arxiv.error = DOWN;
    expect(await lookup.refreshPaper(known)).toBe(known);
    huggingFace.error = undefined;
    huggingFace.papers.set('2611.00001', A);
    clock.passMinutes(2);
    expect(await lookup.refreshPaper(known)).toMatchObject({ upvotes: 3 });
  });

  it('returns the stored paper and logs an error if the store fails', async () => {
    const { lookup, huggingFace, close, loggedMessages } = await setup();
    huggingFace.papers.set('2611.00001', A);
    await close();
    expect(await lookup.refreshPaper(known)).toBe(known);
    expect(loggedMessages()).toEqual(['failed to refresh paper']);
  });

  it('sends nothing for a paper without an arXiv id, nor does fetchComments', async () => {
    const { lookup, huggingFace } = await setup();
    const unidentified: Paper = paper({ title: 'No Id' });
    expect(await lookup.refreshPaper(unidentified)).toBe(unidentified);
    expect(await lookup.fetchComments(unidentified)).toEqual([]);
    expect(huggingFace.requests).toEqual([]);
  });
});

describe('search', () => {
  it('returns papers in the order of the source, and stores none', async () => {
    const { lookup, huggingFace, arxiv, store } = await setup();
    huggingFace.searchResult = listed([B, A]);
    expect((await lookup.search('studies', 9)).map(({ id }) => id)).toEqual(['2611.00002', '2611.00001']);
    expect((await lookup.search('studies', 1)).map(({ id }) => id)).toEqual(['2611.00002']);
    expect(await store.count()).toBe(0);
    expect(arxiv.requests).toEqual([]);
  });

  it('returns a stored paper as it is stored', async () => {
    const { lookup, huggingFace, store, library } = await setup();
    await store.merge([scriptedRecord('2611.00001', { codeStars: 7 })]);
    await library.refresh();
    huggingFace.searchResult = listed([A]);
    expect(await lookup.search('studies', 9)).toMatchObject([{ id: '2611.00001', codeStars: 7 }]);
  });

  it.each([
    [new SourceError('rejected', 'no'), 'Hugging Face rejected the request.'],
    [new SourceError('malformed', 'no'), "Hugging Face sent a response that Paperboy can't read."],
    [
      new SourceError('rate-limited', 'wait', { retryAfterMs: 300_000 }),
      'Hugging Face has been unavailable since Nov 20, 2026 at 12:00 UTC. Try again after Nov 20, 2026 at 12:05 UTC.',
    ],
    [new SourceError('rate-limited', 'busy', { retryAfterMs: 1 }), 'Hugging Face is busy right now. Try again soon.'],
  ])('throws a UserError for: %s', async (error, message) => {
    const { lookup, huggingFace } = await setup();
    huggingFace.searchResult = error;
    expect(await userErrorOf(lookup.search('studies', 9))).toBe(
      `${message} To search stored papers, use /papers search.`,
    );
  });
});

describe('fetchComments', () => {
  const comment: PaperComment = { author: 'ada', at: '2026-11-20T10:00:00.000Z', text: 'Nice.', replies: 0 };

  it('returns the comments at Hugging Face', async () => {
    const { lookup, huggingFace } = await setup();
    huggingFace.comments = [comment];
    expect(await lookup.fetchComments(paper({ id: '2611.00001', title: A.title }))).toEqual([comment]);
  });

  it('throws with a link to the comments if the source fails', async () => {
    const { lookup, huggingFace } = await setup();
    huggingFace.error = DOWN;
    expect(await userErrorOf(lookup.fetchComments(paper({ id: '2611.00001', title: A.title })))).toMatch(
      /Read the comments at https:\/\/huggingface.co\/papers\/2611.00001$/,
    );
  });
});

describe('ensureDay', () => {
  it('fetches a missing day once', async () => {
    const { lookup, huggingFace, papers, repository } = await setup();
    huggingFace.listings.set('2025-03-04', listed([A]));
    await lookup.ensureDay('2025-03-04');
    await lookup.ensureDay('2025-03-04');
    expect(papers.get('2611.00001')).toBeDefined();
    expect(await repository.getListing('huggingface', '2025-03-04')).toBeDefined();
    expect(huggingFace.requests).toEqual(['2025-03-04']);
  });

  it.each(['2026-11-21', '2023-05-03'])('sends nothing for %s, on which no source can have a listing', async (day) => {
    const { lookup, huggingFace, arxiv } = await setup();
    await lookup.ensureDay(day);
    expect([...huggingFace.requests, ...arxiv.requests]).toEqual([]);
  });

  it('waits ten minutes before it fetches a failed day again', async () => {
    const { lookup, huggingFace, clock } = await setup();
    huggingFace.listings.set('2025-03-04', new SourceError('malformed', 'no'));
    await lookup.ensureDay('2025-03-04');
    await lookup.ensureDay('2025-03-04');
    expect(huggingFace.requests).toHaveLength(1);
    clock.passMinutes(10);
    await lookup.ensureDay('2025-03-04');
    expect(huggingFace.requests).toHaveLength(2);
  });
});

describe('getTrending', () => {
  it('fetches the trending papers, and returns them for a day', async () => {
    const { lookup, huggingFace, arxiv, clock } = await setup();
    huggingFace.listings.set('trending', listed([B, A]));
    const trending = await lookup.getTrending();
    expect(trending?.papers.map(({ id }) => id)).toEqual(['2611.00002', '2611.00001']);
    expect(trending?.at).toBe('2026-11-20T12:00:00.000Z');
    clock.passMinutes(60);
    expect((await lookup.getTrending())?.at).toBe('2026-11-20T12:00:00.000Z');
    expect(huggingFace.requests).toEqual(['trending']);
    expect(arxiv.requests).toEqual([]);
  });

  it('is undefined if the last ranking is older than a day', async () => {
    const { lookup, huggingFace, clock } = await setup();
    huggingFace.listings.set('trending', listed([A]));
    await lookup.getTrending();
    huggingFace.error = DOWN;
    clock.passMinutes(24 * 60);
    expect(await lookup.getTrending()).toBeUndefined();
  });
});
