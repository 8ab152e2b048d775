import { describe, expect, it } from 'vitest';
import { discord } from '../../../../adapters/discord/descriptor.ts';
import { diffCommands, toCommandDefinitions } from '../../../../adapters/discord/registration.ts';
import { commands as all } from '../../../../commands/index.ts';
import { type Command, commandsForPlatform } from '../../../../src/chat/command.ts';
import { checkCommandBody } from '../../../fakes/discord/body-check.ts';

const WATCH: Command = {
  name: 'watch',
  description: 'Watches a topic',
  options: {},
  audience: 'everyone',
  ephemeral: true,
  examples: ['watch'],
  run: () => ({ blocks: [] }),
};

const commands = commandsForPlatform(discord, all);
const desired = toCommandDefinitions(commands);

describe('toCommandDefinitions', () => {
  it('returns a subcommand for each command, and the message command', () => {
    const [papers, menu] = desired;
    expect(papers).toMatchObject({ name: 'papers', type: 1, contexts: [0, 1, 2], integration_types: [0, 1] });
    expect(papers && 'options' in papers && papers.options?.map(({ name }) => name)).toEqual(
      commands.map(({ name }) => name),
    );
    expect(menu).toMatchObject({ name: 'Find papers in this message', type: 3 });
  });

  it('requires options, but no query that filters can replace', () => {
    const options = JSON.parse(JSON.stringify(desired))[0].options as {
      name: string;
      options: { name: string; required: boolean }[];
    }[];
    const required = options.flatMap(({ name, options }) =>
      options.filter((one) => one.required).map((one) => `${name} ${one.name}`),
    );
    const reading = ['show', 'related', 'comments', 'summary', 'links', 'cite'].map((name) => `${name} paper`);
    const keeping = ['share', 'discuss', 'save', 'unsave'].map((name) => `${name} paper`);
    expect(required).toEqual([...reading, 'trends topic', ...keeping]);
  });

  it('has choices, ranges and autocomplete', () => {
    const search = JSON.parse(JSON.stringify(desired))[0].options.find(
      ({ name }: { name: string }) => name === 'search',
    );
    expect(search.options[0]).toMatchObject({ name: 'query', type: 3, autocomplete: true });
    const byName = Object.fromEntries(search.options.map((option: { name: string }) => [option.name, option]));
    expect(byName['sort'].choices.map(({ value }: { value: string }) => value)).toContain('newest');
    expect(byName['page']).toMatchObject({ type: 4, min_value: 1 });
  });
});

it('leaves out options that only buttons use', () => {
  const secret = { kind: 'text', description: 'Saves it', hidden: 'always' } as const;
  const quiet = { kind: 'text', description: 'Typed, but in no form', hidden: true } as const;
  const [papers] = toCommandDefinitions([{ ...WATCH, options: { secret, quiet } }]);
  expect(papers).toMatchObject({ options: [{ options: [{ name: 'quiet' }] }] });
});

describe('a channel option', () => {
  const options = { where: { kind: 'channel', description: 'Where to' } } as const;
  const definitions = toCommandDefinitions([{ ...WATCH, options }]);

  it('offers channels and threads that can be posted to', () => {
    expect(definitions[0]).toMatchObject({
      options: [{ name: 'watch', options: [{ name: 'where', type: 7, channel_types: [0, 5, 10, 11, 12] }] }],
    });
    for (const command of definitions) expect(checkCommandBody(command)).toEqual([]);
  });

  it('differs if the channel types differ', () => {
    const before = JSON.parse(JSON.stringify(definitions).replace('[0,5,10,11,12]', '[0,5]'));
    expect(diffCommands(before, definitions)).toEqual([
      '~ papers watch where [channel_types]: 0, 5 → 0, 10, 11, 12, 5',
    ]);
  });
});

describe('diffCommands', () => {
  it('ignores added fields and missing defaults', () => {
    const registered = JSON.parse(JSON.stringify(desired), (_, value) =>
      value && typeof value === 'object' && value.required === false ? { ...value, required: undefined } : value,
    ).map((command: object) => ({
      id: '1',
      application_id: '2',
      version: '3',
      default_member_permissions: null,
      nsfw: false,
      ...command,
    }));
    expect(diffCommands(registered.reverse(), desired)).toEqual([]);
  });

  it('lists everything if nothing is registered', () => {
    const differences = diffCommands([], desired);
    expect(differences.every((line) => line.startsWith('+ '))).toBe(true);
    expect(differences).toContain('+ papers show [description] = Shows a paper with its abstract and links');
  });

  it('lists what is new, removed and changed', () => {
    const before = structuredClone(desired) as { name: string; options?: { name: string; description: string }[] }[];
    const [papers] = before;
    for (const option of papers?.options ?? []) {
      if (option.name === 'show') option.description = 'Old description';
      if (option.name === 'top') option.name = 'best';
    }
    const differences = diffCommands(before, desired);
    expect(differences).toContain(
      '~ papers show [description]: Old description → Shows a paper with its abstract and links',
    );
    expect(differences.some((line) => line.startsWith('+ papers top'))).toBe(true);
    expect(differences).toContain('- papers best [description]');
  });
});
