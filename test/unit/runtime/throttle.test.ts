import { expect, it } from 'vitest';
import { createThrottle } from '../../../src/runtime/throttle.ts';

it('a throttle allows an action once per cooldown and key', () => {
  let now = 1000;
  const throttle = createThrottle(() => new Date(now));
  expect([throttle.tryAcquire('a', 50), throttle.tryAcquire('a', 50), throttle.tryAcquire('b', 50)]).toEqual([
    true,
    false,
    true,
  ]);
  now += 49;
  expect(throttle.tryAcquire('a', 50)).toBe(false);
  now += 1;
  expect(throttle.tryAcquire('a', 50)).toBe(true);
});

it('a throttle allows an action again after a reset', () => {
  const throttle = createThrottle(() => new Date(1000));
  throttle.tryAcquire('a', 50);
  throttle.reset('a');
  expect(throttle.tryAcquire('a', 50)).toBe(true);
});
