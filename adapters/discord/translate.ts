import type {
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
  MessageContextMenuCommandInteraction,
  StringSelectMenuInteraction,
} from 'discord.js';
import type { Invocation, OptionValues } from '../../src/chat/invocation.ts';
import type { Person, Place } from '../../src/chat/place.ts';
import { actionOf } from './render.ts';

/** The interactions that Paperboy asks for, all of which but a suggestion can be replied to. */
export type Asked =
  | ChatInputCommandInteraction
  | MessageContextMenuCommandInteraction
  | ButtonInteraction
  | StringSelectMenuInteraction;

/** What an interaction asks for, or nothing where it is of a kind that Paperboy never offers. */
export function invocationOf(interaction: Interaction): Invocation | undefined {
  const who = { place: placeOf(interaction), person: personOf(interaction) };
  if (interaction.isChatInputCommand()) {
    const [{ name = 'help', options = [] } = {}] = interaction.options.data;
    const values = Object.fromEntries(options.map((option) => [option.name, option.value as string | number]));
    return { ...who, kind: 'command', call: { command: name, values: values satisfies OptionValues } };
  }
  if (interaction.isMessageContextMenuCommand()) {
    return { ...who, kind: 'message chosen', text: textOf(interaction) };
  }
  if (interaction.isButton()) return { ...who, kind: 'action', action: actionOf(interaction.customId) };
  if (interaction.isStringSelectMenu())
    return { ...who, kind: 'action', action: actionOf(interaction.values[0] ?? '') };
  if (interaction.isAutocomplete()) return { ...who, kind: 'suggest', ...focusOf(interaction) };
  return undefined;
}

/** Where it happened. A thread's channel is its parent, and what is said to Paperboy in private belongs to that person alone. */
function placeOf(interaction: Interaction): Place {
  const { channel, channelId, guildId, user } = interaction;
  const here = { platform: 'discord', tenant: guildId ?? `user:${user.id}` };
  if (channel?.isThread() && channel.parentId !== null)
    return { ...here, channel: channel.parentId, thread: channel.id };
  return { ...here, channel: channelId ?? '' };
}

function personOf({ user, member }: Interaction): Person {
  const nick = member && 'displayName' in member ? member.displayName : member?.nick;
  return { id: user.id, name: nick ?? user.displayName };
}

function focusOf(interaction: AutocompleteInteraction): { command: string; option: string; partial: string } {
  const { name, value } = interaction.options.getFocused(true);
  return { command: interaction.options.getSubcommand(), option: name, partial: value };
}

/** All that a message says, in its text, the cards of other bots, and links. */
function textOf({ targetMessage: { content, embeds } }: MessageContextMenuCommandInteraction): string {
  const parts = embeds.flatMap(({ url, title, description }) => [url, title, description]);
  return [content, ...parts].filter(Boolean).join('\n');
}
