import { describe, expect, it } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { completeInput, type FetchSuggestions } from '../../../src/chat/autocomplete.ts';
import type { Command } from '../../../src/chat/command.ts';
import type { Options } from '../../../src/chat/option.ts';

const TITLES = ['Safe Walking', 'Safe Juggling', 'Streaming Deep RL: it Works', 'Newest Robots'];
const COMMANDS = commands.map(({ name }) => `${name} `);
const starting = (start: string): string[] => COMMANDS.filter((name) => name.startsWith(start));

/** Titles that hold what was typed, for the option that takes it. */
const suggest: FetchSuggestions = async (command, option, partial) => {
  expect([command, option]).toContainEqual(expect.stringMatching(/^(query|paper|command)$/));
  return TITLES.filter((title) => title.toLowerCase().includes(partial.toLowerCase())).map((label) => ({
    label,
    value: option === 'paper' ? `id of ${label}` : label,
  }));
};

/** The lines that a completion leads to, where "quit" is a word as well. */
async function lines(line: string): Promise<string[]> {
  const { items, replacedText } = await completeInput(line, { commands, suggest, words: ['quit'] });
  expect(line.endsWith(replacedText)).toBe(true);
  return items.map(({ text }) => line.slice(0, line.length - replacedText.length) + text);
}

/** What is offered behind the name of a command with these options. */
async function offersFor(options: Options, typed: string): Promise<readonly string[]> {
  const watch = { ...anyCommand, name: 'watch', options };
  const { items } = await completeInput(`watch ${typed}`, { commands: [watch], suggest });
  return items.map(({ text }) => text);
}

const anyCommand: Command = {
  ...{ name: 'watch', description: 'Watches a topic', options: {}, audience: 'everyone', ephemeral: true },
  examples: ['watch robots'],
  run: () => ({ blocks: [] }),
};

describe('a completion', () => {
  it.each([
    ['', ['/papers ']],
    ['/', ['/papers ']],
    ['/pap', ['/papers ']],
    ['/papers ', COMMANDS.map((name) => `/papers ${name}`)],
    ['/papers re', starting('re').map((name) => `/papers ${name}`)],
    ['/papers S', starting('s').map((name) => `/papers ${name}`)],
    ['papers to', starting('to').map((name) => `papers ${name}`)],
    ['/papers nonsense', []],
    ['/papers nonsense x', []],
    ['/nonsense', []],
  ])('after %j offers the prefix and commands', async (line, offered) => {
    expect(await lines(line)).toEqual(offered);
  });

  it.each([
    ['se', starting('se')],
    ['q', ['quit']],
    ['top we', ['top week']],
    ['show safe w', ['show Safe Walking']],
  ])('after %j needs no prefix', async (line, offered) => {
    expect(await lines(line)).toEqual(offered);
  });

  it.each([
    ['/papers top ', ['day', 'week', 'month', 'all', 'date:', 'upvotes', 'comments', 'page:']],
    ['/papers top w', ['week']],
    ['/papers top week c', ['week comments']],
    ['/papers top by:', ['by:upvotes', 'by:comments']],
    ['/papers top period:m', ['period:month']],
  ])('after %j offers choices and options', async (line, offered) => {
    expect(await lines(line)).toEqual(offered.map((offer) => `/papers top ${offer}`));
  });

  it.each([
    ['/papers show ', TITLES],
    ['/papers show str', ['Streaming Deep RL: it Works']],
    ['/papers show safe', ['Safe Walking', 'Safe Juggling']],
    ['/papers show walking', ['Safe Walking']],
    ['/papers show Safe Walking', []],
    ['/papers show safe walking', []],
    ['/papers show nothing like it', []],
  ])('after %j offers titles as they are', async (line, offered) => {
    expect(await lines(line)).toEqual(offered.map((offer) => `/papers show ${offer}`));
  });

  it.each([
    ['/papers search au', ['author:']],
    ['/papers search ne', ['Newest Robots']],
    ['/papers search safe rl so', ['safe rl sort:']],
    ['/papers search safe rl sort:n', ['safe rl sort:newest']],
    ['/papers search has:co', ['has:code', 'has:comments']],
    ['/papers search safe', ['Safe Walking', 'Safe Juggling']],
  ])('after %j offers filters and titles', async (line, offered) => {
    expect(await lines(line)).toEqual(offered.map((offer) => `/papers search ${offer}`));
  });

  it('offers the options behind words for which nothing is suggested', async () => {
    const topic = { kind: 'text', description: 'What about', isRest: true } as const;
    const time = { kind: 'text', description: 'When' } as const;
    const line = 'watch nothing like it ';
    const against = { kind: 'text', description: 'What else', usageText: 'vs <topic>' } as const;
    const watch = { ...anyCommand, options: { topic, against, time } };
    const { items, replacedText } = await completeInput(line, { commands: [watch], suggest: async () => [] });
    expect([replacedText, items.map(({ text }) => text)]).toEqual(['', ['time:']]);
  });

  it('offers choices by themselves only where they may lead', async () => {
    const deed = { kind: 'choice', description: 'What to do', choices: ['add', 'list'], isPositional: true } as const;
    const query = { kind: 'text', description: 'What about', isRest: true } as const;
    expect(await offersFor({ deed, query }, '')).toEqual(['add', 'list', ...TITLES]);
    expect(await offersFor({ deed, query }, 'lis')).toEqual(['list']);
    expect(await offersFor({ deed, query }, 'add ')).toEqual(TITLES);
    expect(await offersFor({ deed, query }, 'add jug')).toEqual(['Safe Juggling']);
    expect(await offersFor({ deed, query }, 'robots de')).toEqual(['deed:']);
    expect(await offersFor({ deed, query }, 'robots li')).toEqual([]);
  });

  it('offers values, and what one reads only where that is understood as well', async () => {
    const paper = { kind: 'text', description: 'Which one', isRest: true } as const;
    expect(await offersFor({ paper }, 'jug')).toEqual(['id of Safe Juggling']);
    expect(await offersFor({ paper: { ...paper, isRestrictedToSuggestions: true } }, 'jug')).toEqual(['Safe Juggling']);
  });

  it('offers what an option of its own suggests behind its name', async () => {
    const paper = { kind: 'text', description: 'Which one', suggest: () => [] } as const;
    expect(await offersFor({ paper }, 'paper:jug')).toEqual(['paper:id of Safe Juggling']);
    expect(await offersFor({ paper }, 'pap')).toEqual(['paper:']);
  });

  it('says of an offer what it does not say itself', async () => {
    const zone = { kind: 'text', description: 'Where', suggest: () => [] } as const;
    const { items } = await completeInput('watch zone:ber', {
      commands: [{ ...anyCommand, options: { zone } }],
      suggest: async () => [{ label: 'Europe/Berlin (UTC+1)', value: 'Europe/Berlin' }],
    });
    expect(items).toEqual([{ text: 'zone:Europe/Berlin', says: '(UTC+1)' }]);
  });

  it('offers nothing that only buttons say', async () => {
    const confirm = { kind: 'text', description: 'Saves it', hidden: 'always' } as const;
    expect(await offersFor({ confirm }, '')).toEqual([]);
  });

  it.each([
    ['/papers top', { text: 'top ', says: commands.find(({ name }) => name === 'top')?.description }],
    ['/papers top w', { text: 'week', says: expect.stringMatching(/./) }],
    ['/papers top pa', { text: 'page:', says: 'Which page of the list' }],
    ['/papers show jug', { text: 'Safe Juggling', says: 'id of Safe Juggling' }],
    ['/papers search jug', { text: 'Safe Juggling', says: '' }],
  ])('says what it offers after %j', async (line, offer) => {
    expect((await completeInput(line, { commands, suggest })).items).toContainEqual(offer);
  });

  it('offers no other words than those of commands where there are none', async () => {
    expect((await completeInput('q', { commands, suggest })).items).toEqual([]);
  });

  it('offers titles for words that are searched for', async () => {
    expect(await lines('safe j')).toEqual(['Safe Juggling']);
  });
});
