import { describe, expect, it } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { completeInput, type FetchSuggestions } from '../../../src/chat/autocomplete.ts';
import type { CommandDefinition } from '../../../src/chat/command.ts';
import type { Options } from '../../../src/chat/option.ts';

const TITLES = ['Safe Walking', 'Safe Juggling', 'Streaming Deep RL: it Works', 'Newest Robots'];
const COMMANDS = commands.map(({ name }) => `${name} `);
const starting = (start: string): string[] => COMMANDS.filter((name) => name.startsWith(start));

/** Suggests titles that contain the text, for the options with titles. */
const suggest: FetchSuggestions = async (command, option, partial) => {
  expect([command, option]).toContainEqual(expect.stringMatching(/^(query|paper|command)$/));
  return TITLES.filter((title) => title.toLowerCase().includes(partial.toLowerCase())).map((label) => ({
    label,
    value: option === 'paper' ? `id of ${label}` : label,
  }));
};

/** The completed lines, where "quit" is a word too. */
async function lines(line: string): Promise<string[]> {
  const { items, replacedText } = await completeInput(line, { commands, suggest, words: ['quit'] });
  expect(line.endsWith(replacedText)).toBe(true);
  return items.map(({ text }) => line.slice(0, line.length - replacedText.length) + text);
}

/** The completions after the name of a command with these options. */
async function offersFor(options: Options, typed: string): Promise<readonly string[]> {
  const watch = { ...anyCommand, name: 'watch', options };
  const { items } = await completeInput(`watch ${typed}`, { commands: [watch], suggest });
  return items.map(({ text }) => text);
}

const anyCommand: CommandDefinition = {
  ...{ name: 'watch', description: 'Watches a topic', options: {}, audience: 'everyone', ephemeral: true },
  examples: ['watch robots'],
};

describe('completeInput', () => {
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
  ])('completes %j to the prefix or a command', async (line, offered) => {
    expect(await lines(line)).toEqual(offered);
  });

  it.each([
    ['se', starting('se')],
    ['q', ['quit']],
    ['top we', ['top week']],
    ['show safe w', ['show Safe Walking']],
  ])('completes %j without the prefix', async (line, offered) => {
    expect(await lines(line)).toEqual(offered);
  });

  it.each([
    ['/papers top ', ['day', 'week', 'month', 'all', 'date:', 'upvotes', 'comments', 'page:']],
    ['/papers top w', ['week']],
    ['/papers top week c', ['week comments']],
    ['/papers top by:', ['by:upvotes', 'by:comments']],
    ['/papers top period:m', ['period:month']],
  ])('completes %j to choices and option names', async (line, offered) => {
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
  ])('completes %j to titles', async (line, offered) => {
    expect(await lines(line)).toEqual(offered.map((offer) => `/papers show ${offer}`));
  });

  it.each([
    ['/papers search au', ['author:']],
    ['/papers search ne', ['Newest Robots']],
    ['/papers search safe rl so', ['safe rl sort:']],
    ['/papers search safe rl sort:n', ['safe rl sort:newest']],
    ['/papers search has:co', ['has:code', 'has:comments']],
    ['/papers search safe', ['Safe Walking', 'Safe Juggling']],
  ])('completes %j to filters and titles', async (line, offered) => {
    expect(await lines(line)).toEqual(offered.map((offer) => `/papers search ${offer}`));
  });

  it('completes to option names after words without suggestions', async () => {
    const topic = { kind: 'text', description: 'What about', isRest: true } as const;
    const time = { kind: 'text', description: 'When' } as const;
    const line = 'watch nothing like it ';
    const against = { kind: 'text', description: 'What else', usageText: 'vs <topic>' } as const;
    const watch = { ...anyCommand, options: { topic, against, time } };
    const { items, replacedText } = await completeInput(line, { commands: [watch], suggest: async () => [] });
    expect([replacedText, items.map(({ text }) => text)]).toEqual(['', ['time:']]);
  });

  it('completes to choices without the option name only where they are positional', async () => {
    const action = { kind: 'choice', description: 'What to do', choices: ['add', 'list'], isPositional: true } as const;
    const query = { kind: 'text', description: 'What about', isRest: true } as const;
    expect(await offersFor({ action, query }, '')).toEqual(['add', 'list', ...TITLES]);
    expect(await offersFor({ action, query }, 'lis')).toEqual(['list']);
    expect(await offersFor({ action, query }, 'add ')).toEqual(TITLES);
    expect(await offersFor({ action, query }, 'add jug')).toEqual(['Safe Juggling']);
    expect(await offersFor({ action, query }, 'robots ac')).toEqual(['action:']);
    expect(await offersFor({ action, query }, 'robots li')).toEqual([]);
  });

  it('completes to labels only if the command understands them, else to values', async () => {
    const paper = { kind: 'text', description: 'Which one', isRest: true } as const;
    expect(await offersFor({ paper }, 'jug')).toEqual(['id of Safe Juggling']);
    expect(await offersFor({ paper: { ...paper, isRestrictedToSuggestions: true } }, 'jug')).toEqual(['Safe Juggling']);
  });

  it('completes the value of an option after its name', async () => {
    const paper = { kind: 'text', description: 'Which one', autocomplete: true } as const;
    expect(await offersFor({ paper }, 'paper:jug')).toEqual(['paper:id of Safe Juggling']);
    expect(await offersFor({ paper }, 'pap')).toEqual(['paper:']);
  });

  it("doesn't repeat the text of an item in its description", async () => {
    const zone = { kind: 'text', description: 'Where', autocomplete: true } as const;
    const { items } = await completeInput('watch zone:ber', {
      commands: [{ ...anyCommand, options: { zone } }],
      suggest: async () => [{ label: 'Europe/Berlin (UTC+1)', value: 'Europe/Berlin' }],
    });
    expect(items).toEqual([{ text: 'zone:Europe/Berlin', says: '(UTC+1)' }]);
  });

  it('leaves out options that only buttons use', async () => {
    const confirm = { kind: 'text', description: 'Saves it', hidden: 'always' } as const;
    expect(await offersFor({ confirm }, '')).toEqual([]);
  });

  it.each([
    ['/papers top', { text: 'top ', says: commands.find(({ name }) => name === 'top')?.description }],
    ['/papers top w', { text: 'week', says: expect.stringMatching(/./) }],
    ['/papers top pa', { text: 'page:', says: 'Page of the list' }],
    ['/papers show jug', { text: 'Safe Juggling', says: 'id of Safe Juggling' }],
    ['/papers search jug', { text: 'Safe Juggling', says: '' }],
  ])('describes the items for %j', async (line, offer) => {
    expect((await completeInput(line, { commands, suggest })).items).toContainEqual(offer);
  });

  it('completes to commands only if there are no other words', async () => {
    expect((await completeInput('q', { commands, suggest })).items).toEqual([]);
  });

  it('completes other words as a search', async () => {
    expect(await lines('safe j')).toEqual(['Safe Juggling']);
  });
});
