import { expect, it } from 'vitest';
import { shutdown } from '../../../src/runtime/shutdown.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog } from '../../fakes/log.ts';

const UNTIL_MS = { work: 20, pages: 40, store: 60, watch: 80 };
const hangs = () => new Promise<never>(() => undefined);

/** Things that note their end, and the end of the process with them. */
function running() {
  const ended: string[] = [];
  const { log, records } = createMemoryLog();
  const exited = createGate();
  const exit = () => {
    ended.push('process');
    exited.open();
  };
  const ends = (what: string) => async () => void ended.push(what);
  const steps = { work: [ends('work')], pages: [ends('pages')], store: [ends('store')], watch: [ends('watch')] };
  return { ended, records, ends, exit, log, steps, over: exited.opened };
}

it('ends the work, then the pages, then the store, what is watched last, and then the process', async () => {
  const { ended, records, exit, log, steps, ends, over } = running();
  const gate = createGate();
  const work = [async () => gate.opened.then(ends('slow work')), ends('quick work')];
  const all = shutdown({ ...steps, work }, { log, exit });
  gate.open();
  await all;
  await over;
  expect(ended).toEqual(['quick work', 'slow work', 'pages', 'store', 'watch', 'process']);
  expect(records).toEqual([]);
});

it.each(['work', 'pages', 'store', 'watch'] as const)(
  'ends all else and the process where the %s hangs',
  async (step) => {
    const { ended, records, exit, log, steps, over } = running();
    await shutdown({ ...steps, [step]: [...steps[step], hangs] }, { log, exit, deadlinesMs: UNTIL_MS });
    await over;
    expect(ended).toEqual(['work', 'pages', 'store', 'watch', 'process']);
    expect(records).toMatchObject([{ step, msg: 'what hangs is left behind, so that all ends in time' }]);
  },
);

it('ends all where everything hangs', async () => {
  const { ended, exit, log, over } = running();
  const all = { work: [hangs], pages: [hangs], store: [hangs], watch: [hangs] };
  await shutdown(all, { log, exit, deadlinesMs: UNTIL_MS });
  await over;
  expect(ended).toEqual(['process']);
});

it('goes on where something can not be ended properly, and logs it', async () => {
  const { ended, records, exit, log, steps, over } = running();
  const work = [() => Promise.reject(new Error('no farewell')), ...steps.work];
  await shutdown({ ...steps, work }, { log, exit });
  await over;
  expect(ended).toEqual(['work', 'pages', 'store', 'watch', 'process']);
  expect(records).toMatchObject([{ err: { message: 'no farewell' }, step: 'work' }]);
});
