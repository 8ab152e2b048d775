import { commandButton } from '../src/chat/action.ts';
import { type Command, defineCommand, formatUsage, partOptionNames } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { code, type Document, type Fact, heading, note, prose } from '../src/chat/document.ts';
import { findCommand } from '../src/chat/parse-command.ts';
import { FILTERS } from '../src/search/filters.ts';

export const help = defineCommand({
  name: 'help',
  description: 'Says what Paperboy does, or how one command is used',
  options: {
    command: {
      kind: 'text',
      description: 'A command to explain',
      isRest: true,
      suggest: (partial, { commands }) =>
        commands
          .filter(({ name }) => name.startsWith(partial.trim().toLowerCase()))
          .map(({ name }) => ({ label: name, value: name })),
    },
  },
  audience: 'everyone',
  ephemeral: true,
  alwaysEphemeral: true,
  examples: ['help', 'help search'],
  run: ({ command = '' }, context) => {
    const name = parseCommandName(command);
    return name === '' ? overviewDocument(context) : commandDocument(findCommand(name, context.commands), context);
  },
});

/** How one asks in a thread. */
const THREAD_HELP: Readonly<Record<string, readonly string[]>> = {
  slack: [
    'In a thread, where slash commands do not work, mention me: @Paperboy related. In the thread of a discussion that is about its paper; so are cite, summary and links.',
  ],
  discord: [
    'In the thread of a discussion, mention me and I answer about its paper: @Paperboy related, cite, summary or links.',
  ],
};

/** The command's name in what somebody asks about: `search`, `/search`, `/papers search since:2024`. */
function parseCommandName(typed: string): string {
  const [name = ''] = typed.replace(/^\/?(papers(\s+|$))?/i, '').split(/\s+/);
  return name;
}

function overviewDocument(context: CallContext): Document {
  const [first, second, third] = ['search safe offline rl', 'top week', 'help search'].map((text) =>
    exampleButton(text, context),
  );
  return {
    blocks: [
      heading('Paperboy finds research papers and brings them where you talk'),
      prose(
        `Papers here: ${context.papers.all().length}. Three first steps: look for something with `,
        code('/papers search safe offline rl'),
        ', see what was best with ',
        code('/papers top week'),
        ', and read how to narrow a search with ',
        code('/papers help search'),
        '.',
      ),
      {
        kind: 'facts',
        facts: context.commands.map((command) => ({
          label: formatUsage(command),
          spans: [{ kind: 'text', text: command.description }],
        })),
      },
      ...(THREAD_HELP[context.place.platform] ?? []).map((text) => note(text)),
      { kind: 'actions', controls: [first, second, third].flatMap((control) => control ?? []) },
    ],
  };
}

function commandDocument(command: Command, context: CallContext): Document {
  const filters = partOptionNames(command).length > 0;
  return {
    blocks: [
      heading(formatUsage(command)),
      prose(`${command.description}.`),
      { kind: 'facts', facts: [...optionFacts(command), ...(filters ? filterFacts() : [])] },
      ...(filters ? [note('A minus in front leaves out: -diffusion, -"reward model", -org:nvidia.')] : []),
      {
        kind: 'facts',
        facts: command.examples.map((text) => ({ label: 'Example', spans: [code(`/papers ${text}`)] })),
      },
      { kind: 'actions', controls: [exampleButton(command.examples[0], context)] },
    ],
  };
}

function optionFacts(command: Command): Fact[] {
  const parts = partOptionNames(command);
  return Object.entries(command.options)
    .filter(([name, { hidden }]) => !parts.includes(name) && hidden !== 'always')
    .map(([name, option]) => ({
      label: name,
      spans: [
        {
          kind: 'text',
          text: option.kind === 'choice' ? `${option.description} (${option.choices.join(', ')})` : option.description,
        },
      ],
    }));
}

function filterFacts(): Fact[] {
  return FILTERS.map((filter) => {
    const choices = 'choices' in filter ? ` (${filter.choices.join(', ')})` : '';
    return { label: filter.example, spans: [{ kind: 'text', text: filter.description + choices }] };
  });
}

function exampleButton(text: string, { actionStore }: CallContext) {
  return commandButton(`/papers ${text}`, { text, replacesOriginal: false }, actionStore);
}
