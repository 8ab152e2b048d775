import {
  ChannelType,
  type Guild,
  type Interaction,
  PermissionFlagsBits,
  type PermissionResolvable,
  PermissionsBitField,
} from 'discord.js';
import type { Command } from '../../src/chat/command.ts';

interface PermissionCheck {
  readonly command: Pick<Command, 'name' | 'audience'> | undefined;
  /** Whether the person may manage what the command is about. */
  readonly canManage: boolean;
  readonly isPublic: boolean;
}

/** What anybody needs who may manage: one of these is enough. */
const MANAGER_PERMISSIONS = [PermissionFlagsBits.ManageGuild, PermissionFlagsBits.ManageChannels];

/**
 * What opening a thread needs. In a forum Create Public Threads means nothing
 * (https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel).
 */
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
 * Whether somebody may change what everybody gets: here, or in the channels that they name, each of which then has to allow it. In a
 * private conversation there is nobody else, so there they may, but not elsewhere from there.
 */
export function canManageChannels(interaction: Interaction, channels: readonly string[]): boolean {
  const otherChannels = channels.filter((id) => id !== interaction.channelId);
  if (otherChannels.length > 0)
    return (
      interaction.inGuild() && otherChannels.every((id) => hasManagerPermission(permissionsInChannel(interaction, id)))
    );
  return !interaction.inGuild() || hasManagerPermission(interaction.memberPermissions);
}

/**
 * Whether somebody who wrote a message manages the whole server. It tells nothing of single channels, as a message may name any of them.
 *
 * @param guild as far as it is known
 */
export function canManageServer(guild: Guild | undefined, user: string, roles: readonly string[]): boolean {
  if (guild?.ownerId === user) return true;
  // The role of everybody has the id of the server.
  const rolePermissions = [guild?.id ?? '', ...roles].map((id) => guild?.roles.cache.get(id)?.permissions);
  return rolePermissions.some((permissions) => permissions?.has(PermissionFlagsBits.ManageGuild) ?? false);
}

/**
 * Why this person, or Paperboy, may not do this here: a sentence that names what is missing, or nothing. It reads the permissions that
 * the interaction carries, so it costs no request and is right for this very channel.
 */
export function describeMissingPermission(
  interaction: Interaction,
  { command, canManage, isPublic }: PermissionCheck,
): string | undefined {
  const { memberPermissions, appPermissions, channel } = interaction;
  if (command?.audience === 'managers' && !canManage) {
    return `/papers ${command.name} is for those who may manage this server or channel: you need ${formatPermissions(MANAGER_PERMISSIONS, ' or ')}. Ask an admin.`;
  }
  // In a private conversation there is nobody to protect.
  if (!interaction.inGuild() || memberPermissions === null) return undefined;
  if (!isPublic) return undefined;
  const sendPermission: PermissionResolvable = channel?.isThread()
    ? PermissionFlagsBits.SendMessagesInThreads
    : PermissionFlagsBits.SendMessages;
  if (!memberPermissions.has(sendPermission)) {
    return `You may not write in this channel, so Paperboy does not write there for you: you need ${formatPermissions([sendPermission])}.`;
  }
  const isBotMember = interaction.guild !== null;
  if (isBotMember && !appPermissions.has(sendPermission)) {
    return `Paperboy may not write in this channel: an admin has to give it ${formatPermissions([sendPermission])}.`;
  }
  if (!isBotMember && !memberPermissions.has(PermissionFlagsBits.UseExternalApps)) {
    return `This server does not let you share with an app of your own: you need ${formatPermissions([PermissionFlagsBits.UseExternalApps])}.`;
  }
  return undefined;
}

/**
 * All that this person, or Paperboy, lacks to open a thread here, said at once, and who can do something about it; or nothing. To go to a
 * thread that is there none of it is needed.
 */
export function describeMissingThreadPermissions(interaction: Interaction): string | undefined {
  const { guild, channel, appPermissions, memberPermissions } = interaction;
  if (!interaction.inGuild() || memberPermissions === null) return undefined;
  if (guild === null) {
    return 'A discussion needs Paperboy in this server, not only with you: somebody who manages the server can add it.';
  }
  const parent = channel?.isThread() ? channel.parent : channel;
  const isForum = parent?.type === ChannelType.GuildForum || parent?.type === ChannelType.GuildMedia;
  const missingFrom = (granted: Readonly<PermissionsBitField>, needed: readonly bigint[]): bigint[] =>
    needed.filter(
      (permission) => !granted.has(permission) && !(isForum && permission === PermissionFlagsBits.CreatePublicThreads),
    );
  const missing = [
    { who: 'you need', what: missingFrom(memberPermissions, OPEN_THREAD_PERMISSIONS.person) },
    { who: 'Paperboy needs', what: missingFrom(appPermissions, OPEN_THREAD_PERMISSIONS.bot) },
  ].filter(({ what }) => what.length > 0);
  if (missing.length === 0) return undefined;
  const listed = missing.map(({ who, what }) => `${who} ${formatPermissions(what)}`).join('; ');
  return `No discussion can be opened here yet: ${listed}. Somebody who manages this server can grant that, in the settings of the channel under Permissions.`;
}

function hasManagerPermission(permissions: Readonly<PermissionsBitField> | null | undefined): boolean {
  return MANAGER_PERMISSIONS.some((permission) => permissions?.has(permission) ?? false);
}

/** What somebody may do in another channel: as the interaction tells of those chosen in it, or by the roles that are known of the server. */
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

/** The permissions as Discord's settings name them: "Manage Channels". */
function formatPermissions(permissions: PermissionResolvable, separator = ', '): string {
  return new PermissionsBitField(permissions)
    .toArray()
    .map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').replace('Guild', 'Server'))
    .join(separator);
}
