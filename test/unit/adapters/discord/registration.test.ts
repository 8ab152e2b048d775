import { describe, expect, it } from 'vitest';
import { diffCommands, toCommandDefinitions } from '../../../../adapters/discord/registration.ts';
import { commands as all } from '../../../../commands/index.ts';
import { type Command, commandsForPlatform } from '../../../../src/chat/command.ts';
import { checkCommandBody } from '../../../fakes/discord/body-check.ts';

const NOTHING: Command = {
  name: 'watch',
  description: 'Watches a topic',
  options: {},
  audience: 'everyone',
  ephemeral: true,
  examples: ['watch'],
  run: () => ({ blocks: [] }),
};

const commands = commandsForPlatform('discord', all);
const wanted = toCommandDefinitions(commands);

describe('the registration', () => {
  it('has a sub-command for each command, with its options typed, and the message menu', () => {
    const [papers, menu] = wanted;
    expect(papers).toMatchObject({ name: 'papers', type: 1, contexts: [0, 1, 2], integration_types: [0, 1] });
    expect(papers && 'options' in papers && papers.options?.map(({ name }) => name)).toEqual(
      commands.map(({ name }) => name),
    );
    expect(menu).toMatchObject({ name: 'Find papers in this message', type: 3 });
  });

  it('asks for what a command needs, and for a query only where no filter may stand in its place', () => {
    const options = JSON.parse(JSON.stringify(wanted))[0].options as {
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

  it('offers choices, ranges and suggestions', () => {
    const search = JSON.parse(JSON.stringify(wanted))[0].options.find(
      ({ name }: { name: string }) => name === 'search',
    );
    expect(search.options[0]).toMatchObject({ name: 'query', type: 3, autocomplete: true });
    const byName = Object.fromEntries(search.options.map((option: { name: string }) => [option.name, option]));
    expect(byName['sort'].choices.map(({ value }: { value: string }) => value)).toContain('newest');
    expect(byName['page']).toMatchObject({ type: 4, min_value: 1 });
  });
});

it('an option that only buttons say is offered to nobody', () => {
  const secret = { kind: 'text', description: 'Saves it', hidden: 'always' } as const;
  const quiet = { kind: 'text', description: 'Typed, but in no form', hidden: true } as const;
  const [papers] = toCommandDefinitions([{ ...NOTHING, options: { secret, quiet } }]);
  expect(papers).toMatchObject({ options: [{ options: [{ name: 'quiet' }] }] });
});

describe('an option that is a channel', () => {
  const options = { where: { kind: 'channel', description: 'Where to' } } as const;
  const moved = toCommandDefinitions([{ ...NOTHING, options }]);

  it('offers the channels and threads that one can post to', () => {
    expect(moved[0]).toMatchObject({
      options: [{ name: 'watch', options: [{ name: 'where', type: 7, channel_types: [0, 5, 10, 11, 12] }] }],
    });
    for (const command of moved) expect(checkCommandBody(command)).toEqual([]);
  });

  it('is registered anew when other channels are offered', () => {
    const before = JSON.parse(JSON.stringify(moved).replace('[0,5,10,11,12]', '[0,5]'));
    expect(diffCommands(before, moved)).toEqual(['~ papers watch where [channel_types]: 0, 5 → 0, 10, 11, 12, 5']);
  });
});

describe('what differs from the registration that Discord has', () => {
  it('is nothing when Discord only adds fields of its own and leaves defaults out', () => {
    const registered = JSON.parse(JSON.stringify(wanted), (_, value) =>
      value && typeof value === 'object' && value.required === false ? { ...value, required: undefined } : value,
    ).map((command: object) => ({
      id: '1',
      application_id: '2',
      version: '3',
      default_member_permissions: null,
      nsfw: false,
      ...command,
    }));
    expect(diffCommands(registered.reverse(), wanted)).toEqual([]);
  });

  it('is everything where nothing is registered', () => {
    const differences = diffCommands([], wanted);
    expect(differences.every((line) => line.startsWith('+ '))).toBe(true);
    expect(differences).toContain('+ papers show [description] = Shows one paper with its abstract and links');
  });

  it('names what is new, what is gone and what changed', () => {
    const before = structuredClone(wanted) as { name: string; options?: { name: string; description: string }[] }[];
    const [papers] = before;
    for (const option of papers?.options ?? []) {
      if (option.name === 'show') option.description = 'Old words';
      if (option.name === 'top') option.name = 'best';
    }
    const differences = diffCommands(before, wanted);
    expect(differences).toContain(
      '~ papers show [description]: Old words → Shows one paper with its abstract and links',
    );
    expect(differences.some((line) => line.startsWith('+ papers top'))).toBe(true);
    expect(differences).toContain('- papers best [description]');
  });
});
