import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  InteractionContextType,
  type REST,
  type RESTPutAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import { type Command, isFieldRequired, type Option } from '../../src/chat/command.ts';
import { unreachable } from '../../src/errors.ts';

/** The name of the message menu that looks for papers. */
export const MESSAGE_COMMAND_NAME = 'Find papers in this message';

const ALL_CONTEXTS = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
};

/** The kinds of channel that one can post to. A forum takes threads only, so its threads are offered and it is not. */
export const POSTABLE_CHANNEL_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
] as const;

/** What Discord has to know: `/papers` with a sub-command for each command, and the message menu. */
export function toCommandDefinitions(commands: readonly Command[]): RESTPutAPIApplicationCommandsJSONBody {
  return [
    {
      type: ApplicationCommandType.ChatInput,
      name: 'papers',
      description: 'Research papers: search, read on, share',
      options: commands.map(toSubcommand),
      ...ALL_CONTEXTS,
    },
    { type: ApplicationCommandType.Message, name: MESSAGE_COMMAND_NAME, ...ALL_CONTEXTS },
  ];
}

/**
 * Registers the commands unless Discord has them already: creating them is limited to 200 a day, and each time people wait for the new ones.
 *
 * @returns what was different, a line each; nothing where nothing was
 */
export async function syncCommands(rest: REST, applicationId: string, commands: readonly Command[]): Promise<string[]> {
  const desired = toCommandDefinitions(commands);
  const route = Routes.applicationCommands(applicationId);
  const registered = (await rest.get(route)) as object[];
  const differences = diffCommands(registered, desired);
  if (differences.length > 0) await rest.put(route, { body: desired });
  return differences;
}

/** What has to change for `registered` to be `wanted`: `+ new`, `- gone`, `~ changed: from what to what`. */
export function diffCommands(registered: readonly object[], desired: readonly object[]): string[] {
  const [before, after] = [flattenCommands(registered), flattenCommands(desired)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === now) return [];
    if (old === undefined) return [`+ ${name} = ${now}`];
    return now === undefined ? [`- ${name}`] : [`~ ${name}: ${old} → ${now}`];
  });
}

/** Every value that we set, by its path. Discord adds fields of its own and leaves defaults out, so only these count. */
function flattenCommands(commands: readonly object[]): Map<string, string> {
  const values = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
      if (value.length > 0) values.set(path, [...value].sort().join(', '));
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries())
        visit(item, `${path} ${(item as { name?: string }).name ?? index}`.trim());
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        if (COMPARED_KEYS.has(key)) visit(item, PATHLESS_KEYS.has(key) ? path : `${path} [${key}]`);
      }
    } else if (value !== undefined && value !== null && value !== false && value !== '') {
      values.set(path, String(value));
    }
  };
  visit(commands, '');
  return values;
}

const PATHLESS_KEYS = new Set(['options']);
const COMPARED_KEYS = new Set([
  'type',
  'description',
  'options',
  'choices',
  'value',
  'required',
  'autocomplete',
  'min_value',
  'max_value',
  'max_length',
  'channel_types',
  'integration_types',
  'contexts',
]);

function toSubcommand({ name, description, options }: Command): APIApplicationCommandSubcommandOption {
  const visibleOptions = Object.entries(options).filter(([, { hidden }]) => hidden !== 'always');
  const fields = visibleOptions.map(([option, definition]) => ({
    ...{ option, definition },
    required: isFieldRequired(option, options),
  }));
  const sorted = fields.sort((a, b) => Number(b.required) - Number(a.required));
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name,
    description,
    options: sorted.map(({ option, definition, required }) => toCommandOption(option, { ...definition, required })),
  };
}

function toCommandOption(name: string, option: Option): APIApplicationCommandBasicOption {
  const { description, required = false } = option;
  switch (option.kind) {
    case 'text':
      return option.suggest
        ? { type: ApplicationCommandOptionType.String, name, description, required, autocomplete: true }
        : { type: ApplicationCommandOptionType.String, name, description, required };
    case 'integer':
      return {
        type: ApplicationCommandOptionType.Integer,
        name,
        description,
        required,
        min_value: option.min,
        max_value: option.max,
      };
    case 'choice': {
      const choices = option.choices.map((choice) => ({ name: choice, value: choice }));
      return { type: ApplicationCommandOptionType.String, name, description, required, choices };
    }
    case 'channel':
      return {
        type: ApplicationCommandOptionType.Channel,
        name,
        description,
        required,
        channel_types: [...POSTABLE_CHANNEL_TYPES],
      };
    default:
      return unreachable(option);
  }
}
