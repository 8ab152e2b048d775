import { expect, it } from 'vitest';
import { createIdGenerator } from '../../../src/runtime/id-generator.ts';

it.each([
  [0, '00000000'],
  [0.5, 'iiiiiiii'],
  [1 - Number.EPSILON, 'zzzzzzzz'],
])('generates ids of the given length for random number %d', (chance, id) => {
  expect(createIdGenerator(() => chance, 8)()).toBe(id);
});
