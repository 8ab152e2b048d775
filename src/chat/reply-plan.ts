import { UserError } from '../runtime/errors.ts';
import { decodeAction } from './action.ts';
import type { CommandCall, CommandDefinition } from './command.ts';
import { createForm, type Form, shouldOpenForm } from './form.ts';
import type { ChatInteraction, InteractionPayload } from './interaction.ts';
import { parseChannelId } from './option.ts';
import { type CommandLookup, findCommand, parseFreeText, parseUnvalidated, resolveCommand } from './parse-command.ts';

/** How the reply to an interaction will be sent. */
export interface ReplyPlan {
  readonly ephemeral: boolean;
  readonly replacesOriginal: boolean;
  /** The name of the command that replies. */
  readonly command?: string;
  /** The reply will be this form, perhaps with more values filled in. */
  readonly form?: Form;
}

/** Predicts how the reply will be sent, for platforms that need to know it when they acknowledge. */
export function planReply(interaction: ChatInteraction, { commands, actionStore }: CommandLookup): ReplyPlan {
  try {
    switch (interaction.kind) {
      case 'command': {
        const plan = planFor(resolveCommand(interaction.call, commands));
        return shouldOpenForm(interaction.call, commands)
          ? { ...plan, form: createForm(interaction.call, commands) }
          : plan;
      }
      case 'form-submitted':
        return planFor(findCommand(interaction.command, commands));
      case 'action': {
        const { text, replacesOriginal, opensForm } = decodeAction(interaction.action, actionStore);
        const plan = { ...planFor(resolveCommand({ text }, commands)), replacesOriginal };
        return opensForm ? { ...plan, form: createForm({ text }, commands) } : plan;
      }
      case 'mention': {
        const { alwaysEphemeral = false } = resolveCommand(parseFreeText(interaction.text, commands), commands);
        return { ephemeral: alwaysEphemeral, replacesOriginal: false };
      }
      case 'installed':
      case 'link-shared':
        return { ephemeral: false, replacesOriginal: false };
      default:
        return { ephemeral: true, replacesOriginal: false };
    }
  } catch (error) {
    // The reply will be this error, and errors are ephemeral.
    if (error instanceof UserError) return { ephemeral: true, replacesOriginal: false };
    throw error;
  }
}

function planFor({ name, ephemeral }: CommandDefinition): ReplyPlan {
  return { ephemeral, replacesOriginal: false, command: name };
}

/** The ids of other channels that a call names. A call that can't be parsed names none. */
export function findTargetChannels(
  interaction: InteractionPayload,
  { commands, actionStore }: CommandLookup,
): string[] {
  try {
    const call = commandCallOf(interaction, actionStore);
    if (call === undefined) return [];
    const { command, values } = parseUnvalidated(call, commands);
    return Object.entries(command.options).flatMap(([name, option]) => parseChannelId(option, values[name]) ?? []);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function commandCallOf(
  interaction: InteractionPayload,
  actionStore: CommandLookup['actionStore'],
): CommandCall | undefined {
  switch (interaction.kind) {
    case 'command':
      return interaction.call;
    case 'action':
      return { text: decodeAction(interaction.action, actionStore).text };
    case 'form-submitted':
      return interaction;
    default:
      return undefined;
  }
}
