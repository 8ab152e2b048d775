import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../../../src/sources/arxiv/settings.ts';
import { sourceRegistry } from '../../../src/sources/registry.ts';

const parse = (text: string) => sourceRegistry.parseSetting(text);
const problemsOf = (text: string): readonly string[] => {
  const result = parse(text);
  return result.kind === 'invalid' ? result.problems : [`valid: ${JSON.stringify(result.sources)}`];
};
const queryOf = (text: string): string | undefined => {
  const result = parse(text);
  return result.kind === 'ok' ? result.sources[0]?.query : undefined;
};

describe('parsing PAPERS_SOURCES', () => {
  it('splits sources at commas', () => {
    expect(parse(' HuggingFace, arXiv:cs.lg+cs.CL,')).toEqual({
      kind: 'ok',
      sources: [
        { kind: 'huggingface', name: 'huggingface', query: '' },
        { kind: 'arxiv', name: 'arxiv:cs.LG+cs.CL', query: 'cat:cs.LG OR cat:cs.CL' },
      ],
    });
  });

  it.each(['none', ' None '])('turns sources off with %j', (text) => {
    expect(parse(text)).toEqual({ kind: 'ok', sources: [] });
  });

  it('accepts every category of arXiv', () => {
    expect(CATEGORIES).toHaveLength(155);
    expect(CATEGORIES.filter((category) => queryOf(`arxiv:${category}`) !== `cat:${category}`)).toEqual([]);
  });

  it.each([
    ['arxiv:hep-th+cond-mat.mes-hall', 'cat:hep-th OR cat:cond-mat.mes-hall'],
    ['arxiv:cat:cs.*', 'cat:cs.*'],
    ['arxiv:all:"reinforcement learning" ANDNOT cat:cs.RO', 'all:"reinforcement learning" ANDNOT cat:cs.RO'],
    ['arxiv:(ti:agent OR ti:agents) AND cat:cs.AI', '(ti:agent OR ti:agents) AND cat:cs.AI'],
    ['arxiv:au:del_maestro+AND+%28ti:%22quantum+gas%22%29', 'au:del_maestro AND (ti:"quantum gas")'],
  ])('accepts the query of %s', (text, query) => {
    expect(queryOf(text)).toBe(query);
  });

  it.each([
    ['', 'names no source: use huggingface,arxiv:cs.LG+cs.CL, or none'],
    [' , ', 'names no source: use huggingface,arxiv:cs.LG+cs.CL, or none'],
    ['none,huggingface', 'combines none with other sources: use none alone, or remove it'],
    [
      'hugingface',
      'has an unknown source "hugingface" (did you mean huggingface?): use huggingface,arxiv:cs.LG+cs.CL, or none',
    ],
    ['hf', 'has an unknown source "hf" (did you mean huggingface?): use huggingface,arxiv:cs.LG+cs.CL, or none'],
    ['https://arxiv.org', 'has an unknown source "https://arxiv.org": use huggingface,arxiv:cs.LG+cs.CL, or none'],
    ['toString', 'has an unknown source "toString": use huggingface,arxiv:cs.LG+cs.CL, or none'],
    ['huggingface:cs.LG', 'has an invalid source "huggingface:cs.LG": use huggingface alone'],
    ['huggingface,huggingface', 'has "huggingface" twice: remove one'],
    ['arxiv:cs.LG+cs.CL,arxiv:cs.CL+cs.LG', 'has "arxiv:cs.CL+cs.LG" twice: remove one'],
    [
      'arxiv',
      'has an invalid source "arxiv": add categories or a query, as in arxiv:cs.LG+cs.CL or arxiv:all:"reinforcement learning"',
    ],
    ['arxiv:cs.LH', 'has an invalid source "arxiv:cs.LH": arXiv has no category cs.LH, did you mean arxiv:cs.LG?'],
    [
      'arxiv:cs',
      'has an invalid source "arxiv:cs": cs is a whole archive, use some of its categories, as in arxiv:cs.AI, or arxiv:cat:cs.*',
    ],
    [
      'arxiv:cs.*',
      'has an invalid source "arxiv:cs.*": cs.* is a whole archive, use some of its categories, as in arxiv:cs.AI, or arxiv:cat:cs.*',
    ],
    [
      'arxiv:zoology',
      'has an invalid source "arxiv:zoology": arXiv has no category zoology (see https://arxiv.org/category_taxonomy)',
    ],
    [
      'arxiv:cs.LG+cs.CL+cs.LG',
      'has an invalid source "arxiv:cs.LG+cs.CL+cs.LG": a category is repeated, use arxiv:cs.LG+cs.CL',
    ],
    ['arxiv:cs.LG cs.CL', 'has an invalid source "arxiv:cs.LG cs.CL": join categories with +, as in arxiv:cs.LG+cs.CL'],
    [
      'arxiv:"world model"',
      'has an invalid source "arxiv:"world model"": use categories, as in arxiv:cs.LG+cs.CL, or a query of arXiv\'s API, as in arxiv:all:"reinforcement learning"',
    ],
    ['arxiv:all:"open', 'has an invalid source "arxiv:all:"open": close every quote and bracket'],
    ['arxiv:all:x) OR (all:y', 'has an invalid source "arxiv:all:x) OR (all:y": close every quote and bracket'],
    [
      'arxiv:all:%E0%A4%A',
      'has an invalid source "arxiv:all:%E0%A4%A": it has an invalid % escape, write it plainly, as in arxiv:all:"reinforcement learning"',
    ],
    [`arxiv:all:${'x'.repeat(1000)}`, 'it has 1004 characters, and at most 1000 are allowed'],
  ])('rejects %j and says why', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });

  it('reports every problem at once', () => {
    expect(problemsOf('hf,arxiv:cs.LH+cs.CL+cs.ZZZZ,none')).toEqual([
      expect.stringContaining('"hf"'),
      expect.stringMatching(/no category cs\.LH.*; arXiv has no category cs\.ZZZZ/),
      expect.stringContaining('none with other sources'),
    ]);
  });
});
