import { expect, it } from 'vitest';
import { pluralize } from '../../../src/text/format.ts';

it('says one thing of one, and several of all other numbers', () => {
  expect([0, 1, 2].map((count) => pluralize(count, 'paper'))).toEqual(['0 papers', '1 paper', '2 papers']);
});

it('says several with a plural of their own', () => {
  expect([1, 2].map((count) => pluralize(count, 'reply', 'replies'))).toEqual(['1 reply', '2 replies']);
});
