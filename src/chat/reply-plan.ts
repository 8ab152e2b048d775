import { UserError } from '../runtime/errors.ts';
import { decodeAction } from './action.ts';
import type { CommandCall } from './command.ts';
import type { AppServices } from './context.ts';
import { createForm, type Form, shouldOpenForm } from './form.ts';
import type { ChatInteraction, InteractionPayload } from './interaction.ts';
import { parseChannelId } from './option.ts';
import { findCommand, parseFreeText, parseUnvalidated, resolveCommand } from './parse-command.ts';

/** How an invocation will be answered: for the one who asked alone, and in the place of the message that holds the button. */
export interface ReplyPlan {
  readonly ephemeral: boolean;
  readonly replacesOriginal: boolean;
  /** The command that answers, where one does. */
  readonly command?: string;
  /** What has to be filled in first: the answer will be this form, filled in as far as it can be. */
  readonly form?: Form;
}

/** Tells before the answer is there how it will be given, for platforms that have to acknowledge in that way at once. */
export function planReply(
  interaction: ChatInteraction,
  { commands, actionStore }: Pick<AppServices, 'commands' | 'actionStore'>,
): ReplyPlan {
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
    // A refusal will be the answer, and refusals are private.
    if (error instanceof UserError) return { ephemeral: true, replacesOriginal: false };
    throw error;
  }
}

function planFor({ name, ephemeral: isPrivate }: { name: string; ephemeral: boolean }): ReplyPlan {
  return { ephemeral: isPrivate, replacesOriginal: false, command: name };
}

/** The channels that a call is about in place of the one where it is made. One that can't be read is about none. */
export function findTargetChannels(
  interaction: InteractionPayload,
  { commands, actionStore }: Pick<AppServices, 'commands' | 'actionStore'>,
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
  actionStore: AppServices['actionStore'],
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
