import { describe, expect, it } from 'vitest';
import { indexOf, paper } from './some-papers.ts';

const index = indexOf(
  paper('safe', 'Safe Reinforcement Learning', { upvotes: 3 }),
  paper('survey', 'A Survey of Reinforcement Learning', { upvotes: 90 }),
  paper('gpt', 'GPT-4o in Practice'),
  paper('umlaut', 'Über Räume'),
);
const suggest = (partial: string): string[] => index.suggest(partial, 10).map(({ id }) => id);

describe('SearchIndex.suggest', () => {
  it.each([
    ['reinf', ['survey', 'safe']],
    ['safe r', ['safe']],
    ['learning sa', ['safe']],
    ['s', ['safe', 'survey']],
    ['gpt4', ['gpt']],
    ['gpt-4', ['gpt']],
    ['uber', ['umlaut']],
    ['the best', []],
    ['-"', ['survey', 'safe', 'gpt', 'umlaut']],
  ])('completes %j', (partial, expected) => {
    expect(suggest(partial)).toEqual(expected);
  });

  it.each(['reinfrocement', 'reinforcment le', 'saef', 'safe lerning', 'reinfz'])('tolerates a typo: %s', (partial) => {
    expect(suggest(partial)).toContain('safe');
  });

  it('ignores text beyond the maximum length of a query', () => {
    expect(suggest(`safe r${' '.repeat(494)}nothing like it`)).toEqual(['safe']);
    expect(suggest('reinforcement '.repeat(200_000))).toEqual(['survey', 'safe']);
    expect(suggest('x'.repeat(5_000_000))).toEqual([]);
  });

  it('suggests the most upvoted papers for an empty text, up to the limit', () => {
    expect(index.suggest('', 1).map(({ id }) => id)).toEqual(['survey']);
  });
});
