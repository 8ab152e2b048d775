import { commandButton } from '../src/chat/action.ts';
import { type CommandDefinition, defineCommand, formatUsage, partOptionNames } from '../src/chat/command.ts';
import { actions, code, type Document, type Fact, heading, note, prose, text } from '../src/chat/document.ts';
import { findCommand } from '../src/chat/parse-command.ts';
import { FILTERS } from '../src/search/filters.ts';
import { pluralize } from '../src/text/format.ts';
import type { CommandServices, PlatformCommands } from './services.ts';

type HelpServices = PlatformCommands & Pick<CommandServices, 'papers'>;

export const help = defineCommand(
  {
    name: 'help',
    description: 'Explains Paperboy or one of its commands',
    options: { command: { kind: 'text', description: 'The command to explain', isRest: true, autocomplete: true } },
    audience: 'everyone',
    ephemeral: true,
    alwaysEphemeral: true,
    examples: ['help', 'help search'],
  },
  (services: HelpServices) => ({
    suggest: {
      command: (partial) =>
        services.commands
          .filter(({ name }) => name.startsWith(partial.trim().toLowerCase()))
          .map(({ name }) => ({ label: name, value: name })),
    },
    run: ({ command = '' }) => {
      const name = parseCommandName(command);
      return name === '' ? overviewDocument(services) : commandDocument(findCommand(name, services.commands));
    },
  }),
);

/** The command's name, however it is typed: `search`, `/search`, `/papers search since:2024`. */
function parseCommandName(typed: string): string {
  const [name = ''] = typed.replace(/^\/?(papers(\s+|$))?/i, '').split(/\s+/);
  return name;
}

function overviewDocument({ papers, commands, platform }: HelpServices): Document {
  return {
    blocks: [
      heading('Paperboy brings research papers to where your team talks'),
      prose(
        `Search ${pluralize(papers.all().length, 'paper')}, share and discuss them, and get daily highlights. Some first steps:`,
      ),
      actions(...['search safe offline rl', 'top week', 'help search'].map(exampleButton)),
      {
        kind: 'facts',
        facts: commands.map((command) => ({ label: formatUsage(command), spans: [text(command.description)] })),
      },
      ...platform.threadHelp.map((line) => note(line)),
    ],
  };
}

function commandDocument(command: CommandDefinition): Document {
  const hasFilters = partOptionNames(command).length > 0;
  const examples = command.examples.map((example) => ({ label: 'Example', spans: [code(`/papers ${example}`)] }));
  return {
    blocks: [
      heading(formatUsage(command)),
      prose(`${command.description}.`),
      { kind: 'facts', facts: [...optionFacts(command), ...(hasFilters ? filterFacts() : [])] },
      ...(hasFilters ? [note('Put a minus in front to exclude: -diffusion, -"reward model", -org:nvidia.')] : []),
      { kind: 'facts', facts: examples },
      actions(exampleButton(command.examples[0])),
    ],
  };
}

function optionFacts(command: CommandDefinition): Fact[] {
  const parts = partOptionNames(command);
  return Object.entries(command.options)
    .filter(([name, { hidden }]) => !parts.includes(name) && hidden !== 'always')
    .map(([name, option]) => {
      const choices = option.kind === 'choice' ? ` (${option.choices.join(', ')})` : '';
      return { label: name, spans: [text(option.description + choices)] };
    });
}

function filterFacts(): Fact[] {
  return FILTERS.map((filter) => {
    const choices = 'choices' in filter ? ` (${filter.choices.join(', ')})` : '';
    return { label: filter.example, spans: [text(filter.description + choices)] };
  });
}

function exampleButton(example: string) {
  return commandButton(`/papers ${example}`, example);
}
