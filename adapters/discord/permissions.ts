import {
  ChannelType,
  type Guild,
  type Interaction,
  PermissionFlagsBits,
  type PermissionResolvable,
  PermissionsBitField,
} from 'discord.js';
import type { Command } from '../../src/chat/command.ts';

interface Attempt {
  readonly command: Pick<Command, 'name' | 'audience'> | undefined;
  /** Whether the person may manage what the command is about. */
  readonly manages: boolean;
  readonly isPublic: boolean;
}

/** What anybody needs who may manage: one of these is enough. */
const MANAGES = [PermissionFlagsBits.ManageGuild, PermissionFlagsBits.ManageChannels];

/**
 * What opening a thread needs. In a forum Create Public Threads means nothing
 * (https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel).
 */
const OPENS = {
  person: [PermissionFlagsBits.SendMessages, PermissionFlagsBits.CreatePublicThreads],
  paperboy: [
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
export function managesIn(interaction: Interaction, channels: readonly string[]): boolean {
  const others = channels.filter((id) => id !== interaction.channelId);
  if (others.length > 0)
    return interaction.inGuild() && others.every((id) => mayManage(permissionsIn(interaction, id)));
  return !interaction.inGuild() || mayManage(interaction.memberPermissions);
}

/**
 * Whether somebody who wrote a message manages the whole server. It tells nothing of single channels, as a message may name any of them.
 *
 * @param guild as far as it is known
 */
export function managesServer(guild: Guild | undefined, user: string, roles: readonly string[]): boolean {
  if (guild?.ownerId === user) return true;
  // The role of everybody has the id of the server.
  const held = [guild?.id ?? '', ...roles].map((id) => guild?.roles.cache.get(id)?.permissions);
  return held.some((permissions) => permissions?.has(PermissionFlagsBits.ManageGuild) ?? false);
}

/**
 * Why this person, or Paperboy, may not do this here: a sentence that names what is missing, or nothing. It reads the permissions that
 * the interaction carries, so it costs no request and is right for this very channel.
 */
export function missingPermission(
  interaction: Interaction,
  { command, manages, isPublic }: Attempt,
): string | undefined {
  const { memberPermissions, appPermissions, channel } = interaction;
  if (command?.audience === 'managers' && !manages) {
    return `/papers ${command.name} is for those who may manage this server or channel: you need ${namesOf(MANAGES, ' or ')}. Ask an admin.`;
  }
  // In a private conversation there is nobody to protect.
  if (!interaction.inGuild() || memberPermissions === null) return undefined;
  if (!isPublic) return undefined;
  const speak: PermissionResolvable = channel?.isThread()
    ? PermissionFlagsBits.SendMessagesInThreads
    : PermissionFlagsBits.SendMessages;
  if (!memberPermissions.has(speak)) {
    return `You may not write in this channel, so Paperboy does not write there for you: you need ${namesOf([speak])}.`;
  }
  const isMember = interaction.guild !== null;
  if (isMember && !appPermissions.has(speak)) {
    return `Paperboy may not write in this channel: an admin has to give it ${namesOf([speak])}.`;
  }
  if (!isMember && !memberPermissions.has(PermissionFlagsBits.UseExternalApps)) {
    return `This server does not let you share with an app of your own: you need ${namesOf([PermissionFlagsBits.UseExternalApps])}.`;
  }
  return undefined;
}

/**
 * All that this person, or Paperboy, lacks to open a thread here, said at once, and who can do something about it; or nothing. To go to a
 * thread that is there none of it is needed.
 */
export function missingToOpen(interaction: Interaction): string | undefined {
  const { guild, channel, appPermissions, memberPermissions } = interaction;
  if (!interaction.inGuild() || memberPermissions === null) return undefined;
  if (guild === null) {
    return 'A discussion needs Paperboy in this server, not only with you: somebody who manages the server can add it.';
  }
  const parent = channel?.isThread() ? channel.parent : channel;
  const isForum = parent?.type === ChannelType.GuildForum || parent?.type === ChannelType.GuildMedia;
  const lacks = (has: Readonly<PermissionsBitField>, needed: readonly bigint[]): bigint[] =>
    needed.filter((one) => !has.has(one) && !(isForum && one === PermissionFlagsBits.CreatePublicThreads));
  const missing = [
    { who: 'you need', what: lacks(memberPermissions, OPENS.person) },
    { who: 'Paperboy needs', what: lacks(appPermissions, OPENS.paperboy) },
  ].filter(({ what }) => what.length > 0);
  if (missing.length === 0) return undefined;
  const said = missing.map(({ who, what }) => `${who} ${namesOf(what)}`).join('; ');
  return `No discussion can be opened here yet: ${said}. Somebody who manages this server can grant that, in the settings of the channel under Permissions.`;
}

function mayManage(permissions: Readonly<PermissionsBitField> | null | undefined): boolean {
  return MANAGES.some((one) => permissions?.has(one) ?? false);
}

/** What somebody may do in another channel: as the interaction tells of those chosen in it, or by the roles that are known of the server. */
function permissionsIn(interaction: Interaction, id: string): Readonly<PermissionsBitField> | null | undefined {
  const chosen = chosenIn(interaction)?.get(id);
  if (chosen?.permissions) return new PermissionsBitField(chosen.permissions as PermissionResolvable);
  if (!interaction.inCachedGuild()) return undefined;
  return interaction.guild.channels.cache.get(id)?.permissionsFor(interaction.member);
}

function chosenIn(interaction: Interaction) {
  if (interaction.isChatInputCommand()) return interaction.options.resolved?.channels;
  return interaction.isModalSubmit() ? interaction.fields.resolved?.channels : undefined;
}

/** The permissions as Discord's settings name them: "Manage Channels". */
function namesOf(permissions: PermissionResolvable, joint = ', '): string {
  return new PermissionsBitField(permissions)
    .toArray()
    .map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').replace('Guild', 'Server'))
    .join(joint);
}
