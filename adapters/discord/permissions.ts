import { type Interaction, PermissionFlagsBits, type PermissionResolvable, PermissionsBitField } from 'discord.js';
import type { Command } from '../../src/chat/command.ts';

/** What anybody needs who may manage: one of these is enough. */
const MANAGES = [PermissionFlagsBits.ManageGuild, PermissionFlagsBits.ManageChannels];

/**
 * Why this person, or Paperboy, may not do this here: a sentence that names what is missing, or nothing. It reads the permissions that
 * the interaction carries, so it costs no request and is right for this very channel.
 */
export function missingPermission(
  interaction: Interaction,
  { command, isPublic }: { command: Pick<Command, 'name' | 'audience'> | undefined; isPublic: boolean },
): string | undefined {
  const { memberPermissions, appPermissions, channel } = interaction;
  // In a private conversation there is nobody to protect.
  if (!interaction.inGuild() || memberPermissions === null) return undefined;
  if (command?.audience === 'managers' && !MANAGES.some((one) => memberPermissions.has(one))) {
    return `/papers ${command.name} is for those who may manage this server or channel: you need ${namesOf(MANAGES, ' or ')}. Ask an admin.`;
  }
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

/** The permissions as Discord's settings name them: "Manage Channels". */
function namesOf(permissions: PermissionResolvable, joint = ', '): string {
  return new PermissionsBitField(permissions)
    .toArray()
    .map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').replace('Guild', 'Server'))
    .join(joint);
}
