import { UserError } from '../errors.ts';
import { decodeAction } from './action.ts';
import { type Option, validateOptionValues } from './command.ts';
import type { AppServices } from './context.ts';
import type { CommandCall, InteractionPayload } from './invocation.ts';
import { parseUnvalidated } from './read-call.ts';

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

/** The channel that a value means to an option: what the command will get. */
export function parseChannelId(option: Option, value: string | number | undefined): string | undefined {
  if (option.kind !== 'channel') return undefined;
  const checked = validateOptionValues({ channel: option }, { channel: value });
  return 'values' in checked && checked.values['channel'] !== undefined ? String(checked.values['channel']) : undefined;
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
