import { describe, expect, it } from 'vitest';
import { pluralize } from '../../../src/text/format.ts';

describe('pluralize', () => {
  it('uses the singular for 1 only', () => {
    expect([0, 1, 2].map((count) => pluralize(count, 'paper'))).toEqual(['0 papers', '1 paper', '2 papers']);
  });

  it('accepts an irregular plural', () => {
    expect([1, 2].map((count) => pluralize(count, 'reply', 'replies'))).toEqual(['1 reply', '2 replies']);
  });
});
