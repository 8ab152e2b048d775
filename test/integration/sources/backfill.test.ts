import { expect, it } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import { type DayRangeInput, runBackfill } from '../../../src/sources/backfill.ts';
import { SourceError } from '../../../src/sources/source-error.ts';
import {
  createScriptedArxiv,
  createScriptedSource,
  listed,
  type ScriptedSource,
  scriptedRecord,
} from '../../fakes/scripted-source.ts';
import { openProcess } from './process.ts';

async function setup(sources: readonly ScriptedSource[]) {
  const process = await openProcess();
  const stopped = new AbortController();
  const progress = { start: () => {}, advance: () => {}, showMessage: () => {}, finish: () => {} };
  const dependencies = {
    ...process,
    sources,
    progress,
    stopSignal: stopped.signal,
    wait: async () => {},
  };
  return { stopped, run: (input: DayRangeInput = {}) => runBackfill(input, dependencies) };
}

const huggingFace = () => createScriptedSource({ newestDay: '2026-11-20' });
const arxiv = () => createScriptedArxiv({ newestDay: '2026-11-19' });
const RANGE = { from: '2026-11-18', to: '2026-11-20' };

it('fetches from one source after the other, each up to its newest day', async () => {
  const [first, second] = [huggingFace(), arxiv()];
  second.listings.set('2026-11-18', listed([scriptedRecord('2611.00001', { source: 'arxiv' })]));
  const { run } = await setup([first, second]);
  const { text, isComplete } = await run(RANGE);
  expect(first.requests).toEqual(['2026-11-18', '2026-11-19', '2026-11-20']);
  expect(second.requests).toEqual(['2026-11-18', '2026-11-19']);
  expect(text).toContain(
    'Hugging Face: fetched 3 listings. 0 entries: 0 new papers, 0 changed.\narXiv: fetched 2 listings',
  );
  expect(isComplete).toBe(true);
});

it('is incomplete if a listing fails, and reports it', async () => {
  const source = huggingFace();
  source.listings.set('2026-11-19', new SourceError('rejected', 'huggingface.co returned 403'));
  const { run } = await setup([source]);
  const { text, isComplete } = await run(RANGE);
  expect(text).toContain(
    'fetched 2 listings. 0 entries: 0 new papers, 0 changed.\nFailed to fetch 1 listing:\n  Nov 19, 2026: huggingface.co returned 403\n',
  );
  expect(isComplete).toBe(false);
});

it('is incomplete if stopped, and fetches from no further source', async () => {
  const [first, second] = [huggingFace(), arxiv()];
  const { run, stopped } = await setup([first, second]);
  first.listings.set('2026-11-19', async () => {
    stopped.abort();
    return listed();
  });
  expect(await run(RANGE)).toMatchObject({ text: expect.stringContaining('Stopped.'), isComplete: false });
  expect(second.requests).toEqual([]);
});

it.each([
  ['there are no sources', [], {}, 'PAPERS_SOURCES is none, so there is nothing to fetch'],
  ['the range is invalid', [huggingFace()], { from: '2026-11-21' }, '--from 2026-11-21 is in the future'],
])('throws a UserError if %s', async (_, sources, input, message) => {
  const { run } = await setup(sources);
  const result = run(input);
  await expect(result).rejects.toThrow(message);
  await expect(result).rejects.toBeInstanceOf(UserError);
});
