import type {
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
  StringSelectMenuInteraction,
} from 'discord.js';
import { channelsNamedBy } from '../../src/chat/channels-named.ts';
import type { Core } from '../../src/chat/context.ts';
import type { Deed, Invocation, OptionValues } from '../../src/chat/invocation.ts';
import type { Person, Place } from '../../src/chat/place.ts';
import { valuesIn } from './form.ts';
import { decodeForm } from './kept-form.ts';
import { managesIn } from './permissions.ts';
import { actionOf } from './render.ts';

type Known = Pick<Core, 'commands' | 'keepsakes'>;

/** The interactions that Paperboy asks for, all of which but a suggestion can be replied to. */
export type Asked =
  | ChatInputCommandInteraction
  | MessageContextMenuCommandInteraction
  | ButtonInteraction
  | StringSelectMenuInteraction
  | ModalSubmitInteraction;

/**
 * What an interaction asks for, or nothing where it is of a kind that Paperboy never offers.
 *
 * @throws UserError as `decodeForm`
 */
export function invocationOf(interaction: Interaction, known: Known): Invocation | undefined {
  const deed = deedOf(interaction, known);
  if (deed === undefined) return undefined;
  const manages = managesIn(interaction, channelsNamedBy(deed, known));
  return { place: placeOf(interaction), person: personOf(interaction), manages, ...deed };
}

function deedOf(interaction: Interaction, { keepsakes }: Known): Deed | undefined {
  if (interaction.isChatInputCommand()) {
    const [{ name = 'help', options = [] } = {}] = interaction.options.data;
    const values = Object.fromEntries(options.map((option) => [option.name, option.value as string | number]));
    return { kind: 'command', call: { command: name, values: values satisfies OptionValues } };
  }
  if (interaction.isMessageContextMenuCommand()) {
    return { kind: 'message chosen', text: textOf(interaction) };
  }
  if (interaction.isButton()) return { kind: 'action', action: actionOf(interaction.customId) };
  if (interaction.isStringSelectMenu()) return { kind: 'action', action: actionOf(interaction.values[0] ?? '') };
  if (interaction.isAutocomplete()) return { kind: 'suggest', ...focusOf(interaction) };
  if (interaction.isModalSubmit()) {
    const { command, values } = decodeForm(interaction.customId, keepsakes);
    return { kind: 'form submitted', command, values: { ...values, ...valuesIn(interaction) } };
  }
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
