import { expect, it } from 'vitest';
import { createTaskTracker } from '../../../src/runtime/task-tracker.ts';
import { createGate } from '../../fakes/gate.ts';

it('returns the result of a task', async () => {
  const { run } = createTaskTracker();
  expect(await run(async () => 'done')).toBe('done');
  await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

it('starts no task once it is stopping', async () => {
  const { run, stop, isStopping } = createTaskTracker();
  expect(isStopping()).toBe(false);
  const stopped = stop();
  let started = 0;
  const task = async (): Promise<number> => ++started;
  expect(run(task)).toBeUndefined();
  await stopped;
  expect(run(task)).toBeUndefined();
  expect([isStopping(), started]).toEqual([true, 0]);
});

it('waits for tasks in flight when it stops, whether they succeed or fail', async () => {
  const { run, stop } = createTaskTracker(60_000);
  const gate = createGate();
  const done: string[] = [];
  const finish = (name: string) => gate.opened.then(() => void done.push(name));
  run(() => finish('first'));
  run(async () => {
    await finish('second');
    throw new Error('no');
  })?.catch(() => undefined);
  const stopped = stop();
  gate.open();
  await stopped;
  expect(done).toEqual(['first', 'second']);
});

it('waits for a task that stops the tracker', async () => {
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

it('stops waiting after the drain timeout', async () => {
  const { run, stop } = createTaskTracker(1);
  run(() => new Promise(() => undefined));
  await stop();
});
