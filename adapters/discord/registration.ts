import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  DiscordAPIError,
  InteractionContextType,
  OAuth2Scopes,
  PermissionFlagsBits,
  REST,
  type RESTPutAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import type { CommandDefinition } from '../../src/chat/command.ts';
import { isFieldRequired, type Option } from '../../src/chat/option.ts';
import { UserError, unreachable } from '../../src/runtime/errors.ts';
import { pluralize } from '../../src/text/format.ts';
import { createInvalidTokenError } from './outcome.ts';

interface DiscordApiAccess {
  readonly token: string;
  readonly apiUrl: string;
}

/** What Paperboy needs in a server. Its cards are components, which don't need Embed Links (discord-api-docs#8462). */
const INVITE_PERMISSIONS =
  // To see the channels that it posts in.
  PermissionFlagsBits.ViewChannel |
  // To post highlights and what people share, in channels and in threads.
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  // To open discussion threads.
  PermissionFlagsBits.CreatePublicThreads |
  // To post charts.
  PermissionFlagsBits.AttachFiles |
  // To find its own post after a lost connection, so that it's neither lost nor duplicated.
  PermissionFlagsBits.ReadMessageHistory;

const REQUEST_OPTIONS = { retries: 2, timeout: 10_000 };

/**
 * Registers the commands if they differ from the registered ones.
 *
 * @returns the changes and a summary, for the operator
 * @throws UserError if a request fails
 */
export async function registerCommands(
  access: DiscordApiAccess,
  commands: readonly CommandDefinition[],
): Promise<string> {
  const rest = new REST({ api: access.apiUrl, ...REQUEST_OPTIONS }).setToken(access.token);
  const differences = await withUserError(async () => syncCommands(rest, await fetchApplicationId(rest), commands));
  if (differences.length === 0) return 'Commands are up to date.\n';
  return `${differences.join('\n')}\nCommands registered: ${pluralize(differences.length, 'change')}.\n`;
}

/** Returns the link for adding the bot to a server. @throws UserError if the request for the application id fails */
export async function inviteLink(access: DiscordApiAccess): Promise<string> {
  const rest = new REST({ api: access.apiUrl, ...REQUEST_OPTIONS }).setToken(access.token);
  const id = await withUserError(() => fetchApplicationId(rest));
  const query = new URLSearchParams({
    client_id: id,
    scope: [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands].join(' '),
    permissions: String(INVITE_PERMISSIONS),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

async function fetchApplicationId(rest: REST): Promise<string> {
  const { id } = (await rest.get(Routes.currentApplication())) as { id: string };
  return id;
}

async function withUserError<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status === 401) throw createInvalidTokenError();
    const reason =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
    throw new UserError(`Discord request failed: ${reason}. Check the network and DISCORD_API_URL, then try again.`, {
      cause: error,
    });
  }
}

/** The name of the message command that finds papers. */
export const MESSAGE_COMMAND_NAME = 'Find papers in this message';

const ALL_CONTEXTS = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
};

/** Channel types that a command can target: a forum takes no messages, but its posts are threads. */
export const POSTABLE_CHANNEL_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
] as const;

/** The application commands: `/papers` with a subcommand per command, and the message command. */
export function toCommandDefinitions(commands: readonly CommandDefinition[]): RESTPutAPIApplicationCommandsJSONBody {
  return [
    {
      type: ApplicationCommandType.ChatInput,
      name: 'papers',
      description: 'Find, follow and discuss research papers',
      options: commands.map(toSubcommand),
      ...ALL_CONTEXTS,
    },
    { type: ApplicationCommandType.Message, name: MESSAGE_COMMAND_NAME, ...ALL_CONTEXTS },
  ];
}

/**
 * Registers the commands if they differ from the registered ones, because Discord allows only 200 creations a day.
 *
 * @returns the changes, as `diffCommands`
 */
export async function syncCommands(
  rest: REST,
  applicationId: string,
  commands: readonly CommandDefinition[],
): Promise<string[]> {
  const desired = toCommandDefinitions(commands);
  const route = Routes.applicationCommands(applicationId);
  const registered = (await rest.get(route)) as object[];
  const differences = diffCommands(registered, desired);
  if (differences.length > 0) await rest.put(route, { body: desired });
  return differences;
}

/** The changes that turn `registered` into `desired`, one per line: `+ path = new`, `- path`, `~ path: old → new`. */
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

/** Maps paths to values, for compared fields without defaults: Discord adds fields and leaves out defaults. */
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

/** Required options come first, as Discord requires. */
function toSubcommand({ name, description, options }: CommandDefinition): APIApplicationCommandSubcommandOption {
  const fields = Object.entries(options)
    .filter(([, { hidden }]) => hidden !== 'always')
    .map(([option, definition]) => ({
      option,
      definition: { ...definition, required: isFieldRequired(option, options) },
    }))
    .sort((a, b) => Number(b.definition.required) - Number(a.definition.required));
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name,
    description,
    options: fields.map(({ option, definition }) => toCommandOption(option, definition)),
  };
}

function toCommandOption(name: string, option: Option): APIApplicationCommandBasicOption {
  const { description, required = false } = option;
  const base = { name, description, required };
  switch (option.kind) {
    case 'text':
      return { type: ApplicationCommandOptionType.String, ...base, ...(option.autocomplete && { autocomplete: true }) };
    case 'integer':
      return { type: ApplicationCommandOptionType.Integer, ...base, min_value: option.min, max_value: option.max };
    case 'choice': {
      const choices = option.choices.map((choice) => ({ name: choice, value: choice }));
      return { type: ApplicationCommandOptionType.String, ...base, choices };
    }
    case 'channel':
      return { type: ApplicationCommandOptionType.Channel, ...base, channel_types: [...POSTABLE_CHANNEL_TYPES] };
    default:
      return unreachable(option);
  }
}
