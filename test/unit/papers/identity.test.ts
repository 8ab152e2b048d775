import { describe, expect, it } from 'vitest';
import { findArxivIds, normalizeTitle, parseArxivId, titleId } from '../../../src/papers/identity.ts';

describe('parseArxivId', () => {
  it.each([
    ['2401.12345', '2401.12345'],
    ['2401.12345v3', '2401.12345'],
    ['0704.0001', '0704.0001'],
    ['arXiv:2401.12345', '2401.12345'],
    ['hep-th/9901001', 'hep-th/9901001'],
    ['math.GT/0309136v2', 'math.GT/0309136'],
    ['HEP-TH/9901001', 'hep-th/9901001'],
    ['MATH.gt/0309136', 'math.GT/0309136'],
    ['https://arxiv.org/abs/2401.12345v2', '2401.12345'],
    ['http://www.arxiv.org/pdf/2401.12345.pdf', '2401.12345'],
    ['arxiv.org/html/2401.12345v1', '2401.12345'],
    ['https://export.arxiv.org/abs/hep-th/9901001', 'hep-th/9901001'],
    ['https://huggingface.co/papers/2401.12345', '2401.12345'],
    [' 2401.12345 ', '2401.12345'],
  ])('parses %s', (text, id) => {
    expect(parseArxivId(text)).toBe(id);
  });

  it.each([
    '2413.12345',
    '2401.123',
    '2401.123456',
    'version 2401.12345 of it',
    'https://example.org/abs/2401.12345',
    'https://huggingface.co/datasets/2401.12345',
    'safe rl',
    '',
  ])('finds no id in %j', (text) => {
    expect(parseArxivId(text)).toBeUndefined();
  });
});

describe('findArxivIds', () => {
  it('finds links and bare ids in a message in order, without duplicates', () => {
    const message =
      'See arXiv:2402.00002, <https://arxiv.org/abs/2401.12345v2|this> (and 2401.12345), hf: https://huggingface.co/papers/2403.00003.';
    expect(findArxivIds(message)).toEqual(['2402.00002', '2401.12345', '2403.00003']);
  });

  it('ignores numbers that only look like an id', () => {
    expect(findArxivIds('costs 2401.123456 or 12401.12345, at 1.2401.12345, v2401.12345, /2401.12345/x')).toEqual([]);
  });

  it('handles long hostile text quickly', () => {
    expect(findArxivIds('arxiv.org/abs/'.repeat(20_000))).toEqual([]);
    expect(findArxivIds('a-'.repeat(100_000))).toEqual([]);
  });
});

describe('titleId', () => {
  it('ignores case, spacing, punctuation and accents', () => {
    expect(normalizeTitle('TÜLU 3:  Pushing Frontiers')).toBe(normalizeTitle('Tulu 3 – pushing frontiers'));
    expect(titleId('Dual RL')).toBe(titleId('dual  rl.'));
  });

  it('differs for different words', () => {
    expect(titleId('Dual RL')).not.toBe(titleId('Dual RLs'));
    expect(titleId('强化学习')).not.toBe(titleId('学习'));
  });

  it('is a stable id of 12 hex digits', () => {
    expect(titleId('Dual RL')).toBe('70213a7054b3');
  });
});
