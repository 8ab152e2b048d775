import { DiscordAPIError, OAuth2Scopes, PermissionFlagsBits, REST, Routes } from 'discord.js';
import type { Command } from '../../src/chat/command.ts';
import { UserError } from '../../src/errors.ts';
import { pluralize } from '../../src/text/counted.ts';
import { createInvalidTokenError } from './gateway.ts';
import { syncCommands } from './registration.ts';

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
