import { expect, it } from 'vitest';
import { createTaskTracker } from '../../../src/runtime/task-tracker.ts';
import { createGate } from '../../fakes/gate.ts';

it('gives what comes of work, as long as nobody stops it', async () => {
  const { run } = createTaskTracker();
  expect(await run(async () => 'done')).toBe('done');
  await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

it('begins nothing once it is stopped', async () => {
  const { run, stop, isStopping } = createTaskTracker();
  expect(isStopping()).toBe(false);
  const stopped = stop();
  let begun = 0;
  const work = async (): Promise<number> => ++begun;
  expect(run(work)).toBeUndefined();
  await stopped;
  expect(run(work)).toBeUndefined();
  expect([isStopping(), begun]).toEqual([true, 0]);
});

it('waits at a stop for what is in hand, whatever comes of it', async () => {
  const { run, stop } = createTaskTracker(60_000);
  const gate = createGate();
  const done: string[] = [];
  const note = (what: string) => gate.opened.then(() => void done.push(what));
  run(() => note('one'));
  run(async () => {
    await note('another');
    throw new Error('no');
  })?.catch(() => undefined);
  const stopped = stop();
  gate.open();
  await stopped;
  expect(done).toEqual(['one', 'another']);
});

it('waits for work that stops it', async () => {
  const { run, stop } = createTaskTracker(60_000);
  const gate = createGate();
  let isDone = false;
  let stopped = Promise.resolve();
  await new Promise<void>((resolve) => {
    run(async () => {
      stopped = stop();
      resolve();
      await gate.opened;
      isDone = true;
    });
  });
  gate.open();
  await stopped;
  expect(isDone).toBe(true);
});

it('does not wait for ever', async () => {
  const { run, stop } = createTaskTracker(1);
  run(() => new Promise(() => undefined));
  await stop();
});
