import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toCommandDefinitions } from '../../../adapters/discord/registration.ts';
import { commands } from '../../../commands/index.ts';
import type { CommandServices } from '../../../commands/services.ts';
import { defineCommand, formatUsage } from '../../../src/chat/command.ts';
import { prose } from '../../../src/chat/document.ts';
import { parseCommand } from '../../../src/chat/parse-command.ts';
import { createTestCommands, createTestCore, createTester, textOf } from '../../fakes/core.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'commands');

describe.each(commands)('/papers $name', (command) => {
  it('has names and descriptions that every platform accepts', () => {
    const described = [[command.name, command] as const, ...Object.entries(command.options)];
    for (const [name, { description }] of described) {
      expect(name).toMatch(/^[a-z]{1,32}$/);
      expect(description.length).toBeGreaterThan(0);
      expect(description.length).toBeLessThanOrEqual(100);
    }
    expect(Object.keys(command.options).length).toBeLessThanOrEqual(25);
  });

  it('has a rest option only as its first, and parts only of options it has', () => {
    const options = Object.entries(command.options);
    options.forEach(([, option], index) => {
      if (option.kind === 'text' && option.isRest) expect(index).toBe(0);
      if (option.partOf !== undefined) expect(Object.keys(command.options)).toContain(option.partOf);
    });
  });

  it.each(command.examples)('has an example that works: %s', async (example) => {
    expect(parseCommand({ text: example }, createTestCommands()).command.name).toBe(command.name);
    const { types } = createTester();
    expect((await types(`/papers ${example}`)).outcome).not.toBe('failed');
  });
});

describe('a new command', () => {
  /** As in a new file. */
  const count = defineCommand(
    {
      name: 'count',
      description: 'Counts the papers of an author',
      options: {
        author: { kind: 'text', description: 'A name', required: true, isRest: true, autocomplete: true },
      },
      audience: 'everyone',
      ephemeral: true,
      examples: ['count Ada Lovelace'],
    },
    ({ papers }: Pick<CommandServices, 'papers'>) => ({
      suggest: { author: (partial) => [{ label: `${partial}…`, value: partial }] },
      run: ({ author }, { person }) => {
        const found = papers.all().filter(({ authors = [] }) => authors.includes(author));
        return { blocks: [prose(`${person.name}, ${author} has ${found.length}.`)] };
      },
    }),
  );
  /** As with a line in commands/index.ts. */
  const modules = [...commands, count];

  it('is parsed, runs, suggests values, and is registered and explained', async () => {
    const { types, does } = createTester(createTestCore(), modules);
    expect(textOf((await types('/papers count Ada Lovelace')).document)).toBe('Ada, Ada Lovelace has 1.');
    expect(await does({ kind: 'autocomplete', command: 'count', option: 'author', partial: 'Ad' })).toMatchObject({
      suggestions: [{ label: 'Ad…', value: 'Ad' }],
    });
    expect(textOf((await types('/papers coutn Ada')).document)).toContain('Did you mean /papers count?');
    expect(textOf((await types('/papers help')).document)).toContain(formatUsage(count));
    expect(textOf((await types('/papers help count')).document)).toContain('Counts the papers of an author.');
    expect(JSON.stringify(toCommandDefinitions(modules))).toContain('"name":"count"');
  });

  it('takes a file and a line in commands/index.ts', () => {
    const files = readdirSync(FOLDER).filter((name) => !['index.ts', 'services.ts'].includes(name));
    const index = readFileSync(join(FOLDER, 'index.ts'), 'utf8');
    const imported = [...index.matchAll(/^import \{ (\w+) \} from '\.\/\1\.ts';$/gm)].map(([, name]) => name);
    expect(imported.map((name) => `${name}.ts`).toSorted()).toEqual(files.toSorted());
    expect(commands.map(({ name }) => name).toSorted()).toEqual(imported.toSorted());
  });
});
