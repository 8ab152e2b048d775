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
import type { Command } from '../../src/chat/command.ts';
import { isFieldRequired, type Option } from '../../src/chat/option.ts';
import { UserError, unreachable } from '../../src/runtime/errors.ts';
import { pluralize } from '../../src/text/format.ts';
import { createInvalidTokenError } from './outcome.ts';

/** What reaches Discord's REST interface. */
interface DiscordApiAccess {
  readonly token: string;
  readonly apiUrl: string;
}

/** What Paperboy does in a server. Its cards are components, which need no right to embed links (discord-api-docs#8462). */
const INVITE_PERMISSIONS =
  // Posting in a channel, which the bot has to see for that.
  PermissionFlagsBits.ViewChannel |
  // Posting what is shared and daily highlights, in channels and in threads.
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  // Opening the thread of a discussion, where somebody asks for it.
  PermissionFlagsBits.CreatePublicThreads |
  // Sending charts along with what it posts.
  PermissionFlagsBits.AttachFiles |
  // Looking for its own post after a line broke, so that it is neither lost nor posted twice.
  PermissionFlagsBits.ReadMessageHistory;

const REQUEST_OPTIONS = { retries: 2, timeout: 10_000 };

/**
 * Registers the commands now.
 *
 * @returns what was different, a line each, for the person who called
 */
export async function registerCommands(access: DiscordApiAccess, commands: readonly Command[]): Promise<string> {
  const rest = new REST({ api: access.apiUrl, ...REQUEST_OPTIONS }).setToken(access.token);
  const differences = await withUserError(async () => syncCommands(rest, await fetchApplicationId(rest), commands));
  if (differences.length === 0) return 'Discord has these commands already.\n';
  return `${differences.join('\n')}\nRegistered: ${pluralize(differences.length, 'difference')}.\n`;
}

/** The link with which an admin adds the bot to a server, asking for no more than it needs. */
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

/** Says what the host can do about a request that failed. */
async function withUserError<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status === 401) throw createInvalidTokenError();
    const reason =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
    throw new UserError(`Discord did not do it: ${reason}. Check the network and DISCORD_API_URL, and try again.`, {
      cause: error,
    });
  }
}

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
