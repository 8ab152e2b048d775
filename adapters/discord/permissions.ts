import {
  type Guild,
  type Interaction,
  PermissionFlagsBits,
  type PermissionResolvable,
  PermissionsBitField,
} from 'discord.js';
import type { CommandDefinition } from '../../src/chat/command.ts';
import { isForum } from './forums.ts';

interface PermissionCheck {
  readonly command: Pick<CommandDefinition, 'name' | 'audience'> | undefined;
  readonly canManage: boolean;
  readonly isPublic: boolean;
}

/** Either one makes a person a manager. */
const MANAGER_PERMISSIONS = [PermissionFlagsBits.ManageGuild, PermissionFlagsBits.ManageChannels];

/** https://discord.com/developers/docs/topics/permissions#permissions-for-threads */
const OPEN_THREAD_PERMISSIONS = {
  person: [PermissionFlagsBits.SendMessages, PermissionFlagsBits.CreatePublicThreads],
  bot: [
    PermissionFlagsBits.ViewChannel,
    PermissionFlagsBits.SendMessages,
    PermissionFlagsBits.CreatePublicThreads,
    PermissionFlagsBits.SendMessagesInThreads,
    PermissionFlagsBits.ReadMessageHistory,
  ],
} as const;

/**
 * Whether the person can manage all the given channels, or the interaction's channel if none are given. In a DM people
 * can manage that DM, but no other channels.
 */
export function canManageChannels(interaction: Interaction, channels: readonly string[]): boolean {
  const otherChannels = channels.filter((id) => id !== interaction.channelId);
  if (otherChannels.length > 0)
    return (
      interaction.inGuild() && otherChannels.every((id) => hasManagerPermission(permissionsInChannel(interaction, id)))
    );
  return !interaction.inGuild() || hasManagerPermission(interaction.memberPermissions);
}

/** Whether the author of a message owns the server or has Manage Server: messages don't carry channel permissions. */
export function canManageServer(guild: Guild | undefined, user: string, roles: readonly string[]): boolean {
  if (guild?.ownerId === user) return true;
  // The id of the @everyone role is the server's id.
  const rolePermissions = [guild?.id ?? '', ...roles].map((id) => guild?.roles.cache.get(id)?.permissions);
  return rolePermissions.some((permissions) => permissions?.has(PermissionFlagsBits.ManageGuild) ?? false);
}

/**
 * Says which permission the person or Paperboy is missing to run a command and reply to it; `undefined` if none. Reads
 * the permissions that come with the interaction, so it makes no request.
 */
export function describeMissingPermission(
  interaction: Interaction,
  { command, canManage, isPublic }: PermissionCheck,
): string | undefined {
  const { memberPermissions, appPermissions, channel } = interaction;
  if (command?.audience === 'managers' && !canManage) {
    return `You need ${formatPermissions(MANAGER_PERMISSIONS, ' or ')} to use /papers ${command.name}. Ask an admin.`;
  }
  if (!interaction.inGuild() || memberPermissions === null || !isPublic) return undefined;
  const sendPermission: PermissionResolvable = channel?.isThread()
    ? PermissionFlagsBits.SendMessagesInThreads
    : PermissionFlagsBits.SendMessages;
  if (!memberPermissions.has(sendPermission)) {
    return `You can't post in this channel. You need ${formatPermissions([sendPermission])}.`;
  }
  const isBotMember = interaction.guild !== null;
  if (isBotMember && !appPermissions.has(sendPermission)) {
    return `Paperboy can't post in this channel. Ask an admin to grant it ${formatPermissions([sendPermission])}.`;
  }
  if (!isBotMember && !memberPermissions.has(PermissionFlagsBits.UseExternalApps)) {
    return `You can't share from external apps in this server. You need ${formatPermissions([PermissionFlagsBits.UseExternalApps])}.`;
  }
  return undefined;
}

/** Lists the permissions that the person and Paperboy are missing to open a thread; `undefined` if none. */
export function describeMissingThreadPermissions(interaction: Interaction): string | undefined {
  const { guild, channel, appPermissions, memberPermissions } = interaction;
  if (!interaction.inGuild() || memberPermissions === null) return undefined;
  if (guild === null) {
    return 'Discussions only work if Paperboy is in this server. Ask someone who manages the server to add it.';
  }
  const parent = channel?.isThread() ? channel.parent : channel;
  const isInForum = parent != null && isForum(parent);
  const missingFrom = (granted: Readonly<PermissionsBitField>, needed: readonly bigint[]): bigint[] =>
    // Forums don't need Create Public Threads (resources/channel#start-thread-in-forum-or-media-channel).
    needed.filter(
      (permission) =>
        !granted.has(permission) && !(isInForum && permission === PermissionFlagsBits.CreatePublicThreads),
    );
  const missing = [
    { subject: 'you need', permissions: missingFrom(memberPermissions, OPEN_THREAD_PERMISSIONS.person) },
    { subject: 'Paperboy needs', permissions: missingFrom(appPermissions, OPEN_THREAD_PERMISSIONS.bot) },
  ].filter(({ permissions }) => permissions.length > 0);
  if (missing.length === 0) return undefined;
  const listed = missing.map(({ subject, permissions }) => `${subject} ${formatPermissions(permissions)}`).join('; ');
  return `Can't open a discussion here: ${listed}. Ask someone who manages this server to grant that in the channel's permission settings.`;
}

function hasManagerPermission(permissions: Readonly<PermissionsBitField> | null | undefined): boolean {
  return MANAGER_PERMISSIONS.some((permission) => permissions?.has(permission) ?? false);
}

/** The person's permissions in another channel, as resolved in the interaction, or else from cached roles. */
function permissionsInChannel(interaction: Interaction, id: string): Readonly<PermissionsBitField> | null | undefined {
  const resolvedChannel = resolvedChannels(interaction)?.get(id);
  if (resolvedChannel?.permissions) return new PermissionsBitField(resolvedChannel.permissions as PermissionResolvable);
  if (!interaction.inCachedGuild()) return undefined;
  return interaction.guild.channels.cache.get(id)?.permissionsFor(interaction.member);
}

function resolvedChannels(interaction: Interaction) {
  if (interaction.isChatInputCommand()) return interaction.options.resolved?.channels;
  return interaction.isModalSubmit() ? interaction.fields.resolved?.channels : undefined;
}

/** Formats permissions as in Discord's settings: "Manage Channels". */
function formatPermissions(permissions: PermissionResolvable, separator = ', '): string {
  return new PermissionsBitField(permissions)
    .toArray()
    .map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').replace('Guild', 'Server'))
    .join(separator);
}
