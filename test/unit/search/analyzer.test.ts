import { describe, expect, it } from 'vitest';
import { analyze, findCompounds } from '../../../src/search/analyzer.ts';

const stems = (text: string): string[] => analyze(text).map(({ stem }) => stem);

describe('the analyzer', () => {
  it.each([
    ['policies', 'policy'],
    ['learned', 'learning'],
    ['Müller', 'muller'],
    ['ÜBER', 'uber'],
    ['ﬁne', 'fine'],
    ['ＧＰＴ', 'gpt'],
    ['x²', 'x2'],
    ['co\u00adop', 'coop'],
  ])('compares %s as %s', (one, other) => {
    expect(stems(one)).toEqual(stems(other));
  });

  it('splits Chinese and Japanese into words', () => {
    expect(stems('深度学习方法').length).toBeGreaterThan(1);
    expect(stems('強化学習の手法')).toContain('学習');
    expect(stems('ガイド')).not.toEqual(stems('カイド'));
  });

  it('says where each word stands in the text as it was', () => {
    const text = 'The ﬁrst GPT-4o (über)';
    expect(analyze(text).map(({ start, end }) => text.slice(start, end))).toEqual(['The', 'ﬁrst', 'GPT', '4o', 'über']);
  });

  it('reads a hyphenated word as one too', () => {
    expect(findCompounds(analyze('GPT-4o-mini and off\u2011policy, x - y')).map(({ word }) => word)).toEqual([
      'gpt4o',
      '4omini',
      'gpt4omini',
      'offpolicy',
    ]);
  });
});
