import { describe, expect, it } from 'vitest';
import { analyze, findCompounds } from '../../../src/search/analyzer.ts';

const stems = (text: string): string[] => analyze(text).map(({ stem }) => stem);

describe('analyze', () => {
  it.each([
    ['policies', 'policy'],
    ['learned', 'learning'],
    ['Müller', 'muller'],
    ['ÜBER', 'uber'],
    ['ﬁne', 'fine'],
    ['ＧＰＴ', 'gpt'],
    ['x²', 'x2'],
    ['co\u00adop', 'coop'],
  ])('stems %s like %s', (one, other) => {
    expect(stems(one)).toEqual(stems(other));
  });

  it('splits Chinese and Japanese into words', () => {
    expect(stems('深度学习方法').length).toBeGreaterThan(1);
    expect(stems('強化学習の手法')).toContain('学習');
    expect(stems('ガイド')).not.toEqual(stems('カイド'));
  });

  it('returns the position of each word in the original text', () => {
    const text = 'The ﬁrst GPT-4o (über)';
    expect(analyze(text).map(({ start, end }) => text.slice(start, end))).toEqual(['The', 'ﬁrst', 'GPT', '4o', 'über']);
  });
});

describe('findCompounds', () => {
  it('joins hyphenated words', () => {
    expect(findCompounds(analyze('GPT-4o-mini and off\u2011policy, x - y')).map(({ word }) => word)).toEqual([
      'gpt4o',
      '4omini',
      'gpt4omini',
      'offpolicy',
    ]);
  });
});
