import type {
  AutocompleteInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  Interaction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
  StringSelectMenuInteraction,
} from 'discord.js';
import { type ChatInteraction, findTargetChannels, type InteractionPayload } from '../../src/chat/interaction.ts';
import type { OptionValues } from '../../src/chat/option.ts';
import type { CommandLookup } from '../../src/chat/parse-command.ts';
import type { Person, Place } from '../../src/chat/place.ts';
import { decodeFormState, parseFormValues } from './form.ts';
import { canManageChannels } from './permissions.ts';
import { decodeControlAction } from './render.ts';

export const PLATFORM = 'discord';

/** The interactions that Paperboy replies to; autocomplete gets suggestions instead. */
export type SupportedInteraction =
  | ChatInputCommandInteraction
  | MessageContextMenuCommandInteraction
  | ButtonInteraction
  | StringSelectMenuInteraction
  | ModalSubmitInteraction;

/** Converts an interaction; `undefined` for kinds that Paperboy doesn't use. @throws UserError as `decodeFormState` */
export function toChatInteraction(interaction: Interaction, deps: CommandLookup): ChatInteraction | undefined {
  const parsed = parseInteraction(interaction, deps);
  if (parsed === undefined) return undefined;
  const canManage = canManageChannels(interaction, findTargetChannels(parsed, deps));
  return { place: toPlace(interaction), person: toPerson(interaction), canManage, ...parsed };
}

function parseInteraction(interaction: Interaction, { actionStore }: CommandLookup): InteractionPayload | undefined {
  if (interaction.isChatInputCommand()) {
    const [{ name = 'help', options = [] } = {}] = interaction.options.data;
    const values = Object.fromEntries(options.map((option) => [option.name, option.value as string | number]));
    return { kind: 'command', call: { command: name, values: values satisfies OptionValues } };
  }
  if (interaction.isMessageContextMenuCommand()) {
    return { kind: 'message-shortcut', text: messageText(interaction) };
  }
  if (interaction.isButton()) return { kind: 'action', action: decodeControlAction(interaction.customId) };
  if (interaction.isStringSelectMenu())
    return { kind: 'action', action: decodeControlAction(interaction.values[0] ?? '') };
  if (interaction.isAutocomplete()) return { kind: 'autocomplete', ...focusedOption(interaction) };
  if (interaction.isModalSubmit()) {
    const { command, values } = decodeFormState(interaction.customId, actionStore);
    return { kind: 'form-submitted', command, values: { ...values, ...parseFormValues(interaction) } };
  }
  return undefined;
}

/** The channel of a thread is its parent. Outside servers the tenant is the person. */
function toPlace(interaction: Interaction): Place {
  const { channel, channelId, guildId, user } = interaction;
  const base = { platform: PLATFORM, tenant: guildId ?? `user:${user.id}` };
  if (channel?.isThread() && channel.parentId !== null)
    return { ...base, channel: channel.parentId, thread: channel.id };
  return { ...base, channel: channelId ?? '' };
}

function toPerson({ user, member }: Interaction): Person {
  const nick = member && 'displayName' in member ? member.displayName : member?.nick;
  return { id: user.id, name: nick ?? user.displayName };
}

function focusedOption(interaction: AutocompleteInteraction): { command: string; option: string; partial: string } {
  const { name, value } = interaction.options.getFocused(true);
  return { command: interaction.options.getSubcommand(), option: name, partial: value };
}

/** The text and embeds of a message, one part per line. */
function messageText({ targetMessage: { content, embeds } }: MessageContextMenuCommandInteraction): string {
  const parts = embeds.flatMap(({ url, title, description }) => [url, title, description]);
  return [content, ...parts].filter(Boolean).join('\n');
}
