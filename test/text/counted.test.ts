import { expect, it } from 'vitest';
import { counted } from '../../src/text/counted.ts';

it('says one thing of one, and several of all other numbers', () => {
  expect([0, 1, 2].map((count) => counted(count, 'paper'))).toEqual(['0 papers', '1 paper', '2 papers']);
});

it('says several with a plural of their own', () => {
  expect([1, 2].map((count) => counted(count, 'reply', 'replies'))).toEqual(['1 reply', '2 replies']);
});
