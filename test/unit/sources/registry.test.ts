import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../../../src/sources/arxiv/settings.ts';
import { parseSourceSetting } from '../../../src/sources/registry.ts';

const problems = (text: string): readonly string[] => {
  const reading = parseSourceSetting(text);
  return 'problems' in reading ? reading.problems : [`it reads ${JSON.stringify(reading)}`];
};
const queryOf = (text: string): string | undefined => {
  const reading = parseSourceSetting(text);
  const [source] = 'sources' in reading ? reading.sources : [];
  return source?.kind === 'arxiv' ? source.query : undefined;
};

describe('the names of sources', () => {
  it('are separated by commas', () => {
    expect(parseSourceSetting(' HuggingFace, arXiv:cs.lg+cs.CL,')).toEqual({
      sources: [
        { kind: 'huggingface', name: 'huggingface' },
        { kind: 'arxiv', name: 'arxiv:cs.LG+cs.CL', query: 'cat:cs.LG OR cat:cs.CL' },
      ],
    });
  });

  it.each(['none', ' None '])('may be none: %j', (text) => {
    expect(parseSourceSetting(text)).toEqual({ sources: [] });
  });

  it('take every category', () => {
    expect(CATEGORIES).toHaveLength(155);
    expect(CATEGORIES.filter((category) => queryOf(`arxiv:${category}`) !== `cat:${category}`)).toEqual([]);
  });

  it.each([
    ['arxiv:hep-th+cond-mat.mes-hall', 'cat:hep-th OR cat:cond-mat.mes-hall'],
    ['arxiv:cat:cs.*', 'cat:cs.*'],
    ['arxiv:all:"reinforcement learning" ANDNOT cat:cs.RO', 'all:"reinforcement learning" ANDNOT cat:cs.RO'],
    ['arxiv:(ti:agent OR ti:agents) AND cat:cs.AI', '(ti:agent OR ti:agents) AND cat:cs.AI'],
    ['arxiv:au:del_maestro+AND+%28ti:%22quantum+gas%22%29', 'au:del_maestro AND (ti:"quantum gas")'],
  ])('take a query: %s', (text, query) => {
    expect(queryOf(text)).toBe(query);
  });

  it.each([
    ['', 'names no source: give huggingface,arxiv:cs.LG+cs.CL, or none'],
    [' , ', 'names no source: give huggingface,arxiv:cs.LG+cs.CL, or none'],
    ['none,huggingface', 'has none among others: give none alone, or leave it out'],
    [
      'hugingface',
      'names "hugingface", which is no source (did you mean huggingface?): give huggingface,arxiv:cs.LG+cs.CL, or none',
    ],
    ['hf', 'names "hf", which is no source (did you mean huggingface?): give huggingface,arxiv:cs.LG+cs.CL, or none'],
    ['https://arxiv.org', 'names "https://arxiv.org", which is no source: give huggingface,arxiv:cs.LG+cs.CL, or none'],
    ['toString', 'names "toString", which is no source: give huggingface,arxiv:cs.LG+cs.CL, or none'],
    ['huggingface,huggingface', 'names "huggingface" twice: name it once'],
    ['arxiv:cs.LG+cs.CL,arxiv:cs.CL+cs.LG', 'names "arxiv:cs.CL+cs.LG" twice: name it once'],
    [
      'arxiv',
      'names "arxiv:": say which categories or papers, as in arxiv:cs.LG+cs.CL or arxiv:all:"reinforcement learning"',
    ],
    ['arxiv:cs.LH', 'names "arxiv:cs.LH": arXiv has no category cs.LH, so give arxiv:cs.LG if that is meant'],
    [
      'arxiv:cs',
      'names "arxiv:cs": cs is a whole archive, so name its categories, as in arxiv:cs.AI, or give arxiv:cat:cs.*',
    ],
    [
      'arxiv:cs.*',
      'names "arxiv:cs.*": cs.* is a whole archive, so name its categories, as in arxiv:cs.AI, or give arxiv:cat:cs.*',
    ],
    [
      'arxiv:zoology',
      'names "arxiv:zoology": arXiv has no category zoology (https://arxiv.org/category_taxonomy), so give one such as arxiv:cs.LG+cs.CL',
    ],
    [
      'arxiv:cs.LG+cs.CL+cs.LG',
      'names "arxiv:cs.LG+cs.CL+cs.LG": it names a category twice, so give arxiv:cs.LG+cs.CL',
    ],
    ['arxiv:cs.LG cs.CL', 'names "arxiv:cs.LG cs.CL": categories are joined by +, so give arxiv:cs.LG+cs.CL'],
    [
      'arxiv:"world model"',
      'names "arxiv:"world model"": it is neither categories, as in arxiv:cs.LG+cs.CL, nor a query of arXiv\'s API, as in arxiv:all:"reinforcement learning"',
    ],
    ['arxiv:all:"open', 'names "arxiv:all:"open": a quote or a bracket in it is not closed, so close it'],
    ['arxiv:all:x) OR (all:y', 'names "arxiv:all:x) OR (all:y": a quote or a bracket in it is not closed, so close it'],
    [
      'arxiv:all:%E0%A4%A',
      'names "arxiv:all:%E0%A4%A": its % signs stand for nothing, so write it plainly, as in arxiv:all:"reinforcement learning"',
    ],
    [`arxiv:all:${'x'.repeat(1000)}`, 'it has 1004 characters, and 1000 are the most'],
  ])('are wrong, and said to be: %s', (text, problem) => {
    expect(problems(text)).toEqual([expect.stringContaining(problem)]);
  });

  it('are all said to be wrong at once', () => {
    expect(problems('hf,arxiv:cs.LH+cs.CL+cs.ZZZZ,none')).toEqual([
      expect.stringContaining('"hf"'),
      expect.stringMatching(/no category cs\.LH.*; arXiv has no category cs\.ZZZZ/),
      expect.stringContaining('none among others'),
    ]);
  });
});
