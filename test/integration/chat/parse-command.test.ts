import { describe, expect, it } from 'vitest';
import type { Command, CommandCall } from '../../../src/chat/command.ts';
import { parseCommand, parseFreeText } from '../../../src/chat/parse-command.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { createTestCommands, TEST_CALL } from '../../fakes/core.ts';

const commands = createTestCommands();

/** The name and the values of a parsed call. */
function parse(call: string | CommandCall, among: readonly Command[] = commands) {
  const { command, values } = parseCommand(typeof call === 'string' ? { text: call } : call, among);
  return [command.name, values];
}

/** The error of a call, from the parser or from the command. */
async function errorOf(call: string | CommandCall, among: readonly Command[] = commands): Promise<string> {
  try {
    const { command, values } = parseCommand(typeof call === 'string' ? { text: call } : call, among);
    await command.run(values, TEST_CALL);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('the call was not refused');
}

describe('parseCommand, for typed text', () => {
  it.each(['', '/papers', 'papers', '  /PAPERS  ', '/papers help', 'help'])('parses %j as help', (text) => {
    expect(parse(text)).toEqual(['help', {}]);
  });

  it.each([
    ['/papers search safe rl', ['search', { query: 'safe rl' }]],
    ['papers search safe rl', ['search', { query: 'safe rl' }]],
    ['search safe rl', ['search', { query: 'safe rl' }]],
    ['  /Papers \n SEARCH   safe \t rl  ', ['search', { query: 'safe rl' }]],
    ['/papers search papers', ['search', { query: 'papers' }]],
  ])('parses %j with or without the prefix, in any case and with any spaces', (text, call) => {
    expect(parse(text)).toEqual(call);
  });

  it.each([
    ['search safe rl page:2', { query: 'safe rl', page: 2 }],
    ['search page:2 safe rl', { query: 'safe rl', page: 2 }],
    ['search safe page:2 rl', { query: 'safe rl', page: 2 }],
    ['search safe Page:2', { query: 'safe', page: 2 }],
    ['search safe page:"2"', { query: 'safe', page: 2 }],
    ['search safe page:“2”', { query: 'safe', page: 2 }],
    ['search query:safe', { query: 'safe' }],
    ['search query:"safe rl" page:3', { query: 'safe rl', page: 3 }],
    ['search query:safe rl', { query: 'safe rl' }],
  ])('parses the named options of %j', (text, values) => {
    expect(parse(text)).toEqual(['search', values]);
  });

  it.each([
    'author:"Ada Lovelace" since:2024',
    'author:“Ada Lovelace”',
    '"reward model" -diffusion sort:newest',
    '“page:2” in quotes',
    '"go to page:2 now"',
    '«page:2»',
    'an "unclosed quote page',
    'top of the week, by day or month and all upvotes',
    'newest relevance comments code',
    'page: the book',
    'MMR1: Enhancing Multimodal',
    '__proto__:x constructor:y toString:z hasOwnProperty',
    'https://arxiv.org/abs/2401.12345v2',
    "it's a rock 'n' roll query",
  ])('keeps the query as typed: search %s', (query) => {
    expect(parse(`/papers search ${query}`)).toEqual(['search', { query }]);
    expect(parse(`/papers search ${query} page:2`)).toEqual(['search', { query, page: 2 }]);
  });

  it.each([
    ['show MMR1: Enhancing Multimodal', ['show', { paper: 'MMR1: Enhancing Multimodal' }]],
    ['related Dual RL: Unification page:2', ['related', { paper: 'Dual RL: Unification', page: 2 }]],
    ['show https://arxiv.org/abs/2401.12345v2', ['show', { paper: 'https://arxiv.org/abs/2401.12345v2' }]],
    ['show paper:2401.12345', ['show', { paper: '2401.12345' }]],
    ['show paper:https://arxiv.org/abs/2401.12345', ['show', { paper: 'https://arxiv.org/abs/2401.12345' }]],
    ['show paper:"Dual RL: Unification"', ['show', { paper: 'Dual RL: Unification' }]],
    ['help /papers search', ['help', { command: '/papers search' }]],
  ])('keeps titles with colons and links whole: /papers %s', (text, call) => {
    expect(parse(`/papers ${text}`)).toEqual(call);
  });

  it.each([
    ['top week', { period: 'week' }],
    ['top MONTH Comments', { period: 'month', by: 'comments' }],
    ['top comments day page:2', { period: 'day', by: 'comments', page: 2 }],
    ['top period:Week by:UPVOTES', { period: 'week', by: 'upvotes' }],
    ['top by:comments all', { period: 'all', by: 'comments' }],
    ['top week comments 2025-03-05', { period: 'week', by: 'comments', date: '2025-03-05' }],
    ['top 2025-W10 upvotes', { by: 'upvotes', date: '2025-W10' }],
    ['top day Yesterday', { period: 'day', date: 'Yesterday' }],
    ['top date:2025-03', { date: '2025-03' }],
    ['top', {}],
  ])('parses choices without the option name, in any case: /papers %s', (text, values) => {
    expect(parse(`/papers ${text}`)).toEqual(['top', values]);
  });

  it('parses a bare choice only if the command has no rest option', () => {
    const mixed: Command = {
      name: 'mixed',
      description: 'Both kinds of option',
      options: {
        query: { kind: 'text', description: 'Words', required: true, isRest: true },
        order: { kind: 'choice', description: 'An order', choices: ['newest', 'oldest'] },
      },
      audience: 'everyone',
      ephemeral: true,
      examples: ['mixed words order:newest'],
      run: () => ({ blocks: [] }),
    };
    expect(parse('mixed the newest robots', [mixed])).toEqual(['mixed', { query: 'the newest robots' }]);
    expect(parse('mixed robots order:newest', [mixed])).toEqual(['mixed', { query: 'robots', order: 'newest' }]);
  });

  it.each([
    ['pause xj7nextz', { id: 'xj7nextz', action: 'pause' }],
    ['xj7nextz pause', { id: 'xj7nextz', action: 'pause' }],
    ['xj7nextz PAUSE for:week', { id: 'xj7nextz', action: 'pause', for: 'week' }],
    ['for:week pause', { action: 'pause', for: 'week' }],
    ['pause show', { id: 'show', action: 'pause' }],
    ['xj7nextz pause please', { id: 'xj7nextz pause please' }],
    ['action:show pause', { id: 'pause', action: 'show' }],
  ])('parses a positional choice as the first or last word: /papers subscriptions %s', (text, values) => {
    expect(parse(`/papers subscriptions ${text}`)).toEqual(['subscriptions', values]);
  });

  it.each(['a '.repeat(10_000), '" '.repeat(10_000), '"'.repeat(100_000), 'x'.repeat(1_000_000), 'a:'.repeat(50_000)])(
    'parses text of any length',
    (query) => {
      expect(parse(`search ${query}`)).toEqual(['search', { query: query.trim().replace(/ +/g, ' ') }]);
      expect(() => parse(query)).toThrow(UserError);
    },
  );
});

describe('parseCommand, for options from the platform', () => {
  it('merges filters into the query, as somebody would type them', () => {
    const values = { query: 'safe rl', author: 'Ada Lovelace', since: '2024-06', sort: 'newest', page: 2 };
    expect(parse({ command: 'search', values })).toEqual([
      'search',
      { query: 'safe rl author:"Ada Lovelace" since:2024-06 sort:newest', page: 2 },
    ]);
  });

  it('makes a query of filters without words', () => {
    expect(parse({ command: 'search', values: { org: 'nvidia' } })).toEqual(['search', { query: 'org:nvidia' }]);
  });

  it.each(['“Ada Lovelace”', '"Ada" Lovelace', '  Ada   "Lovelace ', '«Ada Lovelace»'])(
    'replaces the quotes around a value with spaces: %j',
    (author) => {
      const { values } = parseCommand({ command: 'search', values: { author } }, commands);
      expect(values['query']).toMatch(/^author:"Ada +Lovelace"$/);
    },
  );

  it('ignores blank values', () => {
    const values = { query: 'rl', author: '  ', page: '', since: undefined };
    expect(parse({ command: 'search', values })).toEqual(['search', { query: 'rl' }]);
  });

  it("doesn't look for options within a value", () => {
    const values = { query: 'page:7 rl' };
    expect(parse({ command: 'search', values })).toEqual(['search', { query: 'page:7 rl' }]);
  });
});

describe('parseCommand, for invalid calls', () => {
  it.each([
    ['search rl page:0', 'page must be a whole number from 1 to 1000'],
    ['search rl page:x', 'page must be a whole number from 1 to 1000'],
    ['search rl page:-1', 'page must be a whole number from 1 to 1000'],
    ['search rl page:99999', 'page must be a whole number from 1 to 1000'],
    ['search rl page:1e2', 'page must be a whole number from 1 to 1000'],
    ['search rl page:0x2', 'page must be a whole number from 1 to 1000'],
    ['search rl page:1.5', 'page must be a whole number from 1 to 1000'],
    ['search rl page:2 page:3', 'page is set twice'],
    ['search', 'query is missing'],
    ['search page:2', 'query is missing'],
    ['show', 'paper is missing'],
    ['previews', 'cards is missing'],
    ['top by:stars', 'by must be upvotes or comments'],
    ['top week day', 'period is set twice'],
    ['top 2025-03 2025-04', 'date is set twice'],
    ['top k sampling', '"k sampling" is not an option'],
  ])('reports the problem of /papers %s with a call that works', async (text, problem) => {
    const message = await errorOf(`/papers ${text}`);
    expect(message).toContain(problem);
    const example = /Try: (.*)$/.exec(message)?.[1] ?? '';
    expect(() => parse(example)).not.toThrow();
  });

  it('reports all problems at once', async () => {
    expect(await errorOf('top by:stars page:x nonsense')).toBe(
      '/papers top: "nonsense" is not an option; period must be day, week, month or all; by must be upvotes or comments; by must be upvotes or comments; page must be a whole number from 1 to 1000. Try: /papers top week',
    );
  });

  it('reports the problems of options together with those that the command finds', async () => {
    const message = await errorOf('search rl page:x upvotes:many');
    expect(message).toContain('page must be a whole number from 1 to 1000. ');
    expect(message).toMatch(/upvotes:many is not a valid number.* Try: rl upvotes:20$/);
  });

  it('reports unknown options', async () => {
    const message = await errorOf({ command: 'show', values: { paper: 'x', size: 3, ['__proto__']: 'y' } });
    expect(message).toContain('/papers show: there is no option size');
  });

  it('suggests the closest command for an unknown name', async () => {
    expect(await errorOf('/papers serach rl')).toContain('There is no command "serach". Did you mean /papers search?');
    expect(await errorOf('/papers rel x')).toContain('Did you mean /papers related?');
    expect(await errorOf({ command: 'halp', values: {} })).toContain('Did you mean /papers help?');
  });

  it.each(['diffusion', '__proto__', 'constructor', 'toString', '👾', '"'])(
    'lists all commands if no name is close to %j',
    async (name) => {
      expect(await errorOf(`/papers ${name} x`)).toContain(
        `There is no command "${name}". The commands are search, show,`,
      );
    },
  );

  it.each(['word '.repeat(10_000), 'x'.repeat(1_000_000)])('keeps the message short for a long call', async (words) => {
    expect((await errorOf(words)).length).toBeLessThan(400);
    expect((await errorOf(`top ${words}`)).length).toBeLessThan(300);
  });
});

describe('parseFreeText', () => {
  it.each([
    ['safe offline rl', 'search safe offline rl'],
    ['papers about robots', 'search papers about robots'],
    ['Papers', 'Papers'],
    ['papers top week', 'papers top week'],
    ['/papers nonsense', '/papers nonsense'],
    ['/papers', '/papers'],
    ['Top week', 'Top week'],
    ['  help', '  help'],
    ['Hi!', 'help'],
    ['hello there', 'help'],
    ['thanks 🙏', 'help'],
    ['hello world models', 'search hello world models'],
    ['', ''],
    [' ', ' '],
  ])('turns %j into %j', (text, call) => {
    expect(parseFreeText(text, commands)).toEqual({ text: call });
  });
});

it('accepts a filter with its name in its own field', () => {
  const values = { query: 'safe rl', since: 'since:2024', org: 'nvidia' };
  expect(parse({ command: 'search', values })).toEqual(['search', { query: 'safe rl org:nvidia since:2024' }]);
});
