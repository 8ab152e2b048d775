import { expect, it } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import { type DayRangeInput, runBackfill } from '../../../src/sources/backfill.ts';
import { SourceError } from '../../../src/sources/source.ts';
import { createScriptedSource, listed, liveSighting, type ScriptedSource } from '../../fakes/scripted-source.ts';
import { openProcess } from './process.ts';

async function refreshing(plainSources: readonly ScriptedSource[]) {
  const process = await openProcess();
  const stopped = new AbortController();
  const progress = { start: () => {}, advance: () => {}, showMessage: () => {}, finish: () => {} };
  const dependencies = {
    ...process,
    unprotectedSources: plainSources,
    progress,
    stopSignal: stopped.signal,
    wait: async () => {},
  };
  return { stopped, run: (typed: DayRangeInput = {}) => runBackfill(typed, dependencies) };
}

const huggingFace = () => createScriptedSource({ newest: '2026-11-20' });
const arxiv = () => createScriptedSource({ name: 'arxiv:cs.LG', title: 'arXiv', newest: '2026-11-19' });
const SPAN = { from: '2026-11-18', to: '2026-11-20' };

it('asks one source after the other, each up to its own newest day', async () => {
  const [first, second] = [huggingFace(), arxiv()];
  second.lists.set('2026-11-18', listed([liveSighting('2611.00001', { source: 'arxiv' })]));
  const { run } = await refreshing([first, second]);
  const { text, isComplete } = await run(SPAN);
  expect(first.asked).toEqual(['2026-11-18', '2026-11-19', '2026-11-20']);
  expect(second.asked).toEqual(['2026-11-18', '2026-11-19']);
  expect(text).toContain('Hugging Face: 3 lists asked for. 0 entries: 0 new papers, 0 changed.\narXiv: 2 lists');
  expect(isComplete).toBe(true);
});

it('names a list that could not be had, and is not whole then', async () => {
  const source = huggingFace();
  source.lists.set('2026-11-19', new SourceError('rejected', 'huggingface.co says 403'));
  const { run } = await refreshing([source]);
  const { text, isComplete } = await run(SPAN);
  expect(text).toContain(
    '2 lists asked for. 0 entries: 0 new papers, 0 changed.\n1 list could not be had:\n  Nov 19, 2026: huggingface.co says 403\n',
  );
  expect(isComplete).toBe(false);
});

it('that is stopped is not whole, and asks no further source', async () => {
  const [first, second] = [huggingFace(), arxiv()];
  const { run, stopped } = await refreshing([first, second]);
  first.lists.set('2026-11-19', async () => {
    stopped.abort();
    return listed();
  });
  expect(await run(SPAN)).toMatchObject({ text: expect.stringContaining('Stopped.'), isComplete: false });
  expect(second.asked).toEqual([]);
});

it.each([
  ['there is nobody to ask', [], {}, 'PAPERS_SOURCES is none, so there is nobody to ask'],
  ['the span is wrong', [huggingFace()], { from: '2026-11-21' }, '--from 2026-11-21 is still to come'],
])('is refused where %s', async (_, sources, typed, message) => {
  const { run } = await refreshing(sources);
  const refused = run(typed);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toBeInstanceOf(UserError);
});
